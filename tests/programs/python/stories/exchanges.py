"""Stories of semaphores and queues: permits in waves, an inside made by hand, a crawler that nobody
feeds any more, what a queue refuses. Named as the scenarios they tell again."""

import queue
import sys
import threading
import time


def semaphore_spider():
    sem = threading.Semaphore(3)

    def spider():
        time.sleep(0.02)
        print("got html text success")
        sem.release()

    def produce():
        for _ in range(20):
            sem.acquire()
            threading.Thread(target=spider).start()

    threading.Thread(target=produce, name="Thread-1").start()


def semaphore_is_condition():
    s = threading.Semaphore(3)
    b = threading.BoundedSemaphore(2)
    print(s._value, b._value, b._initial_value)
    cond, free = threading.Condition(threading.Lock()), []

    def take_both():
        with cond:
            while not free:
                cond.wait()
            free.pop()
        s.acquire()
        print("a permit of both")

    for _ in range(3):
        s.acquire()
    both = threading.Thread(target=take_both, name="T")
    both.start()
    while not cond._waiters:
        time.sleep(0.001)
    with cond:
        free.append(1)
        cond.notify()
    while not s._cond._waiters:
        time.sleep(0.001)
    s.release()
    both.join()


def queue_crawler():
    detail_url_queue = queue.Queue(maxsize=1000)

    def fetch():
        while True:
            detail_url_queue.get()
            time.sleep(0.01)

    def list_urls():
        for number in range(20):
            detail_url_queue.put(number)

    threads = [threading.Thread(target=list_urls, name="lister")]
    threads += [threading.Thread(target=fetch, name=f"fetcher {i}") for i in range(1, 11)]
    for thread in threads:
        thread.start()


def tell(call, *arguments, **named):
    try:
        print(call(*arguments, **named))
    except (ValueError, queue.Full, queue.Empty) as error:
        print(repr(error))


def queue_rules():
    q = queue.Queue(maxsize=1)
    q.put(1)
    tell(q.put_nowait, 2)
    tell(q.put, 2, timeout=0.02)
    tell(q.put, 2, timeout=-1)
    tell(q.get, timeout=-1)
    tell(q.get)
    tell(q.get_nowait)
    tell(q.get, timeout=0.02)
    tell(q.task_done)
    tell(q.task_done)
    tell(q.join)


globals()[sys.argv[1]]()
