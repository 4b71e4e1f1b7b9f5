"""A worker ends with the lock in its pocket: a Lock or an RLock that nobody can give back."""

import sys
import threading

till = threading.RLock() if sys.argv[1:] == ["rlock"] else threading.Lock()


def close_shop():
    till.acquire()
    print("closed")


shop = threading.Thread(target=close_shop, name="shop")
shop.start()
shop.join()
with till:
    print("counted")
