"""What is judged: a subject's name, CPython's test case made for it, and what in it cannot apply.

CPython's files are written so that each implementation of a class runs the same cases: a case says
self.locktype(), and a subject says what that is. Where a file names threading's classes itself, it
finds ours there.

Whole classes that are not here: of test_queue, FailingQueueTest, about methods that a subclass in
Python may replace, and CSimpleQueueTest, about a put that no garbage collection of Python's
interrupts; of test_concurrent_futures, InitializerTest and FailingInitializerTest, about what each
new worker calls first, which C does not offer, and all of processes.
"""

import concurrent.futures
import queue
import threading
import unittest

from test import lock_tests, support, test_concurrent_futures, test_queue

import crowd
import futures
import rules
import threadlane

# why a case cannot apply
WEAKREF = "of weak references to a Python object; C has none"
REPR = "of the text of a Python object; C has none"
FORK = "of what CPython renews in a forked child; users' locks stay as they are"
INSIDE = "asks for what CPython keeps inside, and no program may"

ENDING = "of the end of Python's interpreter"
WORKERS = INSIDE + "; the rule is in rules.py, or in sync_executor_test.c"
LIFETIME = "of what Python may collect; C's futures outlive those who wait for them"
FIXED = "of a maxsize changed later; a capacity is given when the queue is made"

OF_PYTHON_OBJECTS = {
    "test_locked_repr": REPR,
    "test_repr": REPR,
    "test_weakref_deleted": WEAKREF,
    "test_weakref_exists": WEAKREF,
}
OF_RLOCKS = {
    **OF_PYTHON_OBJECTS,
    "test__is_owned": INSIDE,
    "test_release_save_unacquired": INSIDE,
}
OF_EXECUTORS = {
    "test_default_workers": WORKERS,
    "test_hang_global_shutdown_lock": FORK,
    "test_idle_thread_reuse": WORKERS,
    "test_saturation": WORKERS,
}
OF_SHUTDOWNS = {
    "test_cancel_futures_wait_false": ENDING,
    "test_context_manager_shutdown": WORKERS,
    "test_del_shutdown": WORKERS,
    "test_hang_gh83386": ENDING,
    "test_interpreter_shutdown": ENDING,
    "test_shutdown_no_wait": WORKERS,
    "test_submit_after_interpreter_shutdown": ENDING,
    "test_thread_names_assigned": WORKERS,
    "test_thread_names_default": WORKERS,
    "test_threads_terminate": WORKERS,
}


class Threading:
    """The threading module, with ours in the place of its own."""

    OURS = ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier")

    def __getattr__(self, name):
        return getattr(threadlane if name in self.OURS else threading, name)


def create_future(state="PENDING", exception=None, result=None):
    """CPython's tests write a future's state; ours gets there by itself."""
    future = futures.Future()
    if state.startswith("CANCELLED"):
        future.cancel()
    if state in ("RUNNING", "CANCELLED_AND_NOTIFIED"):
        future.set_running_or_notify_cancel()
    if state == "FINISHED" and exception:
        future.set_exception(exception)
    elif state == "FINISHED":
        future.set_result(result)
    return future


def give_futures(tests):
    tests.futures, tests.Future, tests.create_future = futures, futures.Future, create_future
    tests.PENDING_FUTURE = create_future()
    tests.RUNNING_FUTURE = create_future("RUNNING")
    tests.CANCELLED_FUTURE = create_future("CANCELLED")
    tests.CANCELLED_AND_NOTIFIED_FUTURE = create_future("CANCELLED_AND_NOTIFIED")
    tests.EXCEPTION_FUTURE = create_future("FINISHED", exception=OSError())
    tests.SUCCESSFUL_FUTURE = create_future("FINISHED", result=42)


support.verbose = False  # else some cases print how long they took
lock_tests.threading = test_concurrent_futures.threading = Threading()
give_futures(test_concurrent_futures)


def subject(tests, not_applicable, **types):
    """A test case to run, and its cases that cannot apply."""
    bases = (tests,) if issubclass(tests, unittest.TestCase) else (tests, unittest.TestCase)
    named = {name: staticmethod(made) for name, made in types.items()}
    return type(tests.__name__, bases, named), not_applicable


RULES = {"lock": rules.LockRules, "executor": rules.ExecutorRules, "misuse": rules.MisuseRules}
OURS = {"threading": threadlane, "queue": threadlane, "futures": futures,
        "current_name": threadlane.current_name}
CPYTHONS = {"threading": threading, "queue": queue, "futures": concurrent.futures,
            "current_name": lambda: threading.current_thread().name}

SUBJECTS = {
    "lock": subject(lock_tests.LockTests, {**OF_PYTHON_OBJECTS, "test_at_fork_reinit": FORK},
                    locktype=threadlane.Lock),
    "rlock": subject(lock_tests.RLockTests, OF_RLOCKS, locktype=threadlane.RLock),
    "condition": subject(lock_tests.ConditionTests, {}, condtype=threadlane.Condition),
    # a condition is acquired and released as its lock is
    "condition_as_rlock": subject(lock_tests.RLockTests, OF_RLOCKS, locktype=threadlane.Condition),
    "semaphore": subject(lock_tests.SemaphoreTests, {"test_repr": REPR},
                         semtype=threadlane.Semaphore),
    "bounded_semaphore": subject(lock_tests.BoundedSemaphoreTests, {"test_repr": REPR},
                                 semtype=threadlane.BoundedSemaphore),
    "event": subject(lock_tests.EventTests, {"test_at_fork_reinit": FORK, "test_repr": REPR},
                     eventtype=threadlane.Event),
    "barrier": subject(lock_tests.BarrierTests, {"test_repr": REPR},
                       barriertype=threadlane.Barrier),
    "queue": subject(test_queue.QueueTest, {"test_shrinking_queue": FIXED}, queue=threadlane),
    "lifo_queue": subject(test_queue.LifoQueueTest, {"test_shrinking_queue": FIXED},
                          queue=threadlane),
    "priority_queue": subject(test_queue.PriorityQueueTest, {"test_shrinking_queue": FIXED},
                              queue=threadlane),
    # a queue without a capacity does all that a SimpleQueue does
    "simple_queue": subject(test_queue.BaseSimpleQueueTest, {}, queue=threadlane,
                            type2test=threadlane.Queue),
    "future": subject(test_concurrent_futures.FutureTests,
                      {"test_exception_with_success": INSIDE, "test_repr": REPR}),
    "wait": subject(test_concurrent_futures.ThreadPoolWaitTests, {},
                    executor_type=futures.ThreadPoolExecutor),
    "as_completed": subject(test_concurrent_futures.ThreadPoolAsCompletedTest,
                            {"test_free_reference_yielded_future": LIFETIME},
                            executor_type=futures.ThreadPoolExecutor),
    "executor": subject(test_concurrent_futures.ThreadPoolExecutorTest, OF_EXECUTORS,
                        executor_type=futures.ThreadPoolExecutor),
    "executor_shutdown": subject(test_concurrent_futures.ThreadPoolShutdownTest, OF_SHUTDOWNS,
                                 executor_type=futures.ThreadPoolExecutor),
    # what CPython's files leave open
    "crowd": subject(crowd.CrowdTests, {}),
    **{f"{name}_rules": subject(case, {}, **OURS) for name, case in RULES.items()},
    **{f"{name}_rules_of_cpython": subject(case, {}, **CPYTHONS) for name, case in RULES.items()},
}
