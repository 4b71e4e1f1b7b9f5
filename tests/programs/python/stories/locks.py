"""Stories of locks and conditions: in both orders, in the same order, asked for twice, kept, notified
too early. Named as the scenarios they tell again."""

import sys
import threading
import time


def start(*threads):
    for thread in threads:
        thread.start()
    return threads


def join(threads):
    for thread in threads:
        thread.join()


def cross(a, b, is_crossed):
    heard = threading.Barrier(2) if is_crossed else None

    def take(name, first, second):
        with first:
            print(name, "got the first")
            if heard:
                heard.wait()
            with second:
                print(name, "got both")

    join(start(threading.Thread(target=take, args=("A", a, b), name="A"),
               threading.Thread(target=take, args=("B", b, a) if is_crossed else ("B", a, b),
                                name="B")))


def deadlock_ab_ba():
    a = threading.Lock()
    b = threading.Lock()
    cross(a, b, True)


def deadlock_fixed_same_order():
    a = threading.Lock()
    b = threading.Lock()
    cross(a, b, False)


def lock_in_lock():
    lock = threading.Lock()
    print(lock.acquire(), lock.acquire(timeout=0.05), lock.acquire(False))
    lock.acquire()


def count_under(lock, levels):
    total = 0

    def change(by):
        nonlocal total
        for _ in range(20):
            for _ in range(levels):
                lock.acquire()
            total += by
            for _ in range(levels):
                lock.release()

    join(start(threading.Thread(target=change, args=(1,), name="add"),
               threading.Thread(target=change, args=(-1,), name="desc")))
    print(total)


def lock_counter():
    count_under(threading.Lock(), 1)


def rlock_counter():
    count_under(threading.RLock(), 2)


def leave_a_level(r, may_end):
    r.acquire()
    r.acquire()
    r.release()
    may_end.wait()


def ask_in_vain(r, may_end):
    print("t2", r.acquire(timeout=0.05))
    try:
        r.release()
    except RuntimeError as error:
        print(error)
    may_end.set()


def rlock_unbalanced():
    """The owner lives, so that nobody can be taken for it."""
    r = threading.RLock()
    may_end = threading.Event()
    t1, = start(threading.Thread(target=leave_a_level, args=(r, may_end), name="t1"))
    join(start(threading.Thread(target=ask_in_vain, args=(r, may_end), name="t2")))
    t1.join()


def rlock_owner_thread_died():
    """Whoever comes next is given another identifier: another thread of no use has that of the
    dead."""
    r = threading.RLock()
    ended, may_end = threading.Event(), threading.Event()
    ended.set()
    t1, = start(threading.Thread(target=leave_a_level, args=(r, ended), name="t1"))
    t1.join()
    others = []
    while t1.ident not in [other.ident for other in others]:
        others += start(threading.Thread(target=may_end.wait))
    join(start(threading.Thread(target=ask_in_vain, args=(r, may_end), name="t2")))
    join(others)


POEM = ["天猫 : 小爱同学", "小爱 : 在", "天猫 : 我们来对古诗吧", "小爱 : 好啊"]


def recite(cond, lines, is_first):
    with cond:
        for line in lines:
            if not is_first:
                cond.wait()
            print(line)
            cond.notify()
            if is_first:
                cond.wait()


def condition_poem():
    cond = threading.Condition()
    xiao_ai, = start(threading.Thread(target=recite, args=(cond, POEM[1::2], False), name="小爱"))
    while not cond._waiters:
        time.sleep(0.001)
    tian_mao, = start(threading.Thread(target=recite, args=(cond, POEM[::2], True), name="天猫"))
    join((xiao_ai, tian_mao))


def condition_poem_wrong_order():
    cond = threading.Condition()
    tian_mao, = start(threading.Thread(target=recite, args=(cond, POEM[::2], True), name="天猫"))
    while not cond._waiters:
        time.sleep(0.001)
    xiao_ai, = start(threading.Thread(target=recite, args=(cond, POEM[1::2], False), name="小爱"))
    join((xiao_ai, tian_mao))


def condition_misuse():
    c = threading.Condition()
    for call in ("wait", "notify", "notify_all"):
        try:
            if call == "wait":
                c.wait()
            elif call == "notify":
                c.notify()
            else:
                c.notify_all()
        except RuntimeError as error:
            print(call, error)
    with c:
        print(c.wait(0.05), c.wait_for(lambda: False, 0.05))


def condition_timeout_race():
    c, results = threading.Condition(), []

    def wait_so_long(seconds):
        with c:
            results.append(c.wait(seconds))

    a, b = start(threading.Thread(target=wait_so_long, args=(0.05,), name="a"),
                 threading.Thread(target=wait_so_long, args=(0.3,), name="b"))
    while len(c._waiters) < 2:
        time.sleep(0.001)
    with c:
        time.sleep(0.1)
        c.notify()
    join((a, b))
    print(len(results))


def condition_two_locks():
    outer = threading.RLock()
    c = threading.Condition(outer)

    def wait_at_depth_2():
        with c, c:
            c.wait()

    threads = start(*(threading.Thread(target=wait_at_depth_2, name=f"w{i}") for i in (1, 2, 3)))
    while len(c._waiters) < 3:
        time.sleep(0.001)
    with c:
        c.notify(2)
    with c:
        c.notify_all()
    join(threads)
    print("all woke")


globals()[sys.argv[1]]()
