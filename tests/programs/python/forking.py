"""A process forks while it holds locks, and while another thread does; both copies go on, and each
gives back what it has. In the child of a `stuck` one nobody is left to give back the other's."""

import logging
import os
import sys
import threading

own = threading.Lock()
again = threading.RLock()
other = threading.Lock()
may_end = threading.Event()
is_held = threading.Event()


def hold():
    with other:
        is_held.set()
        may_end.wait()


keeper = threading.Thread(target=hold)
keeper.start()
is_held.wait()
with own, again:
    child = os.fork()
    if child == 0:
        with again:
            pass
with own:
    pass
if child == 0:
    keeper.join()
    worker = threading.Thread(target=lambda: print("child's thread", flush=True))
    worker.start()
    worker.join()
    logging.getLogger().error("child's words")
    seconds = -1 if sys.argv[1:] == ["stuck"] else 0.01
    print("child: taken by nobody here:", not other.acquire(timeout=seconds), flush=True)
    os._exit(3)
_, status = os.waitpid(child, 0)
may_end.set()
keeper.join()
with other:
    print("parent:", os.waitstatus_to_exitcode(status))
sys.exit(0)
