"""Processes that share locks and queues. `undrained` joins who still writes, `cross` takes two locks
in both orders, `kept` ends with a lock in hand, `empty` gets what nobody puts, `unset` waits for what nobody sets; `ordinary`
ends, and so does `refused`, which asks for what cannot be."""

import multiprocessing
import sys


def produce(orders, size):
    orders.put(b"x" * size)


def undrained():
    orders = multiprocessing.Queue()
    cook = multiprocessing.Process(target=produce, args=(orders, 1_000_000), name="cook")
    cook.start()
    cook.join()
    print(len(orders.get()))


def eat(first, second, mine, other):
    with first:
        other.release()
        mine.acquire()
        with second:
            print("ate")


def cross():
    fork = multiprocessing.Lock()
    spoon = multiprocessing.Lock()
    heard = [multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)]
    left = multiprocessing.Process(target=eat, args=(fork, spoon, *heard), name="left")
    right = multiprocessing.Process(target=eat, args=(spoon, fork, *heard[::-1]), name="right")
    left.start()
    right.start()
    left.join()
    right.join()


def keep(till):
    till.acquire()


def kept():
    till = multiprocessing.Lock()
    shop = multiprocessing.Process(target=keep, args=(till,), name="shop")
    shop.start()
    shop.join()
    till.acquire()


def empty():
    orders = multiprocessing.Queue()
    orders.put("soup")
    print(orders.get())
    print(orders.get())


def unset():
    opening = multiprocessing.Event()
    cook = multiprocessing.Process(target=opening.wait, name="cook")
    cook.start()
    cook.join()


def work(orders, results, door, again, tables, opening, turn):
    opening.wait()
    with turn:
        turn.notify()
    for order in iter(orders.get, None):
        with tables, door, again, again:
            results.put(order * order)
        orders.task_done()
    orders.task_done()


def ordinary():
    orders, results = multiprocessing.JoinableQueue(3), multiprocessing.SimpleQueue()
    tables, opening = multiprocessing.BoundedSemaphore(2), multiprocessing.Event()
    door, again, turn = multiprocessing.Lock(), multiprocessing.RLock(), multiprocessing.Condition()
    shared = (orders, results, door, again, tables, opening, turn)
    cooks = [multiprocessing.Process(target=work, args=shared) for _ in range(2)]
    with turn:
        for cook in cooks:
            cook.start()
        opening.set()
        turn.wait()
    for order in [*range(20), None, None]:
        orders.put(order)
    orders.join()
    for cook in cooks:
        cook.join(60)
    print(sorted(results.get() for _ in range(20)), [cook.exitcode for cook in cooks])
    with multiprocessing.Pool(2) as pool:
        print(pool.map(abs, range(-5, 5)), pool.apply_async(abs, (-7,)).get())
    with multiprocessing.Manager() as manager:
        kept_there = manager.dict(soup=1)
        kept_there["bread"] = 2
        print(dict(kept_there))
    there, back = multiprocessing.Pipe()
    there.send("word")
    print(back.recv(), multiprocessing.Value("i", 5).value)


def refuse(call, *arguments):
    try:
        call(*arguments)
    except (OSError, RuntimeError, ValueError) as error:
        print(error)


def refused():
    door = multiprocessing.Lock()
    reading, writing = multiprocessing.Pipe(False)
    refuse(door.release)
    refuse(reading.send, 1)
    refuse(writing.recv)
    writing.close()
    refuse(writing.send, 1)
    refuse(multiprocessing.Pool, 0)
    with multiprocessing.Pool(1) as pool:
        refuse(pool.join)
        pool.close()
        refuse(pool.apply, abs, (1,))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
