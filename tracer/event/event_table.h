/* The vocabulary, one row an operation: everything that knows the kinds of events by name or by
 * number is expanded from this table (enumerators, names, phrases, LTTng tracepoints, CTF
 * metadata).
 *
 * X(number, NAME, identifier, "name", stages, stamp,
 *   begin, done)
 *
 * number   never reused; a reader shows an unknown one by number and goes on
 * name     thrice, for C and for LTTng, whose names have no points
 * stages   which of begin (B), done (D) and failed (F) exist
 * stamp    when the done record is taken: GETTING after its effect, GIVING before it
 * phrases  what the thread does, with the places of tracer/analysis/phrase.h: {u} another thread,
 * {p} a process, {o} the object, {i} an item or message, {k} {n} numbers, {x} a value, {text} a
 * text, {parent} the object it was made for, {method}, {why}; other languages are in po/
 *
 * Included by programs that record and by programs that read; it needs nothing but this text. */
#ifndef THREADLANE_EVENT_EVENT_TABLE_H
#define THREADLANE_EVENT_EVENT_TABLE_H

#include "tracer/event/message.h"

#define STAGES_D   1u
#define STAGES_BD  3u
#define STAGES_DF  5u
#define STAGES_BDF 7u

/* clang-format off */
#define EVENT_TABLE(X)                                                                                                                                                       \
    X(1,  DOOR_WAIT,          door_wait,          "door.wait",          STAGES_BDF, GETTING, N_("waits"),                             N_("wakes up"))                        \
    X(2,  DOOR_WAKE,          door_wake,          "door.wake",          STAGES_D,   GIVING,  "",                                      N_("wakes {u}"))                       \
    X(3,  THREAD_CREATE,      thread_create,      "thread.create",      STAGES_BDF, GIVING,  N_("starts {u}"),                        N_("has started {u}"))                 \
    X(4,  THREAD_BEGIN,       thread_begin,       "thread.begin",       STAGES_D,   GETTING, "",                                      N_("begins"))                          \
    X(5,  THREAD_END,         thread_end,         "thread.end",         STAGES_D,   GIVING,  "",                                      N_("ends"))                            \
    X(6,  THREAD_JOIN,        thread_join,        "thread.join",        STAGES_BDF, GETTING, N_("waits for {u} to end"),              N_("sees that {u} has ended"))         \
    X(7,  PROCESS_FORK,       process_fork,       "process.fork",       STAGES_BDF, GIVING,  N_("forks {p}"),                         N_("has forked {p}"))                  \
    X(8,  PROCESS_BEGIN,      process_begin,      "process.begin",      STAGES_D,   GETTING, "",                                      N_("begins as a copy of {p}"))         \
    X(9,  PROCESS_END,        process_end,        "process.end",        STAGES_D,   GIVING,  "",                                      N_("exits with {n}"))                  \
    X(10, PROCESS_JOIN,       process_join,       "process.join",       STAGES_BDF, GETTING, N_("waits for {p} to exit"),             N_("collects {p}"))                    \
    X(11, SIGNAL_SEND,        signal_send,        "signal.send",        STAGES_DF,  GIVING,  "",                                      N_("sends signal {n} to {p}"))         \
    X(12, OBJECT_CREATE,      object_create,      "object.create",      STAGES_DF,  GIVING,  "",                                      N_("makes {o}"))                       \
    X(13, OBJECT_DESTROY,     object_destroy,     "object.destroy",     STAGES_DF,  GIVING,  "",                                      N_("destroys {o}"))                    \
    X(14, OBJECT_HAS,         object_has,         "object.has",         STAGES_D,   GIVING,  "",                                      N_("{o} has {x}"))                     \
    X(15, OBJECT_CLOSE,       object_close,       "object.close",       STAGES_DF,  GIVING,  "",                                      N_("closes {o}"))                      \
    X(16, LOCK_ACQUIRE,       lock_acquire,       "lock.acquire",       STAGES_BDF, GETTING, N_("must wait for {o}"),                 N_("takes {o}"))                       \
    X(17, LOCK_RELEASE,       lock_release,       "lock.release",       STAGES_DF,  GIVING,  "",                                      N_("gives {o} back"))                  \
    X(18, CONDITION_WAIT,     condition_wait,     "condition.wait",     STAGES_BDF, GETTING, N_("waits on {o} and lets the lock go"), N_("goes on, lock in hand"))           \
    X(19, CONDITION_NOTIFY,   condition_notify,   "condition.notify",   STAGES_DF,  GIVING,  "",                                      N_("notifies {k}"))                    \
    X(20, SEMAPHORE_ACQUIRE,  semaphore_acquire,  "semaphore.acquire",  STAGES_BDF, GETTING, N_("must wait for a permit of {o}"),     N_("takes a permit of {o}, {k} left")) \
    X(21, SEMAPHORE_RELEASE,  semaphore_release,  "semaphore.release",  STAGES_DF,  GIVING,  "",                                      N_("gives a permit back, {k} free"))   \
    X(22, EVENT_WAIT,         event_wait,         "event.wait",         STAGES_BDF, GETTING, N_("waits for {o}"),                     N_("sees {o} set"))                    \
    X(23, EVENT_SET,          event_set,          "event.set",          STAGES_DF,  GIVING,  "",                                      N_("sets {o}"))                        \
    X(24, EVENT_CLEAR,        event_clear,        "event.clear",        STAGES_DF,  GIVING,  "",                                      N_("clears {o}"))                      \
    X(25, BARRIER_WAIT,       barrier_wait,       "barrier.wait",       STAGES_BDF, GETTING, N_("arrives at {o}, waits for others"),  N_("passes"))                          \
    X(26, QUEUE_PUT,          queue_put,          "queue.put",          STAGES_BDF, GIVING,  N_("finds {o} full and waits"),          N_("puts item {i} into {o}"))          \
    X(27, QUEUE_GET,          queue_get,          "queue.get",          STAGES_BDF, GETTING, N_("finds {o} empty and waits"),         N_("gets item {i} from {o}"))          \
    X(28, QUEUE_TASK_DONE,    queue_task_done,    "queue.task_done",    STAGES_DF,  GIVING,  "",                                      N_("reports a task done, {k} left"))   \
    X(29, QUEUE_JOIN,         queue_join,         "queue.join",         STAGES_BDF, GETTING, N_("waits until {o} is all done"),       N_("sees {o} all done"))               \
    X(30, FUTURE_RUN,         future_run,         "future.run",         STAGES_DF,  GIVING,  "",                                      N_("takes on {o}"))                    \
    X(31, FUTURE_SET,         future_set,         "future.set",         STAGES_DF,  GIVING,  "",                                      N_("finishes {o}"))                    \
    X(32, FUTURE_CANCEL,      future_cancel,      "future.cancel",      STAGES_DF,  GIVING,  "",                                      N_("cancels {o}"))                     \
    X(33, FUTURE_WAIT,        future_wait,        "future.wait",        STAGES_BDF, GETTING, N_("waits for the result of {o}"),       N_("gets the result"))                 \
    X(34, TASK_RUN,           task_run,           "task.run",           STAGES_BDF, GETTING, N_("runs {o}"),                          N_("has run {o}"))                     \
    X(35, PIPE_SEND,          pipe_send,          "pipe.send",          STAGES_BDF, GIVING,  N_("sends, pipe may be full"),           N_("has sent message {i}"))            \
    X(36, PIPE_RECV,          pipe_recv,          "pipe.recv",          STAGES_BDF, GETTING, N_("waits for a message"),               N_("receives {i}"))                    \
    X(37, PIPE_WRITE,         pipe_write,         "pipe.write",         STAGES_BDF, GIVING,  N_("writes"),                            N_("wrote {n} bytes"))                 \
    X(38, PIPE_READ,          pipe_read,          "pipe.read",          STAGES_BDF, GETTING, N_("reads"),                             N_("read {n} bytes"))                  \
    X(39, MANAGER_CALL,       manager_call,       "manager.call",       STAGES_BDF, GETTING, N_("asks for {method}"),                 N_("has the answer"))                  \
    X(40, MANAGER_SERVE,      manager_serve,      "manager.serve",      STAGES_BDF, GETTING, N_("serves {u}"),                        N_("answers {u}"))                     \
    X(41, GIL_TAKE,           gil_take,           "gil.take",           STAGES_BD,  GETTING, N_("wants the GIL"),                     N_("has the GIL"))                     \
    X(42, GIL_DROP,           gil_drop,           "gil.drop",           STAGES_D,   GIVING,  "",                                      N_("drops the GIL ({why})"))           \
    X(43, GIL_ASK,            gil_ask,            "gil.ask",            STAGES_D,   GIVING,  "",                                      N_("asks {u} to drop the GIL"))        \
    X(44, VARIABLE_LOAD,      variable_load,      "variable.load",      STAGES_DF,  GETTING, "",                                      N_("reads {o} = {x}"))                 \
    X(45, VARIABLE_STORE,     variable_store,     "variable.store",     STAGES_DF,  GIVING,  "",                                      N_("writes {o} = {x}"))                \
    X(46, SLEEP,              sleep,              "sleep",              STAGES_BDF, GETTING, N_("sleeps"),                            N_("wakes from sleep"))                \
    X(47, IO_WAIT,            io_wait,            "io.wait",            STAGES_BDF, GETTING, N_("waits for the outside"),             N_("goes on"))                         \
    X(48, PRINT,              print,              "print",              STAGES_D,   GIVING,  "",                                      N_("says “{text}”"))                   \
    X(49, MARK,               mark,               "mark",               STAGES_D,   GIVING,  "",                                      N_("{text}"))                          \
    X(50, REPEAT,             repeat,             "repeat",             STAGES_D,   GIVING,  "",                                      N_("… {n} times more"))
/* clang-format on */

#endif
