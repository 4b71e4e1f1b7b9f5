"""What is judged: a subject's name, CPython's test case made for it, and what in it cannot apply.

CPython's files are written so that each implementation of a class runs the same cases: a case says
self.locktype(), and a subject says what that is. Where a file names threading's classes itself, it
finds ours there.

Whole classes that are not here: test_queue.FailingQueueTest, about methods that a subclass in Python
may replace, and CSimpleQueueTest, about a put that no garbage collection of Python's interrupts.
"""

import threading
import unittest

from test import lock_tests, test_queue

import crowd
import rules
import threadlane

# why a case cannot apply
WEAKREF = "of weak references to a Python object; C has none"
REPR = "of the text of a Python object; C has none"
FORK = "of Python's own child of a fork, where CPython renews its locks; users' locks stay as they are"
INSIDE = "asks for what CPython keeps inside, and no program may"

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


class Threading:
    """The threading module, with ours in the place of its own."""

    OURS = ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier")

    def __getattr__(self, name):
        return getattr(threadlane if name in self.OURS else threading, name)


lock_tests.threading = Threading()


def subject(tests, not_applicable, **types):
    """A test case to run, and its cases that cannot apply."""
    bases = (tests,) if issubclass(tests, unittest.TestCase) else (tests, unittest.TestCase)
    named = {name: staticmethod(made) for name, made in types.items()}
    return type(tests.__name__, bases, named), not_applicable


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
    # what CPython's files leave open
    "crowd": subject(crowd.CrowdTests, {}),
    "rules": subject(rules.RuleTests, {}, threading=threadlane),
    "rules_of_cpython": subject(rules.RuleTests, {}, threading=threading),
}
