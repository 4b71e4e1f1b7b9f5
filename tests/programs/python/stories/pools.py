"""Stories of executors: submitted and cancelled, in the order of the end or of the beginning, waited
for, refused. Named as the scenarios they tell again."""

import sys
import time
from concurrent.futures import (FIRST_COMPLETED, FIRST_EXCEPTION, CancelledError, Future,
                                ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait)

UNIT = 0.02


def get_html(times):
    time.sleep(times * UNIT)
    return times


def pool_submit_cancel():
    executor = ThreadPoolExecutor(max_workers=1)
    task1 = executor.submit(get_html, 3)
    task2 = executor.submit(get_html, 2)
    print(task1.done(), task2.cancel(), task1.result(), task1.done())


def pool_as_completed():
    executor = ThreadPoolExecutor(max_workers=2)
    print([task.result() for task in
           as_completed([executor.submit(get_html, times) for times in (3, 2, 4)])])


def pool_map():
    print(list(ThreadPoolExecutor(max_workers=2).map(get_html, [3, 2, 4])))


def pool_wait():
    executor = ThreadPoolExecutor(max_workers=2)
    wait([executor.submit(get_html, times) for times in (3, 2, 4)])
    print("ok")


def fail_after(times):
    get_html(times)
    raise ValueError(times)


def wait_return_when():
    with ThreadPoolExecutor(3) as ex:
        fs = [ex.submit(get_html, 1), ex.submit(fail_after, 3), ex.submit(get_html, 6)]
        print(len(wait(fs, return_when=FIRST_COMPLETED).done) >= 1)
        print(len(wait(fs, return_when=FIRST_EXCEPTION).done) >= 1)
        print(len(wait(fs).done), len(wait([ex.submit(get_html, 5)], 0.001).not_done))


def tell(call, *arguments):
    try:
        print(call(*arguments))
    except (RuntimeError, ValueError, TimeoutError, CancelledError) as error:
        print(type(error).__name__)
    except Exception as error:  # InvalidStateError is private
        print(error)


def future_cancel():
    ex = ThreadPoolExecutor(1)
    f1 = ex.submit(get_html, 10)
    f2 = ex.submit(print, "never")
    while not f1.running():
        time.sleep(0.001)
    print(f1.cancel(), f2.cancel(), f2.cancelled())
    tell(f2.result)
    tell(f1.result, 0.001)
    print(f1.result(), f1.cancel())
    f3 = ex.submit(fail_after, 0)
    tell(f3.result)
    for refused in (lambda: f3.set_result(None),
                    lambda: f3.set_exception(None),
                    f3.set_running_or_notify_cancel):
        tell(refused)
    print(len(wait([f1, f2, f3]).done), len(list(as_completed([f1, f2, f3]))))
    ex.shutdown()
    tell(ex.submit, print)
    tell(ThreadPoolExecutor, 0)
    tell(list, as_completed([Future(), f1], timeout=0.02))


def fib(n):
    return 1 if n <= 2 else fib(n - 1) + fib(n - 2)


def fib_threads_vs_processes():
    with ThreadPoolExecutor(3, thread_name_prefix="threads") as threads:
        print(list(threads.map(fib, [29] * 6)))
    with ProcessPoolExecutor(3) as processes:
        print(list(processes.map(fib, [15] * 6)))


def io_threads_vs_processes():
    with ThreadPoolExecutor(3) as threads:
        print(list(threads.map(get_html, [2] * 6)))
    with ProcessPoolExecutor(3) as processes:
        print(list(processes.map(get_html, [2] * 6)))


globals()[sys.argv[1]]()
