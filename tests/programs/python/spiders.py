"""More spiders than desks: each waits for a permit that another one gives back."""

import threading
import time

desks = threading.Semaphore(2)


def spin(number):
    with desks:
        time.sleep(0.01)
    return number


threads = [threading.Thread(target=spin, args=(number,)) for number in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
