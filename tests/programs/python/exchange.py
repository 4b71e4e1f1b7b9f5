"""Everything that passes through the primitives as it should: a bounded queue with two producers and
two consumers, a stack, a heap, permits, an event, rounds of a barrier."""

import queue
import threading

line = queue.Queue(maxsize=2)
plates = queue.LifoQueue()
urgent = queue.PriorityQueue()
desks = threading.BoundedSemaphore(2)
begun = threading.Event()
round_table = threading.Barrier(3)
done = []


def produce(first):
    begun.wait()
    for i in range(first, first + 10):
        line.put(i)


def consume():
    for _ in range(10):
        item = line.get()
        with desks:
            done.append(item)
        line.task_done()


def meet():
    for _ in range(5):
        round_table.wait()


threads = [threading.Thread(target=produce, args=(first,)) for first in (0, 100)]
threads += [threading.Thread(target=consume) for _ in range(2)]
threads += [threading.Thread(target=meet) for _ in range(3)]
for thread in threads:
    thread.start()
begun.set()
line.join()
for thread in threads:
    thread.join()
for number in (3, 1, 2):
    plates.put(number)
    urgent.put(number)
print(sorted(done) == [*range(10), *range(100, 110)])
print([plates.get() for _ in range(3)], [urgent.get() for _ in range(3)])
try:
    line.get_nowait()
except queue.Empty:
    print("empty")
try:
    desks.release()
except ValueError as error:
    print(error)
begun.clear()
print(begun.wait(0), desks.acquire(blocking=False), line.qsize())
