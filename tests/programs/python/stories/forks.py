"""Stories of processes that are forked, and of multiprocessing's: copied text, copied locks, children
that nobody waits for, what they refuse. Named as the scenarios they tell again."""

import multiprocessing
import os
import sys
import threading
import time


def fork_basic():
    print("before")
    if os.fork() == 0:
        print("child")
    else:
        print("parent")
    time.sleep(0.05)


def fork_buffered_dup():
    sys.stdout = open(1, "w", buffering=4096, closefd=False)
    sys.stdout.write("pending\n")
    if os.fork() == 0:
        sys.stdout.write("child\n")
        sys.stdout.flush()
        os._exit(0)
    os.wait()
    sys.stdout.flush()


def fork_orphan():
    reading, writing = os.pipe()
    if os.fork() == 0:
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(0.01)
        os.write(1, b"orphan\n")
        os._exit(0)
    os.close(writing)
    os.close(reading)
    print("parent ends")


def fork_zombie():
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    print(open(f"/proc/{pid}/stat").read().split()[2], os.waitpid(pid, 0)[1] >> 8)


def fork_with_lock_held():
    l, held, may_go = threading.Lock(), threading.Event(), threading.Event()

    def hold():
        with l:
            held.set()
            may_go.wait()

    threading.Thread(target=hold, name="holder").start()
    held.wait()
    pid = os.fork()
    if pid == 0:
        print("child", l.acquire(timeout=0.05), flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
    may_go.set()
    print("parent", l.acquire(timeout=60))


def sleep_shortly(times=1):
    time.sleep(0.05 * times)
    return times


def mp_process():
    process = multiprocessing.Process(target=sleep_shortly)
    print(process.pid)
    process.start()
    print(process.pid > 0)
    process.join()
    print("main progress end")


def mp_process_and_pool():
    mp_process()
    pool = multiprocessing.Pool(2)
    result = pool.apply_async(sleep_shortly, (3,))
    pool.close()
    pool.join()
    print(result.get())


def mp_imap():
    with multiprocessing.Pool(2) as pool:
        print(list(pool.imap(sleep_shortly, [1, 5, 3])))


def mp_imap_unordered():
    with multiprocessing.Pool(2) as pool:
        print(sorted(pool.imap_unordered(sleep_shortly, [1, 5, 3])))


number = 0


def count_up():
    global number
    number += 5
    print("child", number, flush=True)


def mp_globals_not_shared():
    process = multiprocessing.Process(target=count_up)
    process.start()
    process.join()
    print("parent", number)


def process_misuse():
    process = multiprocessing.Process(target=sleep_shortly)
    try:
        process.join()
    except AssertionError as error:
        print(error)
    process.start()
    try:
        process.start()
    except AssertionError as error:
        print(error)
    process.join()
    try:
        process.start()
    except AssertionError as error:
        print(error)
    process = multiprocessing.Process(target=sleep_shortly, args=(100,))
    process.start()
    process.terminate()
    process.join()
    process.close()
    try:
        print(process.exitcode)
    except ValueError as error:
        print(error)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
