"""Two hundred of Python's threads in the library at once: none is lost, let in twice or forgotten.

They are threads that the library did not make, and each calls it for the first time together with
all others.
"""

import threading
import unittest

import threadlane

THREADS = 200
ROUNDS = 20
PERMITS = 3


class Crowd:
    def __init__(self):
        self.gate = threading.Barrier(THREADS)
        self.lock, self.total = threadlane.Lock(), 0
        self.semaphore, self.inside, self.most_inside = threadlane.Semaphore(PERMITS), 0, 0
        self.condition, self.arrived = threadlane.Condition(), 0

    def member(self):
        self.gate.wait()
        self.count()
        self.pass_by()
        self.meet()

    def count(self):
        for _ in range(ROUNDS):
            with self.lock:
                total = self.total
                self.total = total + 1

    def pass_by(self):
        with self.semaphore:
            with self.lock:
                self.inside += 1
                self.most_inside = max(self.most_inside, self.inside)
            with self.lock:
                self.inside -= 1

    def meet(self):
        with self.condition:
            self.arrived += 1
            self.condition.notify_all()
            self.condition.wait_for(lambda: self.arrived == THREADS)


class CrowdTests(unittest.TestCase):
    def test_two_hundred_threads_at_once(self):
        crowd = Crowd()
        threads = [threading.Thread(target=crowd.member) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(crowd.total, THREADS * ROUNDS)
        self.assertIn(crowd.most_inside, range(1, PERMITS + 1))
        self.assertEqual(crowd.arrived, THREADS)
