"""Two speakers answer each other line by line, by one Condition; the one who begins must not begin
before the other one listens. `late` listens when the first word has been said."""

import sys
import threading

turn = threading.Condition()
listening = threading.Event()
spoken = threading.Event()


def host():
    listening.wait()
    with turn:
        print("host: welcome")
        turn.notify()
        spoken.set()
        turn.wait()
        print("host: sit down")
        turn.notify()


def guest():
    if sys.argv[1:] == ["late"]:
        listening.set()
        spoken.wait()
    with turn:
        listening.set()
        turn.wait()
        print("guest: thank you")
        turn.notify()
        turn.wait()
        print("guest: gladly")


threads = [threading.Thread(target=guest, name="guest"), threading.Thread(target=host, name="host")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
