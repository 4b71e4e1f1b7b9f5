"""A thread ends with an RLock taken, and another one, which is given the identifier of the first,
passes for its owner: it gets in. `given_back`: it gives back what it never took. `again`: then a
third one waits for what the second has kept."""

import sys
import threading

till = threading.RLock()


def leave():
    till.acquire()


def inherit(first, way):
    if threading.get_ident() != first:
        return
    if way != "given_back":
        print("got in:", till.acquire(timeout=1))
    till.release()
    print("inherited")
    heirs.append(threading.current_thread())


way = "".join(sys.argv[1:])
heirs = []
shop = threading.Thread(target=leave, name="shop")
shop.start()
shop.join()
while not heirs:
    heir = threading.Thread(target=inherit, args=(shop.ident, way), name="heir")
    heir.start()
    heir.join()
if way == "again":
    till.acquire()
