/* Threadlane: Python's concurrency primitives in C, each one recorded when the program runs under
 * trace-run, and costing a branch when it does not.
 *
 * Handles are opaque and come from tl_X_create(…, name); the name is the lane's label and may be
 * NULL. Timeouts are seconds as double: TL_FOREVER waits without limit, 0 only tries. Results are 0
 * or a negative code (tl_strerror). Misuse returns its code, with Python's message in the trace;
 * nothing here aborts, and NULL handles are misuse. Any thread of the program may call anything;
 * threads that the library did not make are registered at their first call. Handles must outlive
 * their users. */
#ifndef THREADLANE_H
#define THREADLANE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TL_PUBLIC  __attribute__((visibility("default")))
#define TL_FOREVER INFINITY

enum tl_error {
    TL_OK = 0,
    TL_TIMEOUT = -1,   /* the time limit passed */
    TL_BUSY = -2,      /* tried, and it was taken */
    TL_NOT_OWNER = -3, /* the caller does not hold the lock (RuntimeError) */
    TL_INVALID = -4,   /* a wrong argument, NULL included (ValueError) */
    TL_STATE = -5,     /* not allowed in this state: started twice, joined before start… */
    TL_NO_MEMORY = -6,
    TL_NO_THREAD = -7,    /* the system gave no thread */
    TL_IN_USE = -8,       /* destroyed while held or awaited */
    TL_BROKEN = -9,       /* the barrier was aborted, reset, or somebody at it timed out; a pool's
                           * worker died */
    TL_FULL = -10,        /* the queue, until the time limit passed (queue.Full) */
    TL_EMPTY = -11,       /* the queue, until the time limit passed (queue.Empty); a list */
    TL_SHUTDOWN = -12,    /* the queue takes no more, or has no more (queue.ShutDown) */
    TL_CANCELLED = -13,   /* the future was (CancelledError) */
    TL_TASK_ERROR = -14,  /* the task failed: what it raised is kept in its future */
    TL_END = -15,         /* the iterator has no more items (StopIteration) */
    TL_END_OF_FILE = -16, /* nobody is left who could send (EOFError) */
    TL_BROKEN_PIPE = -17, /* nobody is left who could receive (BrokenPipeError) */
    TL_CORRUPT = -18,     /* what came through a pipe is no message */
    TL_NO_PROCESS = -19,  /* the system gave no process */
};

/* A short English text. Static. */
TL_PUBLIC const char *tl_strerror(int error);
/* Which rule the calling thread broke last, in Python's words: "cannot release un-acquired lock".
 * "" if it broke none yet. Static. */
TL_PUBLIC const char *tl_misuse_text(void);

/* ---- time and words ---- */

/* Seconds since the program began, in scenario time: --time-scale does not show in it. */
TL_PUBLIC double tl_time(void);
TL_PUBLIC int tl_sleep(double seconds);
/* Prints one line, newline added, in one write; the line is an event of the calling thread. */
TL_PUBLIC void tl_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What pictures of this run are headed with; the first call counts. Without it the program's name
 * is. Either may be NULL. */
TL_PUBLIC void tl_title(const char *title, const char *subtitle);

/* ---- thread ---- */

struct tl_thread;

/* `function` runs in the new thread once started; daemon is inherited from the creator. */
TL_PUBLIC struct tl_thread *tl_thread_create(void (*function)(void *), void *argument,
                                             const char *name);
/* Returns when the new thread runs, as Python's start does. */
TL_PUBLIC int tl_thread_start(struct tl_thread *thread);
TL_PUBLIC int tl_thread_join(struct tl_thread *thread, double timeout);
TL_PUBLIC int tl_thread_set_daemon(struct tl_thread *thread, bool is_daemon);
TL_PUBLIC bool tl_thread_is_daemon(const struct tl_thread *thread);
TL_PUBLIC bool tl_thread_is_alive(const struct tl_thread *thread);
TL_PUBLIC int tl_thread_set_name(struct tl_thread *thread, const char *name);
TL_PUBLIC const char *tl_thread_name(const struct tl_thread *thread);
/* The calling thread's name: "MainThread" for main. Lives as long as the thread. */
TL_PUBLIC const char *tl_current_name(void);
/* Frees the handle; a thread still running goes on by itself. Accepts NULL. */
TL_PUBLIC void tl_thread_destroy(struct tl_thread *thread);
/* Ends the program as Python does: joins every non-daemon thread, abandons the daemons. A
 * scenario's main ends with `return tl_exit(status);`. */
TL_PUBLIC int tl_exit(int status);

/* ---- lock ---- */

struct tl_lock;

TL_PUBLIC struct tl_lock *tl_lock_create(const char *name);
TL_PUBLIC int tl_lock_acquire(struct tl_lock *lock, double timeout);
TL_PUBLIC int tl_lock_release(struct tl_lock *lock); /* by any thread */
TL_PUBLIC bool tl_lock_is_locked(const struct tl_lock *lock);
TL_PUBLIC int tl_lock_destroy(struct tl_lock *lock);

/* ---- rlock ---- */

struct tl_rlock;

TL_PUBLIC struct tl_rlock *tl_rlock_create(const char *name);
TL_PUBLIC int tl_rlock_acquire(struct tl_rlock *rlock, double timeout);
TL_PUBLIC int tl_rlock_release(struct tl_rlock *rlock); /* by its owner only */
/* How often its owner has taken it, 0: free. */
TL_PUBLIC int tl_rlock_depth(const struct tl_rlock *rlock);
TL_PUBLIC bool tl_rlock_is_owned(const struct tl_rlock *rlock); /* by the calling thread */
TL_PUBLIC int tl_rlock_destroy(struct tl_rlock *rlock);

/* ---- condition: an outer lock, and below it one waiter lock for each wait, first come first
 * served ---- */

struct tl_condition;

/* Makes its own RLock, as Python's Condition() does. */
TL_PUBLIC struct tl_condition *tl_condition_create(const char *name);
TL_PUBLIC struct tl_condition *tl_condition_create_with_lock(struct tl_lock *lock,
                                                             const char *name);
TL_PUBLIC struct tl_condition *tl_condition_create_with_rlock(struct tl_rlock *rlock,
                                                              const char *name);
TL_PUBLIC int tl_condition_acquire(struct tl_condition *condition, double timeout);
TL_PUBLIC int tl_condition_release(struct tl_condition *condition);
/* 0 when notified, TL_TIMEOUT when not; the lock is held again in both cases. */
TL_PUBLIC int tl_condition_wait(struct tl_condition *condition, double timeout);
/* Waits until predicate(argument) is true; called with the lock held. */
TL_PUBLIC int tl_condition_wait_for(struct tl_condition *condition, bool (*predicate)(void *),
                                    void *argument, double timeout);
TL_PUBLIC int tl_condition_notify(struct tl_condition *condition, int count);
TL_PUBLIC int tl_condition_notify_all(struct tl_condition *condition);
/* How many are in its queue, those included whose time is over and who wait for the lock. */
TL_PUBLIC int tl_condition_waiting_count(struct tl_condition *condition);
TL_PUBLIC int tl_condition_destroy(struct tl_condition *condition);

/* ---- semaphore: a condition and a number ---- */

struct tl_semaphore;

TL_PUBLIC struct tl_semaphore *tl_semaphore_create(int permits, const char *name);
/* Takes back no more permits than it began with: a release beyond them gives TL_INVALID. */
TL_PUBLIC struct tl_semaphore *tl_bounded_semaphore_create(int permits, const char *name);
TL_PUBLIC int tl_semaphore_acquire(struct tl_semaphore *semaphore, double timeout);
TL_PUBLIC int tl_semaphore_release(struct tl_semaphore *semaphore, int count); /* by any thread */
TL_PUBLIC int tl_semaphore_permits(const struct tl_semaphore *semaphore);      /* left now */
TL_PUBLIC int tl_semaphore_destroy(struct tl_semaphore *semaphore);

/* ---- event: a flag to wait for ---- */

struct tl_event;

TL_PUBLIC struct tl_event *tl_event_create(const char *name);
TL_PUBLIC int tl_event_set(struct tl_event *event); /* wakes all */
TL_PUBLIC int tl_event_clear(struct tl_event *event);
TL_PUBLIC bool tl_event_is_set(const struct tl_event *event);
/* 0 when set, or woken by a set that was cleared meanwhile; else TL_TIMEOUT. */
TL_PUBLIC int tl_event_wait(struct tl_event *event, double timeout);
TL_PUBLIC int tl_event_destroy(struct tl_event *event);

/* ---- barrier: a meeting of so many threads, round after round ---- */

struct tl_barrier;

/* `action` (may be NULL) is called with `argument` by the last of each round, before all go on; a
 * negative result breaks the barrier. `timeout` is that of a wait with TL_FOREVER. */
TL_PUBLIC struct tl_barrier *tl_barrier_create(int parties, int (*action)(void *), void *argument,
                                               double timeout, const char *name);
/* The order of arrival, from 0; TL_BROKEN; TL_TIMEOUT, which breaks the barrier for the others; or
 * what the action failed with. */
TL_PUBLIC int tl_barrier_wait(struct tl_barrier *barrier, double timeout);
/* Those who wait get TL_BROKEN; then it is as new. */
TL_PUBLIC int tl_barrier_reset(struct tl_barrier *barrier);
/* Breaks it for all, until it is reset. */
TL_PUBLIC int tl_barrier_abort(struct tl_barrier *barrier);
TL_PUBLIC int tl_barrier_parties(const struct tl_barrier *barrier);
TL_PUBLIC int tl_barrier_waiting_count(const struct tl_barrier *barrier);
TL_PUBLIC bool tl_barrier_is_broken(const struct tl_barrier *barrier);
TL_PUBLIC int tl_barrier_destroy(struct tl_barrier *barrier);

/* ---- queue: items from thread to thread, first in first out ---- */

struct tl_queue;

/* A capacity of 0 or less has no limit. */
TL_PUBLIC struct tl_queue *tl_queue_create(int capacity, const char *name);
/* Last in, first out. */
TL_PUBLIC struct tl_queue *tl_queue_create_lifo(int capacity, const char *name);
/* The smallest item first; `compare` gets two items, as from qsort, with the queue's lock held. */
TL_PUBLIC struct tl_queue *tl_queue_create_priority(int capacity,
                                                    int (*compare)(const void *a, const void *b),
                                                    const char *name);
/* TL_FULL, TL_SHUTDOWN. What `item` points to stays the caller's. */
TL_PUBLIC int tl_queue_put(struct tl_queue *queue, void *item, double timeout);
/* TL_EMPTY, TL_SHUTDOWN; `item` is written only with 0. */
TL_PUBLIC int tl_queue_get(struct tl_queue *queue, void **item, double timeout);
/* An item that was got has been dealt with; join waits until that is so for all. */
TL_PUBLIC int tl_queue_task_done(struct tl_queue *queue);
TL_PUBLIC int tl_queue_join(struct tl_queue *queue);
TL_PUBLIC int tl_queue_size(const struct tl_queue *queue);
TL_PUBLIC bool tl_queue_is_empty(const struct tl_queue *queue);
TL_PUBLIC bool tl_queue_is_full(const struct tl_queue *queue);
/* From now on put gives TL_SHUTDOWN, and get too once the queue is empty, which it is at once if
 * immediate: the items are forgotten, and count as done. */
TL_PUBLIC int tl_queue_shutdown(struct tl_queue *queue, bool is_immediate);
TL_PUBLIC int tl_queue_destroy(struct tl_queue *queue);

/* ---- gil: one thread at a time, as in CPython ---- */

/* How it changes hands. */
enum tl_gil_switch {
    TL_GIL_TICKS,    /* dropped every 100 bytecodes (Python 2) */
    TL_GIL_INTERVAL, /* dropped when another thread has waited an interval for it (3.2 and later) */
};

/* Where a running thread looks whether it should drop it. */
enum tl_gil_check {
    TL_GIL_EVERY_OP,      /* before every bytecode (3.9 and earlier) */
    TL_GIL_BACKEDGE_CALL, /* at backward jumps, calls and function entries (3.10 and later) */
};

/* Once, before threads are started. From now on threads run one at a time; each drops the GIL while
 * it waits, sleeps or prints, and where it passes a check point. */
TL_PUBLIC int tl_gil_enable(enum tl_gil_switch way, enum tl_gil_check check);
/* sys.setswitchinterval and sys.getswitchinterval; 0.005 s. */
TL_PUBLIC int tl_gil_set_interval(double seconds);
TL_PUBLIC double tl_gil_interval(void);
/* Check points, for code that computes: one bytecode; a jump back; a call, or a function's entry.
 * Without a GIL they do nothing. */
TL_PUBLIC void tl_gil_op(void);
TL_PUBLIC void tl_gil_loop(void);
TL_PUBLIC void tl_gil_call(void);
/* One bytecode that is seen in the trace: "LOAD_CONST 1". */
TL_PUBLIC void tl_step(const char *text);

/* ---- variable and list: shared data that shows who reads and writes it ---- */

struct tl_variable;
struct tl_list;

TL_PUBLIC struct tl_variable *tl_variable_create(int value, const char *name);
/* Each is one bytecode of its own: between a load and a store others may store. */
TL_PUBLIC int tl_variable_load(struct tl_variable *variable);
TL_PUBLIC int tl_variable_store(struct tl_variable *variable, int value);
TL_PUBLIC int tl_variable_destroy(struct tl_variable *variable);

TL_PUBLIC struct tl_list *tl_list_create(const char *name);
/* Each is one call: whole by itself. What `item` points to stays the caller's. */
TL_PUBLIC int tl_list_append(struct tl_list *list, void *item);
/* The last one; TL_EMPTY: pop from empty list. */
TL_PUBLIC int tl_list_pop(struct tl_list *list, void **item);
TL_PUBLIC int tl_list_length(struct tl_list *list);
TL_PUBLIC int tl_list_destroy(struct tl_list *list);

/* ---- future: a result that somebody will deliver ---- */

struct tl_future;

enum tl_future_state {
    TL_FUTURE_PENDING,
    TL_FUTURE_RUNNING,
    TL_FUTURE_CANCELLED,              /* and whoever was to run it does not know yet */
    TL_FUTURE_CANCELLED_AND_NOTIFIED, /* now he does */
    TL_FUTURE_FINISHED,
};

/* An executor makes them; one made here is delivered by whoever has it. */
TL_PUBLIC struct tl_future *tl_future_create(const char *name);
/* 0 if it is cancelled now, TL_STATE if it runs or is finished: too late. */
TL_PUBLIC int tl_future_cancel(struct tl_future *future);
TL_PUBLIC bool tl_future_is_cancelled(const struct tl_future *future);
TL_PUBLIC bool tl_future_is_running(const struct tl_future *future);
TL_PUBLIC bool tl_future_is_done(const struct tl_future *future); /* finished or cancelled */
TL_PUBLIC enum tl_future_state tl_future_state(const struct tl_future *future);
TL_PUBLIC const char *tl_future_state_name(enum tl_future_state state); /* "PENDING"… */
/* Waits until it is done. TL_TIMEOUT, TL_CANCELLED, TL_TASK_ERROR, TL_BROKEN (the process that ran
 * it died); `result` may be NULL and is written only with 0. */
TL_PUBLIC int tl_future_result(struct tl_future *future, double timeout, void **result);
/* Waits as well, for the error: its code and text, 0 and NULL if there was none. The text lives as
 * long as the future. TL_TIMEOUT, TL_CANCELLED. */
TL_PUBLIC int tl_future_exception(struct tl_future *future, double timeout, int *code,
                                  const char **text);
/* Calls callback(future, argument) when it is done, at once if it is: in the order they were added,
 * in the thread that finishes or cancels it, with no lock held. */
TL_PUBLIC int tl_future_add_done_callback(struct tl_future *future,
                                          void (*callback)(struct tl_future *future,
                                                           void *argument),
                                          void *argument);
/* TL_STATE if it is done already. */
TL_PUBLIC int tl_future_set_result(struct tl_future *future, void *result);
TL_PUBLIC int tl_future_set_error(struct tl_future *future, int code, const char *text);
/* By whoever is about to run it: 0 if it runs now, TL_CANCELLED if it must not. */
TL_PUBLIC int tl_future_set_running_or_notify_cancel(struct tl_future *future);
/* TL_IN_USE while somebody waits for it. What an executor still has to run is run nevertheless. */
TL_PUBLIC int tl_future_destroy(struct tl_future *future);

enum tl_return_when {
    TL_ALL_COMPLETED,
    TL_FIRST_COMPLETED,
    TL_FIRST_EXCEPTION, /* the first that fails, or all */
};

/* Waits for a set of futures. Moves those that are done to the front of the array, both parts in
 * their order, and returns how many they are; also when the time limit passed. A cancelled one is
 * done when whoever was to run it knows. */
TL_PUBLIC int tl_wait(struct tl_future **futures, size_t count, double timeout,
                      enum tl_return_when return_when);

/* ---- iterator: one item after the other, waiting for each ---- */

struct tl_iterator;

/* Gives the futures as they are done, each once; those that are done already come first. They must
 * outlive the iterator. `timeout` is for all of it. NULL with a NULL among the futures. */
TL_PUBLIC struct tl_iterator *tl_as_completed(struct tl_future *const *futures, size_t count,
                                              double timeout);
/* The next item: of tl_as_completed a struct tl_future *, of tl_executor_map a result. TL_END;
 * TL_TIMEOUT, TL_CANCELLED, TL_TASK_ERROR and TL_BROKEN (then `item` is the future that
 * failed), after which there is only TL_END. */
TL_PUBLIC int tl_iterator_next(struct tl_iterator *iterator, void **item);
TL_PUBLIC size_t tl_iterator_remaining(const struct tl_iterator *iterator);
/* Tasks of a map that were not waited for are cancelled, and their futures go. Accepts NULL. */
TL_PUBLIC void tl_iterator_destroy(struct tl_iterator *iterator);

/* ---- executor: threads that run what is submitted, as ThreadPoolExecutor ---- */

struct tl_executor;

#define TL_DEFAULT_WORKERS (-0x7fffffff) /* processors + 4, at most 32 */

/* Workers are started when there is work and no idle one, and named PREFIX_0, PREFIX_1… */
TL_PUBLIC struct tl_executor *tl_executor_create(int max_workers, const char *name_prefix);
/* Has function(argument, &result) run by a worker. It returns 0 and writes the result, or it fails
 * with a code of its own. NULL after a shutdown. The caller destroys the future. */
TL_PUBLIC struct tl_future *tl_executor_submit(struct tl_executor *executor,
                                               int (*function)(void *argument, void **result),
                                               void *argument, const char *name);
/* Called by a task that fails: keeps the text, and returns the code for the task to return. */
TL_PUBLIC int tl_task_error(int code, const char *text);
/* Submits all at once; the iterator gives the results in the order of the arguments. `timeout` is
 * for all of it. The tasks are named NAME[0], NAME[1]… */
TL_PUBLIC struct tl_iterator *tl_executor_map(struct tl_executor *executor,
                                              int (*function)(void *argument, void **result),
                                              void *const *arguments, size_t count, double timeout,
                                              const char *name);
/* Takes no more work. What was submitted is run; or cancelled, if nobody has begun it. Waiting for
 * the workers to end: TL_STATE for a worker itself. */
TL_PUBLIC int tl_executor_shutdown(struct tl_executor *executor, bool is_waiting, bool cancels);
/* Shuts it down, waits and frees it. */
TL_PUBLIC int tl_executor_destroy(struct tl_executor *executor);

/* ---- with ---- */

/* TL_WITH (cond) { … } holds a lock, rlock, condition or semaphore for the block, and gives it back
 * however the block is left: end, break, return. An executor is shut down there, and waited for. */
#define TL_WITH(handle)            TL_WITH_GUARD(TL_GUARD_NAME(__LINE__), handle)
#define TL_GUARD_NAME(line)        TL_GUARD_NAME_JOINED(line) /* own names, for blocks in blocks */
#define TL_GUARD_NAME_JOINED(line) tl_guard_##line
#define TL_WITH_GUARD(guard, handle)                                                               \
    for (struct tl_guard guard __attribute__((cleanup(tl_guard_leave))) = TL_GUARD_ENTER(handle);  \
         guard.is_entered; guard.is_entered = tl_guard_once(&guard))

#define TL_GUARD_ENTER(handle)                                                                     \
    _Generic((handle), struct tl_lock *                                                            \
             : tl_guard_enter_lock, struct tl_rlock *                                              \
             : tl_guard_enter_rlock, struct tl_condition *                                         \
             : tl_guard_enter_condition, struct tl_semaphore *                                     \
             : tl_guard_enter_semaphore, struct tl_executor *                                      \
             : tl_guard_enter_executor, struct tl_process_executor *                               \
             : tl_guard_enter_process_executor, struct tl_process_lock *                           \
             : tl_guard_enter_process_lock, struct tl_process_rlock *                              \
             : tl_guard_enter_process_rlock, struct tl_process_semaphore *                         \
             : tl_guard_enter_process_semaphore)(handle)

/* What TL_WITH keeps between the two ends of its block; not for use by hand. */
struct tl_guard {
    void *handle;
    int (*release)(void *handle);
    bool is_entered;
};

TL_PUBLIC struct tl_guard tl_guard_enter_lock(struct tl_lock *lock);
TL_PUBLIC struct tl_guard tl_guard_enter_rlock(struct tl_rlock *rlock);
TL_PUBLIC struct tl_guard tl_guard_enter_condition(struct tl_condition *condition);
TL_PUBLIC struct tl_guard tl_guard_enter_semaphore(struct tl_semaphore *semaphore);
TL_PUBLIC struct tl_guard tl_guard_enter_executor(struct tl_executor *executor);
/* Those of tracer/threadlane_process.h. */
struct tl_process_executor;
struct tl_process_lock;
struct tl_process_rlock;
struct tl_process_semaphore;
TL_PUBLIC struct tl_guard tl_guard_enter_process_executor(struct tl_process_executor *executor);
TL_PUBLIC struct tl_guard tl_guard_enter_process_lock(struct tl_process_lock *lock);
TL_PUBLIC struct tl_guard tl_guard_enter_process_rlock(struct tl_process_rlock *rlock);
TL_PUBLIC struct tl_guard tl_guard_enter_process_semaphore(struct tl_process_semaphore *semaphore);
TL_PUBLIC bool tl_guard_once(struct tl_guard *guard);
TL_PUBLIC void tl_guard_leave(struct tl_guard *guard);

#ifdef __cplusplus
}
#endif

#endif
