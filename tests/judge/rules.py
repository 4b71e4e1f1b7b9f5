"""Rules that CPython's tests leave open and its classes keep: so must ours.

Written like CPython's: a subject says whose module it is about. CPython's own is one of them, which
proves that these are its rules.
"""

import contextlib
import logging
import os
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


class LockRules(unittest.TestCase):
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


class ExecutorRules(unittest.TestCase):
    """What CPython's tests read off an executor's private set of threads, seen from the tasks."""

    @contextlib.contextmanager
    def blocked_tasks(self, executor, count):
        """They wait until the block is left. Gives the names of the threads that run them."""
        gate, names = threading.Event(), []

        def block():
            names.append(self.current_name())
            gate.wait(LONG)

        tasks = [executor.submit(block) for _ in range(count)]
        try:
            yield names
        finally:
            gate.set()
        for task in tasks:
            task.result()

    def await_names(self, names, count):
        while len(names) < count:
            time.sleep(0.001)

    def check_workers(self, asked, tasks, expected):
        executor = self.futures.ThreadPoolExecutor(asked, thread_name_prefix="pool")
        with executor, self.blocked_tasks(executor, tasks) as names:
            self.await_names(names, expected)
            self.assertEqual(set(names), {f"pool_{i}" for i in range(expected)})
        self.assertEqual(set(names), {f"pool_{i}" for i in range(expected)})

    def test_task_that_finds_nobody_idle_gets_a_worker(self):
        self.check_workers(asked=5, tasks=3, expected=3)

    def test_workers_are_no_more_than_asked(self):
        self.check_workers(asked=4, tasks=60, expected=4)

    def test_workers_without_a_number_asked(self):
        self.check_workers(asked=None, tasks=64, expected=min(32, (os.cpu_count() or 1) + 4))

    def test_workers_without_a_name(self):
        with self.futures.ThreadPoolExecutor(5) as executor:
            name = executor.submit(self.current_name).result()
        self.assertRegex(name, r"^ThreadPoolExecutor-\d+_0$")

    def test_shutdown_without_waiting_runs_what_was_submitted(self):
        executor = self.futures.ThreadPoolExecutor(2)
        results = executor.map(abs, range(-5, 5))
        executor.shutdown(wait=False)
        self.assertEqual(list(results), [abs(i) for i in range(-5, 5)])

    def test_executor_that_is_forgotten_runs_what_was_submitted(self):
        results = self.futures.ThreadPoolExecutor(2).map(abs, range(-5, 5))
        self.assertEqual(list(results), [abs(i) for i in range(-5, 5)])


def submit_after_shutdown(executor):
    executor.shutdown()
    executor.submit(abs, 1)


def run_twice(future):
    future.set_running_or_notify_cancel()
    future.set_running_or_notify_cancel()


# What is raised, by which misuse of a class in threading (t), queue (q) or concurrent.futures (f).
# Not here: lock.acquire(timeout=-2), for which ours are the words that Python has since 3.13.
MISUSES = [
    ("RuntimeError: release unlocked lock", lambda t, q, f: t.Lock().release()),
    ("RuntimeError: cannot release un-acquired lock", lambda t, q, f: t.RLock().release()),
    ("RuntimeError: cannot release un-acquired lock", lambda t, q, f: t.Condition().release()),
    ("RuntimeError: release unlocked lock", lambda t, q, f: t.Condition(t.Lock()).release()),
    ("RuntimeError: cannot wait on un-acquired lock", lambda t, q, f: t.Condition().wait()),
    ("RuntimeError: cannot notify on un-acquired lock", lambda t, q, f: t.Condition().notify()),
    ("ValueError: semaphore initial value must be >= 0", lambda t, q, f: t.Semaphore(-1)),
    ("ValueError: n must be one or more", lambda t, q, f: t.Semaphore().release(0)),
    ("ValueError: Semaphore released too many times",
     lambda t, q, f: t.BoundedSemaphore().release()),
    ("ValueError: 'timeout' must be a non-negative number",
     lambda t, q, f: q.Queue().get(timeout=-1)),
    ("ValueError: task_done() called too many times", lambda t, q, f: q.Queue().task_done()),
    ("ValueError: max_workers must be greater than 0", lambda t, q, f: f.ThreadPoolExecutor(0)),
    ("RuntimeError: cannot schedule new futures after shutdown",
     lambda t, q, f: submit_after_shutdown(f.ThreadPoolExecutor(1))),
    ("RuntimeError: Future in unexpected state", lambda t, q, f: run_twice(f.Future())),
]


class MisuseRules(unittest.TestCase):
    def test_misuse_is_told_in_the_same_words(self):
        logging.disable()
        for expected, misuse in MISUSES:
            with self.subTest(expected):
                self.assertEqual(self.raised_by(misuse), expected)
        logging.disable(logging.NOTSET)

    def raised_by(self, misuse):
        try:
            misuse(self.threading, self.queue, self.futures)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "nothing"
