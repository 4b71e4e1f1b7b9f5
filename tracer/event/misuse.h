/* Misuse: what a caller may not do, with Python's message for it, so that no
 * text has to be written while recording. A failed event of reason misuse carries the code. */
#ifndef THREADLANE_EVENT_MISUSE_H
#define THREADLANE_EVENT_MISUSE_H

#include "tracer/event/message.h"

/* clang-format off: one row a rule. X(number, NAME, python); numbers are never reused */
#define MISUSE_TABLE(X)                                                                            \
    X(1, RELEASE_UNLOCKED, N_("release unlocked lock"))                                            \
    X(2, RELEASE_NOT_OWNED, N_("cannot release un-acquired lock"))                                 \
    X(3, WAIT_NOT_OWNED, N_("cannot wait on un-acquired lock"))                                    \
    X(4, NOTIFY_NOT_OWNED, N_("cannot notify on un-acquired lock"))                                \
    X(5, START_TWICE, N_("threads can only be started once"))                                      \
    X(6, JOIN_NOT_STARTED, N_("cannot join thread before it is started"))                          \
    X(7, JOIN_SELF, N_("cannot join current thread"))                                              \
    X(8, DAEMON_ACTIVE, N_("cannot set daemon status of active thread"))                           \
    X(9, SEMAPHORE_NEGATIVE, N_("semaphore initial value must be >= 0"))                           \
    X(10, SEMAPHORE_RELEASE_LESS_THAN_ONE, N_("n must be one or more"))                            \
    X(11, DESTROY_HELD, N_("cannot destroy a lock that is held"))                                  \
    X(12, TIMEOUT_NEGATIVE, N_("timeout value must be a non-negative number"))                     \
    X(13, DESTROY_AWAITED, N_("cannot destroy an object that threads wait for"))                   \
    X(14, NULL_HANDLE, N_("the handle is NULL"))                                                   \
    X(15, SEMAPHORE_RELEASED_TOO_OFTEN, N_("Semaphore released too many times"))                   \
    X(16, BARRIER_PARTIES, N_("parties must be >= 1"))                                             \
    X(17, QUEUE_TIMEOUT, N_("'timeout' must be a non-negative number"))                            \
    X(18, TASK_DONE_TOO_OFTEN, N_("task_done() called too many times"))                            \
    X(19, GIL_TWICE, N_("the GIL is enabled already"))                                             \
    X(20, GIL_INTERVAL, N_("switch interval must be strictly positive"))                           \
    X(21, FUTURE_SET_FINISHED, N_("InvalidStateError: FINISHED"))                                  \
    X(22, FUTURE_SET_CANCELLED, N_("InvalidStateError: CANCELLED"))                                \
    X(23, FUTURE_UNEXPECTED, N_("Future in unexpected state"))                                     \
    X(24, ERROR_WITHOUT_CODE, N_("an error needs a code other than 0"))                            \
    X(25, RETURN_WHEN, N_("Invalid return condition"))                                             \
    X(26, NO_WORKERS, N_("max_workers must be greater than 0"))                                    \
    X(27, SUBMIT_AFTER_SHUTDOWN, N_("cannot schedule new futures after shutdown"))                 \
    X(28, SUBMIT_AT_EXIT, N_("cannot schedule new futures after interpreter shutdown"))            \
    X(29, PROCESS_IN_VIRTUAL_TIME, N_("processes run in real time only"))                          \
    X(30, QUEUE_BY_INHERITANCE,                                                                    \
      N_("Queue objects should only be shared between processes through inheritance"))             \
    X(31, PICKLE_LOCK, N_("cannot pickle '_thread.lock' object"))                                  \
    X(32, PROCESS_START_TWICE, N_("cannot start a process twice"))                                 \
    X(33, PROCESS_JOIN_NOT_STARTED, N_("can only join a started process"))                         \
    X(34, PROCESS_CLOSED, N_("process object is closed"))                                          \
    X(35, PROCESS_CLOSE_RUNNING, N_("Cannot close a process while it is still running"))           \
    X(36, DAEMON_CHILDREN, N_("daemonic processes are not allowed to have children"))              \
    X(37, PROCESS_NOT_CHILD, N_("No child processes"))                                             \
    X(38, PROCESS_RELEASED_TOO_OFTEN, N_("semaphore or lock released too many times"))             \
    X(39, PROCESS_RLOCK_NOT_OWNED, N_("attempt to release recursive lock not owned by thread"))    \
    X(40, CONNECTION_CLOSED, N_("handle is closed"))                                               \
    X(41, CONNECTION_READ_ONLY, N_("connection is read-only"))                                     \
    X(42, CONNECTION_WRITE_ONLY, N_("connection is write-only"))                                   \
    X(43, PROCESS_QUEUE_CLOSED, N_("Queue is closed"))                                             \
    X(44, POOL_STILL_RUNNING, N_("Pool is still running"))                                         \
    X(45, POOL_NOT_RUNNING, N_("Pool not running"))                                                \
    X(46, POOL_SIZE, N_("Number of processes must be at least 1"))                                 \
    X(47, RESULT_NOT_READY, N_("the result is not ready"))                                         \
    X(48, POOL_BROKEN,                                                                             \
      N_("A child process terminated abruptly, the process pool is not usable anymore"))           \
    X(49, PROCESS_DAEMON_STARTED, N_("process has already started"))                               \
    X(50, PROCESS_SIGNAL_NOT_STARTED, N_("the process has not been started"))                      \
    X(51, MANAGER_SHUT_DOWN, N_("Manager has shut down"))                                          \
    X(52, PROCESS_QUEUE_OPEN, N_("Queue is not closed"))
/* clang-format on */

enum misuse {
#define X(number, NAME, ...) MISUSE_##NAME = number,
    MISUSE_TABLE(X)
#undef X
};

/* Python's message, or "misuse" for an unknown code. Static text. */
const char *misuse_message(unsigned misuse);

#endif
