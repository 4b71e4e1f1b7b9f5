"""More spiders than desks: each waits for a permit that another one gives back. Nobody leaves before
all others wait."""

import threading
import time

desks = threading.Semaphore(2)
all_wait = threading.Event()


def spin():
    with desks:
        all_wait.wait()


threads = [threading.Thread(target=spin) for _ in range(6)]
for thread in threads:
    thread.start()
while len(desks._cond._waiters) < 4:
    time.sleep(0.001)
all_wait.set()
for thread in threads:
    thread.join()
