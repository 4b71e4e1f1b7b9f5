"""Two threads count, each as long as the other wants to; only one can at a time. `asleep` only
sleeps, both at once."""

import sys
import threading
import time


def count():
    number = 0
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        number += 1


def doze():
    time.sleep(0.05)


work = doze if sys.argv[1:] == ["asleep"] else count
threads = [threading.Thread(target=work, name=name) for name in ("one", "other")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("counted")
