"""What the primitives refuse, each time with an exception that the program expects."""

import threading


def refused(call, *arguments):
    try:
        call(*arguments)
    except (RuntimeError, OverflowError) as error:
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
