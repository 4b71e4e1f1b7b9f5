"""Main waits for a thread that waits for main's lock; `timed` looks at its watch."""

import sys
import threading

gate = threading.RLock()


def pass_gate():
    with gate:
        print("passed")


with gate:
    walker = threading.Thread(target=pass_gate, name="walker")
    walker.start()
    walker.join(0.02 if sys.argv[1:] == ["timed"] else None)
walker.join()
print("met")
