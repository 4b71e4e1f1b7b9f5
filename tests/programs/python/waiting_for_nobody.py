"""A thread waits for what nobody brings: an item, a permit, an event, a third guest, results of
tasks. `timed` gives up in time."""

import queue
import sys
import threading
from concurrent.futures import FIRST_COMPLETED, Future, as_completed, wait

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


def see_results():
    boiled, baked = Future(), Future()
    boiled.set_result("soup")
    return len(wait([boiled, baked], seconds).not_done)


def see_first_result():
    return len(wait({Future(), Future()}, seconds, return_when=FIRST_COMPLETED).done)


def see_each_result():
    boiled, baked = Future(), Future()
    boiled.set_result("soup")
    try:
        return [future.result() for future in as_completed([boiled, baked], seconds)]
    except TimeoutError:
        return "too late"


waiting = threading.Thread(target=lambda: print(globals()[sys.argv[1]]()), name="waiting")
waiting.start()
waiting.join()
