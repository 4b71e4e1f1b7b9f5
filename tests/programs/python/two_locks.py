"""Two hands take two spoons, each the other's first; `same-order` and `one-hand` go well."""

import sys
import threading

fork = threading.Lock()
spoon = threading.Lock()
first_taken = threading.Semaphore(0)


def eat(mine, other, has_first, may_go_on):
    with mine:
        has_first.release()
        may_go_on.acquire()
        with other:
            print(threading.current_thread().name, "eats")


def cross():
    """Both have their first before either asks for its second."""
    left_ready, right_ready = threading.Semaphore(0), threading.Semaphore(0)
    return [
        threading.Thread(target=eat, args=(fork, spoon, left_ready, right_ready), name="left"),
        threading.Thread(target=eat, args=(spoon, fork, right_ready, left_ready), name="right"),
    ]


def same_order():
    free = threading.Semaphore(2)
    return [threading.Thread(target=eat, args=(fork, spoon, free, free), name=name)
            for name in ("left", "right")]


threads = cross() if sys.argv[1:] == ["cross"] else same_order()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("both have eaten")
