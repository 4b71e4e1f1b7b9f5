"""Stories of threads: joined, left behind, asked for what they refuse. Named as the scenarios they
tell again."""

import sys
import threading
import time


def sleep_shortly():
    time.sleep(0.05)


def thread_daemon_join():
    threads = [threading.Thread(target=sleep_shortly, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def thread_subclass():
    class Getter(threading.Thread):
        def run(self):
            sleep_shortly()

    threads = [Getter(name="get_detail_html"), Getter(name="get_detail_url")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def daemon_killed():
    def sleep_long():
        print("daemon started", flush=True)
        begun.set()
        time.sleep(60)

    begun = threading.Event()
    threading.Thread(target=sleep_long, daemon=True).start()
    begun.wait()
    print("main ends")


def nondaemon_waits():
    threading.Thread(target=lambda: (sleep_shortly(), print("non-daemon end"))).start()
    print("main ends")


def tell(call, *arguments):
    try:
        print(call(*arguments))
    except (RuntimeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)


def thread_misuse():
    t = threading.Thread(target=sleep_shortly)
    try:
        t.join()
    except RuntimeError as error:
        print(error)
    t.start()
    try:
        t.start()
    except RuntimeError as error:
        print(error)
    t.join()
    try:
        t.start()
    except RuntimeError as error:
        print(error)
    joiner = threading.Thread(target=lambda: tell(joiner.join), name="joiner")
    joiner.start()
    joiner.join()
    opening = threading.Event()
    t2 = threading.Thread(target=opening.wait)
    t2.start()
    try:
        t2.daemon = True
    except RuntimeError as error:
        print(error)
    print(t2.join(0.05), t2.is_alive())
    opening.set()
    t2.join()
    l = threading.Lock()
    r = threading.RLock()
    b = threading.BoundedSemaphore(1)
    tell(l.release)
    tell(lambda: l.acquire(timeout=-2))
    tell(r.release)
    tell(b.release)
    tell(threading.Semaphore, -1)
    s = threading.Semaphore(0)
    tell(s.release, 0)


globals()[sys.argv[1]]()
