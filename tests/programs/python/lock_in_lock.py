"""A door is locked twice by the same hand: with a Lock that never ends, with an RLock it does."""

import sys
import threading

door = threading.RLock() if sys.argv[1:] == ["again"] else threading.Lock()


def enter():
    with door:
        print("tried:", door.acquire(blocking=False) and "twice")
        print("waited:", door.acquire(timeout=0.01) and "three times")
        with door:
            print("inside")
        if sys.argv[1:] == ["again"]:
            door.release()
            door.release()


enter()
