"""Tasks in a pool of two: `starving` ones wait for tasks of the same pool, which nobody is left to
run; the others end: results, an error, a cancelled one, a callback, what is waited for in order."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

both_run = threading.Barrier(2)


def square(number):
    return number * number


def fail():
    raise ValueError("as meant")


def ask_for_more(pool):
    both_run.wait()
    return pool.submit(square, 3).result()


def wait_for_more(pool):
    both_run.wait()
    return len(wait([pool.submit(square, 3), pool.submit(square, 4)]).done)


def take_more(pool):
    both_run.wait()
    return [future.result() for future in as_completed([pool.submit(square, 3)])]


def starve(way):
    with ThreadPoolExecutor(2, thread_name_prefix="cook") as kitchen:
        orders = [kitchen.submit(way, kitchen) for _ in range(2)]
        print([order.result() for order in orders])


def cook():
    with ThreadPoolExecutor(2, thread_name_prefix="cook") as kitchen:
        print(list(kitchen.map(square, range(5))))
        failing = kitchen.submit(fail)
        print(repr(failing.exception()), failing.done())
        begun, may_end = threading.Semaphore(0), threading.Event()

        def hold():
            begun.release()
            may_end.wait()

        first, second = kitchen.submit(hold), kitchen.submit(hold)
        late = kitchen.submit(square, 9)
        begun.acquire()
        begun.acquire()
        print("cancelled:", late.cancel(), first.cancel())
        may_end.set()
        print(wait([first, second]).not_done)
        late = kitchen.submit(square, 8)
        heard = []
        late.add_done_callback(lambda future: heard.append(future.result()))
        print(sorted(future.result() for future in as_completed([late])))
    print("callback:", heard)


if sys.argv[1:2] == ["starving"]:
    starve(globals()[sys.argv[2]])
else:
    cook()
