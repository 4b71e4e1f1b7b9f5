"""Many short threads and many locks, made and forgotten: numbers are not mixed up."""

import threading

shared = threading.Lock()
total = 0


def work():
    global total
    mine = threading.Lock()
    for _ in range(20):
        with mine, shared:
            total += 1


for _ in range(5):
    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(total)
