"""What the primitives refuse, each time with an exception that the program expects."""

import threading
from concurrent.futures import ThreadPoolExecutor


def refused(call, *arguments):
    try:
        call(*arguments)
    except (RuntimeError, OverflowError, ValueError) as error:
        print(type(error).__name__, error)


lock = threading.Lock()
rlock = threading.RLock()
condition = threading.Condition()
thread = threading.Thread(target=lambda: None)

refused(lock.release)
refused(lock.acquire, True, 1e100)
refused(rlock.release)
refused(condition.wait)
refused(condition.notify)
refused(thread.join)
thread.start()
refused(thread.start)
thread.join()
joining = threading.Thread(target=lambda: refused(joining.join), name="joining")
joining.start()
joining.join()
refused(lock.acquire, True, -2)
refused(rlock.acquire, True, -2)
refused(threading.BoundedSemaphore, -1)
refused(ThreadPoolExecutor, 0)
pool = ThreadPoolExecutor(1)
pool.shutdown()
refused(pool.submit, print)
