"""Python's threading and queue classes over libthreadlane.so, by ctypes, for the judge.

Only a mapping: arguments to C's, codes to Python's results and exceptions, with Python's messages.
All that waits, counts, wakes and decides is in the library. ctypes lets the interpreter's own lock
go around each call, so Python's threads are in the library at the same time; to it they are threads
that it did not make.

THREADLANE_LIBRARY names the library to load, if it is not that of build/.
"""

import concurrent.futures
import ctypes
import math
import os
import pathlib
import queue
import threading
import weakref

FOREVER = math.inf
OK, TIMEOUT, BUSY, NOT_OWNER, INVALID, STATE = 0, -1, -2, -3, -4, -5
BROKEN, FULL, EMPTY, SHUTDOWN, CANCELLED, TASK_ERROR, END = -9, -10, -11, -12, -13, -14, -15
FAILED = -100  # what an action of ours says when it raised

HANDLE, SECONDS, NAME = ctypes.c_void_p, ctypes.c_double, ctypes.c_char_p
CODE, COUNT, TRUTH = ctypes.c_int, ctypes.c_int, ctypes.c_bool
PREDICATE = ctypes.CFUNCTYPE(TRUTH, ctypes.c_void_p)
ACTION = ctypes.CFUNCTYPE(CODE, ctypes.c_void_p)
COMPARISON = ctypes.CFUNCTYPE(COUNT, ctypes.c_void_p, ctypes.c_void_p)
ITEM = ctypes.c_void_p
ITEMS, HANDLES, SIZE = ctypes.POINTER(ITEM), ctypes.POINTER(HANDLE), ctypes.c_size_t
TASK = ctypes.CFUNCTYPE(CODE, ctypes.c_void_p, ITEMS)
CALLBACK = ctypes.CFUNCTYPE(None, HANDLE, ctypes.c_void_p)

# function of the library: what it returns, what it takes
FUNCTIONS = {
    "tl_strerror": (NAME, CODE),
    "tl_misuse_text": (NAME,),
    "tl_current_name": (NAME,),
    "tl_lock_create": (HANDLE, NAME),
    "tl_lock_acquire": (CODE, HANDLE, SECONDS),
    "tl_lock_release": (CODE, HANDLE),
    "tl_lock_is_locked": (TRUTH, HANDLE),
    "tl_lock_destroy": (CODE, HANDLE),
    "tl_rlock_create": (HANDLE, NAME),
    "tl_rlock_acquire": (CODE, HANDLE, SECONDS),
    "tl_rlock_release": (CODE, HANDLE),
    "tl_rlock_destroy": (CODE, HANDLE),
    "tl_condition_create": (HANDLE, NAME),
    "tl_condition_create_with_lock": (HANDLE, HANDLE, NAME),
    "tl_condition_create_with_rlock": (HANDLE, HANDLE, NAME),
    "tl_condition_acquire": (CODE, HANDLE, SECONDS),
    "tl_condition_release": (CODE, HANDLE),
    "tl_condition_wait": (CODE, HANDLE, SECONDS),
    "tl_condition_wait_for": (CODE, HANDLE, PREDICATE, ctypes.c_void_p, SECONDS),
    "tl_condition_notify": (CODE, HANDLE, COUNT),
    "tl_condition_notify_all": (CODE, HANDLE),
    "tl_condition_destroy": (CODE, HANDLE),
    "tl_semaphore_create": (HANDLE, COUNT, NAME),
    "tl_bounded_semaphore_create": (HANDLE, COUNT, NAME),
    "tl_semaphore_acquire": (CODE, HANDLE, SECONDS),
    "tl_semaphore_release": (CODE, HANDLE, COUNT),
    "tl_semaphore_destroy": (CODE, HANDLE),
    "tl_event_create": (HANDLE, NAME),
    "tl_event_set": (CODE, HANDLE),
    "tl_event_clear": (CODE, HANDLE),
    "tl_event_is_set": (TRUTH, HANDLE),
    "tl_event_wait": (CODE, HANDLE, SECONDS),
    "tl_event_destroy": (CODE, HANDLE),
    "tl_barrier_create": (HANDLE, COUNT, ACTION, ctypes.c_void_p, SECONDS, NAME),
    "tl_barrier_wait": (CODE, HANDLE, SECONDS),
    "tl_barrier_reset": (CODE, HANDLE),
    "tl_barrier_abort": (CODE, HANDLE),
    "tl_barrier_parties": (COUNT, HANDLE),
    "tl_barrier_waiting_count": (COUNT, HANDLE),
    "tl_barrier_is_broken": (TRUTH, HANDLE),
    "tl_barrier_destroy": (CODE, HANDLE),
    "tl_queue_create": (HANDLE, COUNT, NAME),
    "tl_queue_create_lifo": (HANDLE, COUNT, NAME),
    "tl_queue_create_priority": (HANDLE, COUNT, COMPARISON, NAME),
    "tl_queue_put": (CODE, HANDLE, ITEM, SECONDS),
    "tl_queue_get": (CODE, HANDLE, ITEMS, SECONDS),
    "tl_queue_task_done": (CODE, HANDLE),
    "tl_queue_join": (CODE, HANDLE),
    "tl_queue_size": (COUNT, HANDLE),
    "tl_queue_is_empty": (TRUTH, HANDLE),
    "tl_queue_is_full": (TRUTH, HANDLE),
    "tl_queue_shutdown": (CODE, HANDLE, TRUTH),
    "tl_queue_destroy": (CODE, HANDLE),
    "tl_future_create": (HANDLE, NAME),
    "tl_future_cancel": (CODE, HANDLE),
    "tl_future_is_cancelled": (TRUTH, HANDLE),
    "tl_future_is_running": (TRUTH, HANDLE),
    "tl_future_is_done": (TRUTH, HANDLE),
    "tl_future_state": (ctypes.c_int, HANDLE),
    "tl_future_state_name": (NAME, ctypes.c_int),
    "tl_future_result": (CODE, HANDLE, SECONDS, ITEMS),
    "tl_future_exception": (CODE, HANDLE, SECONDS, ctypes.POINTER(CODE), ctypes.POINTER(NAME)),
    "tl_future_add_done_callback": (CODE, HANDLE, CALLBACK, ctypes.c_void_p),
    "tl_future_set_result": (CODE, HANDLE, ITEM),
    "tl_future_set_error": (CODE, HANDLE, CODE, NAME),
    "tl_future_set_running_or_notify_cancel": (CODE, HANDLE),
    "tl_future_destroy": (CODE, HANDLE),
    "tl_wait": (CODE, HANDLES, SIZE, SECONDS, ctypes.c_int),
    "tl_as_completed": (HANDLE, HANDLES, SIZE, SECONDS),
    "tl_iterator_next": (CODE, HANDLE, ITEMS),
    "tl_iterator_remaining": (SIZE, HANDLE),
    "tl_iterator_destroy": (None, HANDLE),
    "tl_executor_create": (HANDLE, COUNT, NAME),
    "tl_executor_submit": (HANDLE, HANDLE, TASK, ITEM, NAME),
    "tl_executor_map": (HANDLE, HANDLE, TASK, ITEMS, SIZE, SECONDS, NAME),
    "tl_executor_shutdown": (CODE, HANDLE, TRUTH, TRUTH),
    "tl_executor_destroy": (CODE, HANDLE),
    "tl_task_error": (CODE, CODE, NAME),
}


def load(path):
    library = ctypes.CDLL(path)
    for name, (result, *arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


BUILD = pathlib.Path(__file__).resolve().parents[2] / "build"
library = load(os.environ.get("THREADLANE_LIBRARY", BUILD / "tracer/sync/libthreadlane.so"))


class ShutDown(Exception):
    """As queue.ShutDown, which is of Python 3.13."""


Full, Empty = queue.Full, queue.Empty
BrokenBarrierError = threading.BrokenBarrierError
CancelledError = concurrent.futures.CancelledError

# what Python raises; the message of a broken rule is the library's own
OUTCOMES = {FULL: Full, EMPTY: Empty, SHUTDOWN: ShutDown, BROKEN: BrokenBarrierError,
            CANCELLED: CancelledError}
BROKEN_RULES = {NOT_OWNER: RuntimeError, INVALID: ValueError, STATE: RuntimeError}


def settle(code):
    """True when it was done, False when it was not in time; else raises what Python raises."""
    if code >= OK:
        return True
    if code in (TIMEOUT, BUSY):
        return False
    if code in OUTCOMES:
        raise OUTCOMES[code]
    if code in BROKEN_RULES:
        raise BROKEN_RULES[code](misuse_text())
    raise AssertionError(f"the library answers {library.tl_strerror(code).decode()!r}")


def misuse_text():
    return library.tl_misuse_text().decode()


def current_name():
    return library.tl_current_name().decode()


def as_count(number):
    """C's int has an end; what lies beyond it is as much as there is."""
    return max(-2**31, min(number, 2**31 - 1))


def as_limit(timeout):
    return FOREVER if timeout is None else timeout


class Handle:
    """What C made: destroyed with the object, unless it is still held."""

    def _own(self, handle, destroy):
        if handle is None:
            raise ValueError(misuse_text())
        self._handle = handle
        weakref.finalize(self, destroy, handle).atexit = False


class Held(Handle):
    """What a with statement acquires and releases."""

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()


def lock_limit(blocking, timeout):
    if not blocking:
        if timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        return 0
    if timeout > threading.TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return FOREVER if timeout == -1 else timeout


class Lock(Held):
    def __init__(self):
        self._own(library.tl_lock_create(None), library.tl_lock_destroy)

    def acquire(self, blocking=True, timeout=-1):
        limit = lock_limit(blocking, timeout)
        return settle(library.tl_lock_acquire(self._handle, limit))

    def release(self):
        settle(library.tl_lock_release(self._handle))

    def locked(self):
        return library.tl_lock_is_locked(self._handle)


class RLock(Held):
    def __init__(self):
        self._own(library.tl_rlock_create(None), library.tl_rlock_destroy)

    def acquire(self, blocking=True, timeout=-1):
        limit = lock_limit(blocking, timeout)
        return settle(library.tl_rlock_acquire(self._handle, limit))

    def release(self):
        settle(library.tl_rlock_release(self._handle))


class Condition(Held):
    def __init__(self, lock=None):
        self._lock = lock  # must live as long
        if lock is None:
            handle = library.tl_condition_create(None)
        elif isinstance(lock, Lock):
            handle = library.tl_condition_create_with_lock(lock._handle, None)
        else:
            handle = library.tl_condition_create_with_rlock(lock._handle, None)
        self._own(handle, library.tl_condition_destroy)

    def acquire(self, blocking=True, timeout=-1):
        limit = lock_limit(blocking, timeout)
        return settle(library.tl_condition_acquire(self._handle, limit))

    def release(self):
        settle(library.tl_condition_release(self._handle))

    def wait(self, timeout=None):
        return settle(library.tl_condition_wait(self._handle, as_limit(timeout)))

    def wait_for(self, predicate, timeout=None):
        """The predicate's latest result; an error of the predicate ends the wait."""
        answer = Answer(predicate)
        settle(library.tl_condition_wait_for(self._handle, PREDICATE(answer.is_final), None,
                                             as_limit(timeout)))
        return answer.get()

    def notify(self, n=1):
        settle(library.tl_condition_notify(self._handle, as_count(n)))

    def notify_all(self):
        settle(library.tl_condition_notify_all(self._handle))


class Answer:
    """Carries what a Python function called by C returned or raised."""

    def __init__(self, function):
        self.function, self.result, self.error = function, None, None

    def is_final(self, _=None):
        try:
            self.result = self.function()
        except BaseException as error:
            self.error = error
        return bool(self.result or self.error)

    def get(self):
        if self.error:
            raise self.error
        return self.result


class Semaphore(Held):
    _create = library.tl_semaphore_create

    def __init__(self, value=1):
        self._own(self._create(as_count(value), None), library.tl_semaphore_destroy)

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        limit = as_limit(timeout) if blocking else 0
        return settle(library.tl_semaphore_acquire(self._handle, limit))

    def release(self, n=1):
        settle(library.tl_semaphore_release(self._handle, as_count(n)))


class BoundedSemaphore(Semaphore):
    _create = library.tl_bounded_semaphore_create


class Event(Handle):
    def __init__(self):
        self._own(library.tl_event_create(None), library.tl_event_destroy)

    def is_set(self):
        return library.tl_event_is_set(self._handle)

    def set(self):
        settle(library.tl_event_set(self._handle))

    def clear(self):
        settle(library.tl_event_clear(self._handle))

    def wait(self, timeout=None):
        return settle(library.tl_event_wait(self._handle, as_limit(timeout)))


class Barrier(Handle):
    def __init__(self, parties, action=None, timeout=None):
        self._answer = Answer(action)
        self._action = ACTION(self._act) if action else ACTION()  # must live as long
        self._own(library.tl_barrier_create(as_count(parties), self._action, None,
                                            as_limit(timeout), None), library.tl_barrier_destroy)

    def _act(self, _):
        self._answer.is_final()
        return FAILED if self._answer.error else OK

    def wait(self, timeout=None):
        index = library.tl_barrier_wait(self._handle, as_limit(timeout))
        if index == FAILED:
            self._answer.get()
        settle(BROKEN if index == TIMEOUT else index)
        return index

    def reset(self):
        settle(library.tl_barrier_reset(self._handle))

    def abort(self):
        settle(library.tl_barrier_abort(self._handle))

    @property
    def parties(self):
        return library.tl_barrier_parties(self._handle)

    @property
    def n_waiting(self):
        return library.tl_barrier_waiting_count(self._handle)

    @property
    def broken(self):
        return library.tl_barrier_is_broken(self._handle)


def lend(thing):
    """A pointer to a Python object that C keeps; Python knows that it is in use."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
    return id(thing)


def take_back(pointer):
    thing = borrowed(pointer)
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(thing))
    return thing


def borrowed(pointer):
    return ctypes.cast(pointer, ctypes.py_object).value


class Queue(Handle):
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._own(self._create(as_count(maxsize)), self._destroy)

    def _create(self, capacity):
        return library.tl_queue_create(capacity, None)

    @staticmethod
    def _destroy(handle):
        """Takes back what is in it."""
        pointer = ITEM()
        while library.tl_queue_get(handle, pointer, 0) == OK:
            take_back(pointer)
        library.tl_queue_destroy(handle)

    def put(self, item, block=True, timeout=None):
        pointer = lend(item)
        code = library.tl_queue_put(self._handle, pointer, as_limit(timeout) if block else 0)
        if code != OK:
            take_back(pointer)
        settle(code)

    def get(self, block=True, timeout=None):
        pointer = ITEM()
        settle(library.tl_queue_get(self._handle, pointer, as_limit(timeout) if block else 0))
        return take_back(pointer)

    def put_nowait(self, item):
        self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def task_done(self):
        settle(library.tl_queue_task_done(self._handle))

    def join(self):
        settle(library.tl_queue_join(self._handle))

    def qsize(self):
        return library.tl_queue_size(self._handle)

    def empty(self):
        return library.tl_queue_is_empty(self._handle)

    def full(self):
        return library.tl_queue_is_full(self._handle)

    def shutdown(self, immediate=False):
        settle(library.tl_queue_shutdown(self._handle, immediate))


class LifoQueue(Queue):
    def _create(self, capacity):
        return library.tl_queue_create_lifo(capacity, None)


@COMPARISON
def compare(pointer, other):
    a, b = borrowed(pointer), borrowed(other)
    return (b < a) - (a < b)


class PriorityQueue(Queue):
    def _create(self, capacity):
        return library.tl_queue_create_priority(capacity, compare, None)
