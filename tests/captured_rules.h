/* The invariants of docs/trace-format.md that any capture of threads, locks, conditions and
 * semaphores must keep, whatever the schedule. */
#ifndef THREADLANE_TESTS_CAPTURED_RULES_H
#define THREADLANE_TESTS_CAPTURED_RULES_H

/* Complains about every event that breaks a rule and returns how many do. */
unsigned captured_rules_broken(void);

#endif
