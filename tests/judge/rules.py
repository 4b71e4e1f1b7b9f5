"""Rules that CPython's tests leave open and its classes keep: so must ours.

Written like CPython's: a subject says whose module it is about. CPython's own is one of them, which
proves that these are its rules.
"""

import threading
import time
import unittest

WAITERS = 6
LONG = 30  # seconds; nobody waits so long unless something is broken


class Waiters:
    """Threads that begin to wait at a condition, each after the one before."""

    def __init__(self, condition, count=WAITERS):
        self.condition, self.waiting, self.woken = condition, 0, []
        self.threads = [threading.Thread(target=self.wait, args=(i,)) for i in range(count)]
        for i, thread in enumerate(self.threads):
            thread.start()
            self.await_inside(i + 1)

    def wait(self, number):
        with self.condition:
            self.waiting += 1
            self.condition.wait(LONG)
            self.woken.append(number)

    def await_inside(self, count):
        """Who counted itself and let the lock go stands in the queue."""
        while True:
            with self.condition:
                if self.waiting == count:
                    return
            time.sleep(0.001)

    def await_woken(self, count):
        while len(self.woken) < count:
            time.sleep(0.001)

    def finish(self):
        with self.condition:
            self.condition.notify_all()
        for thread in self.threads:
            thread.join()


class RuleTests(unittest.TestCase):
    def test_waiters_are_served_in_order(self):
        condition = self.threading.Condition()
        waiters = Waiters(condition)
        for i in range(WAITERS):
            with condition:
                condition.notify()
            waiters.await_woken(i + 1)
        waiters.finish()
        self.assertEqual(waiters.woken, list(range(WAITERS)))

    def test_nobody_is_woken_twice(self):
        """As many notifies as there were wake as many, also when they come at once."""
        condition = self.threading.Condition()
        waiters = Waiters(condition)
        with condition:
            for _ in range(WAITERS - 2):
                condition.notify()
        waiters.await_woken(WAITERS - 2)
        time.sleep(0.05)  # were one woken too many, it would be here by now
        self.assertEqual(sorted(waiters.woken), list(range(WAITERS - 2)))
        waiters.finish()
        self.assertEqual(sorted(waiters.woken), list(range(WAITERS)))

    def test_notify_beyond_the_waiters_is_forgotten(self):
        condition = self.threading.Condition()
        with condition:
            condition.notify(3)
            self.assertFalse(condition.wait(0.01))

    def test_wait_gives_up_and_restores_all_levels(self):
        rlock = self.threading.RLock()
        condition = self.threading.Condition(rlock)
        tried = []

        def come_in():
            tried.append(rlock.acquire(timeout=LONG))
            condition.notify()
            rlock.release()

        with condition, condition, condition:
            thread = threading.Thread(target=come_in)
            thread.start()
            self.assertTrue(condition.wait(LONG))
            self.assertEqual(tried, [True])
            thread.join()
        self.assertRaises(RuntimeError, rlock.release)

    def test_wait_that_times_out_restores_all_levels(self):
        rlock = self.threading.RLock()
        condition = self.threading.Condition(rlock)
        with condition, condition:
            self.assertFalse(condition.wait(0.01))
        self.assertRaises(RuntimeError, rlock.release)
