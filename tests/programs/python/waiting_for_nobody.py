"""A thread waits for what nobody brings: an item, a permit, an event, a third guest. `timed` gives
up in time."""

import queue
import sys
import threading

seconds = 0.02 if sys.argv[2:] == ["timed"] else None
orders = queue.Queue()
tables = threading.Semaphore(1)
opening = threading.Event()
guests = threading.Barrier(3)


def get_item():
    try:
        return orders.get(timeout=seconds)
    except queue.Empty:
        return "nothing"


def put_item():
    full = queue.Queue(maxsize=1)
    full.put("first")
    try:
        return full.put("second", timeout=seconds)
    except queue.Full:
        return "no room"


def get_permit():
    return tables.acquire(), tables.acquire(timeout=seconds)


def see_event():
    return opening.wait(seconds)


def meet():
    try:
        return guests.wait(seconds)
    except threading.BrokenBarrierError:
        return "broken"


def join_queue():
    orders.put("soup")
    orders.put("bread")
    orders.get()
    orders.task_done()
    if seconds:
        orders.get()
        orders.task_done()
    return orders.join()


waiting = threading.Thread(target=lambda: print(globals()[sys.argv[1]]()), name="waiting")
waiting.start()
waiting.join()
