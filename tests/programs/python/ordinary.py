"""A program that ends well, however it looks from inside: threads of all kinds, exceptions, a
traceback on stderr, what locks print, an exit status."""

import sys
import threading
import time

lock = threading.Lock()
counter = 0


class Counter(threading.Thread):
    def run(self):
        global counter
        for _ in range(50):
            with lock:
                counter += 1


def fail():
    raise ValueError("as meant")


def wait_in_vain():
    print("timed:", lock.acquire(timeout=0.01))


print(type(lock), isinstance(lock, type(threading.Lock())), str(lock).split(" at ")[0])
print(threading.Condition.wait.__name__, threading.Condition.wait.__doc__.split(".")[0])
print([name for name in sys.modules if "threadlane" in name], len(sys.path) > 2)
workers = [Counter() for _ in range(4)] + [threading.Thread(target=fail, name="failing")]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
with lock:
    late = threading.Thread(target=wait_in_vain)
    late.start()
    late.join()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
threading.Thread(target=lambda: print("last words", counter)).start()
sys.exit(7)
