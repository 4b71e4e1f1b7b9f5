"""concurrent.futures over libthreadlane.so: the second part of the mapping of threadlane.py.

C keeps pointers to Python's objects and codes for its exceptions; the exceptions themselves wait
here, where the future or the task is.
"""

import concurrent.futures
import ctypes
import logging

from threadlane import (
    CALLBACK, CANCELLED, END, FAILED, HANDLE, ITEM, OK, STATE, TASK, TASK_ERROR, TIMEOUT, Handle,
    as_count, as_limit, borrowed, lend, library, misuse_text, settle, take_back)

ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION = (
    concurrent.futures.ALL_COMPLETED, concurrent.futures.FIRST_COMPLETED,
    concurrent.futures.FIRST_EXCEPTION)
RETURN_WHEN = [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION]
DEFAULT_WORKERS = -0x7fffffff

CancelledError = concurrent.futures.CancelledError
InvalidStateError = concurrent.futures.InvalidStateError
TimeoutError = concurrent.futures.TimeoutError


class Task:
    """A Python call that a worker makes, and what it raised."""

    def __init__(self, function, arguments, keywords):
        self.call, self.error = (function, arguments, keywords), None

    def run(self):
        function, arguments, keywords = self.call
        self.call = None  # nothing of it is needed any more
        return function(*arguments, **keywords)


@TASK
def run_task(pointer, result):
    task = take_back(pointer)
    try:
        result[0] = lend(task.run())
    except BaseException as error:
        task.error = error
        return library.tl_task_error(FAILED, str(error).encode())
    return OK


class Future(Handle):
    def __init__(self):
        self._adopt(library.tl_future_create(None), Task(None, (), {}))

    def _adopt(self, handle, task):
        self._task = task  # what was raised stands in it
        self._callbacks = []  # must live as long
        self._own(handle, self._destroy)

    @staticmethod
    def _destroy(handle):
        """Takes back the result."""
        result = ITEM()
        if library.tl_future_result(handle, 0, result) == OK:
            take_back(result)
        library.tl_future_destroy(handle)

    @property
    def _state(self):
        return library.tl_future_state_name(library.tl_future_state(self._handle)).decode()

    def __repr__(self):
        outcome = ""
        if self._state == "FINISHED":
            error = self.exception()
            outcome = (f" raised {type(error).__name__}" if error else
                       f" returned {type(self.result()).__name__}")
        state = "cancelled" if self.cancelled() else self._state.lower()
        return f"<Future at {id(self):#x} state={state}{outcome}>"

    def cancel(self):
        code = library.tl_future_cancel(self._handle)
        return code != STATE and settle(code)

    def cancelled(self):
        return library.tl_future_is_cancelled(self._handle)

    def running(self):
        return library.tl_future_is_running(self._handle)

    def done(self):
        return library.tl_future_is_done(self._handle)

    def result(self, timeout=None):
        result = ITEM()
        code = library.tl_future_result(self._handle, as_limit(timeout), result)
        if code == TASK_ERROR:
            raise self._task.error
        if not settle(code):
            raise TimeoutError
        return borrowed(result)

    def exception(self, timeout=None):
        code, text = ctypes.c_int(), ctypes.c_char_p()
        if not settle(library.tl_future_exception(self._handle, as_limit(timeout), code, text)):
            raise TimeoutError
        return self._task.error if code.value else None

    def add_done_callback(self, function):
        def call(_handle, _argument):
            try:
                function(self)
            except Exception:
                logging.getLogger("concurrent.futures").exception(
                    "exception calling callback for %r", self)

        self._callbacks.append(CALLBACK(call))
        settle(library.tl_future_add_done_callback(self._handle, self._callbacks[-1], None))

    def set_result(self, result):
        pointer = lend(result)
        code = library.tl_future_set_result(self._handle, pointer)
        if code != OK:
            take_back(pointer)
        self._settle_set(code)

    def set_exception(self, error):
        former, self._task.error = self._task.error, error
        code = library.tl_future_set_error(self._handle, FAILED, str(error).encode())
        if code != OK:
            self._task.error = former
        self._settle_set(code)

    def _settle_set(self, code):
        if code == STATE:
            raise InvalidStateError(f"{self._state}: {self!r}")
        settle(code)

    def set_running_or_notify_cancel(self):
        code = library.tl_future_set_running_or_notify_cancel(self._handle)
        return code != CANCELLED and settle(code)


def as_array(futures):
    return (HANDLE * len(futures))(*[future._handle for future in futures])


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    futures = list(fs)
    array = as_array(futures)
    count = library.tl_wait(array, len(futures), as_limit(timeout), RETURN_WHEN.index(return_when))
    settle(count)
    known = {future._handle: future for future in futures}
    return {known[handle] for handle in array[:count]}, {known[handle] for handle in array[count:]}


def as_completed(fs, timeout=None):
    futures = list(fs)
    known = {future._handle: future for future in futures}
    iterator = library.tl_as_completed(as_array(futures), len(futures), as_limit(timeout))
    item = ITEM()
    try:
        while (code := library.tl_iterator_next(iterator, item)) == OK:
            yield known[item.value]
        if code == TIMEOUT:
            remaining = library.tl_iterator_remaining(iterator)
            raise TimeoutError(f"{remaining} (of {len(known)}) futures unfinished")
        assert code == END, code
    finally:
        library.tl_iterator_destroy(iterator)


class ThreadPoolExecutor(Handle):
    def __init__(self, max_workers=None, thread_name_prefix=""):
        count = DEFAULT_WORKERS if max_workers is None else as_count(max_workers)
        prefix = thread_name_prefix.encode() or None
        self._own(library.tl_executor_create(count, prefix), self._abandon)

    @staticmethod
    def _abandon(handle):
        """What was submitted is run, and nobody waits for it."""
        library.tl_executor_shutdown(handle, False, False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()

    def submit(self, fn, /, *args, **kwargs):
        task = Task(fn, args, kwargs)
        pointer = lend(task)
        handle = library.tl_executor_submit(self._handle, run_task, pointer, None)
        if handle is None:
            take_back(pointer)
            raise RuntimeError(misuse_text())
        future = Future.__new__(Future)
        future._adopt(handle, task)
        return future

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """Submits now, not when the first result is asked for."""
        tasks = [Task(fn, arguments, {}) for arguments in zip(*iterables)]
        array = (ITEM * len(tasks))(*map(lend, tasks))
        iterator = library.tl_executor_map(self._handle, run_task, array, len(tasks),
                                           as_limit(timeout), None)
        if iterator is None:
            raise RuntimeError(misuse_text())
        return results(iterator, tasks)

    def shutdown(self, wait=True, *, cancel_futures=False):
        settle(library.tl_executor_shutdown(self._handle, wait, cancel_futures))


def results(iterator, tasks):
    """Those of a map, in its order; a task is let go with its result."""
    item = ITEM()
    tasks.reverse()
    try:
        while (code := library.tl_iterator_next(iterator, item)) == OK:
            tasks.pop()
            yield take_back(item)
        if code == TASK_ERROR:
            raise tasks.pop().error
        if code == TIMEOUT:
            raise TimeoutError
        if code != END:
            settle(code)
    finally:
        library.tl_iterator_destroy(iterator)
