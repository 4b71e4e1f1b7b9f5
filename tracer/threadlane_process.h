/* Threadlane's processes: Python's multiprocessing in C, each operation recorded when the program
 * runs under trace-run. The rules of tracer/threadlane.h hold here too. Linux only; real time only:
 * in virtual time whatever is made here is refused.
 *
 * A process made here is a fork: it begins with a copy of all memory, so a function's argument is
 * simply a pointer, and what it changes nobody else sees. What lies in shared memory says so.
 * Between processes that run already values travel, as copies. */
#ifndef THREADLANE_PROCESS_H
#define THREADLANE_PROCESS_H

#include "tracer/threadlane.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- value: what travels between processes ---- */

struct tl_process_queue;
struct tl_manager_queue;
struct tl_manager_dict;

enum tl_value_type {
    TL_VALUE_NONE,
    TL_VALUE_INT,
    TL_VALUE_TEXT,
    TL_VALUE_BYTES,
    TL_VALUE_MANAGER_QUEUE,
    TL_VALUE_MANAGER_DICT,
    TL_VALUE_PROCESS_QUEUE, /* cannot travel: only a fork hands it on */
    TL_VALUE_QUEUE,         /* neither */
};

/* One that was made here borrows its data; one that was received owns them, until
 * tl_value_free. */
struct tl_value {
    enum tl_value_type type;
    bool is_owned;
    long long number; /* of TL_VALUE_INT */
    const void *data; /* text, bytes or handle; else NULL */
    size_t size;      /* of data in bytes; of a text without its final 0, which is always there */
};

TL_PUBLIC struct tl_value tl_none(void);
TL_PUBLIC struct tl_value tl_int(long long number);
TL_PUBLIC struct tl_value tl_text(const char *text);
TL_PUBLIC struct tl_value tl_bytes(const void *data, size_t size);
/* A copy that owns its data; TL_VALUE_NONE when out of memory. */
TL_PUBLIC struct tl_value tl_value_copy(struct tl_value value);
/* Accepts any value; it is none afterwards. */
TL_PUBLIC void tl_value_free(struct tl_value *value);
/* The handle of a queue or a manager's object, as a value. */
#define TL_HANDLE(handle)                                                                          \
    _Generic((handle), struct tl_manager_queue *                                                   \
             : tl_value_of_manager_queue, struct tl_manager_dict *                                 \
             : tl_value_of_manager_dict, struct tl_process_queue *                                 \
             : tl_value_of_process_queue, struct tl_queue *                                        \
             : tl_value_of_queue)(handle)
TL_PUBLIC struct tl_value tl_value_of_manager_queue(struct tl_manager_queue *queue);
TL_PUBLIC struct tl_value tl_value_of_manager_dict(struct tl_manager_dict *dict);
TL_PUBLIC struct tl_value tl_value_of_process_queue(struct tl_process_queue *queue);
TL_PUBLIC struct tl_value tl_value_of_queue(struct tl_queue *queue);

/* A task that runs in another process. It returns 0 and writes its result, which is copied when it
 * returns; or it fails with a code of its own, and the words of tl_task_error. */
typedef int tl_process_task(struct tl_value argument, struct tl_value *result);

/* ---- fork: as os.fork, os.waitpid and os._exit ---- */

/* 0 in the child, its pid in the parent, or TL_NO_PROCESS. Only the calling thread exists in the
 * child. Locks are copied as they are, and what was printed and not written yet, too. */
TL_PUBLIC int tl_fork(void);
/* Waits for a child to end and takes it away; TL_TIMEOUT, TL_INVALID for a process that is no child
 * (any more). `exitcode` (may be NULL): as exit was given it, or minus the signal's number. */
TL_PUBLIC int tl_waitpid(int pid, double timeout, int *exitcode);
/* Ends the process at once: nothing is waited for, nothing written. */
TL_PUBLIC void tl_quit(int status) __attribute__((noreturn));

/* ---- process ---- */

struct tl_process;

/* `function` runs in the new process once started, and its result is the exit code. Daemon is
 * inherited from the creator, which must not be a daemon itself when it starts one. */
TL_PUBLIC struct tl_process *tl_process_create(int (*function)(void *argument), void *argument,
                                               const char *name);
TL_PUBLIC int tl_process_start(struct tl_process *process);
/* TL_TIMEOUT (TL_BUSY for a timeout of 0) while it still runs. */
TL_PUBLIC int tl_process_join(struct tl_process *process, double timeout);
TL_PUBLIC int tl_process_pid(const struct tl_process *process); /* 0: not started (None) */
/* 0 and the exit code, or minus the signal's number; TL_BUSY while there is none (None); TL_STATE
 * when closed. */
TL_PUBLIC int tl_process_exitcode(struct tl_process *process, int *exitcode);
TL_PUBLIC bool tl_process_is_alive(struct tl_process *process);
TL_PUBLIC int tl_process_terminate(struct tl_process *process); /* SIGTERM */
TL_PUBLIC int tl_process_kill(struct tl_process *process);      /* SIGKILL */
TL_PUBLIC int tl_process_set_daemon(struct tl_process *process, bool is_daemon);
TL_PUBLIC bool tl_process_is_daemon(const struct tl_process *process);
TL_PUBLIC const char *tl_process_name(const struct tl_process *process);
/* The calling process's name: "MainProcess" for the first. */
TL_PUBLIC const char *tl_current_process_name(void);
/* Lets go of what is kept for it; TL_STATE while it runs. From then on only destroy may be
 * called. */
TL_PUBLIC int tl_process_close(struct tl_process *process);
/* Frees the handle; a process still running is waited for at the end of the program, or, a daemon,
 * terminated there. Accepts NULL. */
TL_PUBLIC void tl_process_destroy(struct tl_process *process);

/* ---- process lock, process semaphore: in shared memory ---- */

struct tl_process_lock;
struct tl_process_rlock;
struct tl_process_semaphore;

/* Released by any process. When its holder dies it stays locked. */
TL_PUBLIC struct tl_process_lock *tl_process_lock_create(const char *name);
TL_PUBLIC int tl_process_lock_acquire(struct tl_process_lock *lock, double timeout);
TL_PUBLIC int tl_process_lock_release(struct tl_process_lock *lock);
TL_PUBLIC int tl_process_lock_destroy(struct tl_process_lock *lock);

TL_PUBLIC struct tl_process_rlock *tl_process_rlock_create(const char *name);
TL_PUBLIC int tl_process_rlock_acquire(struct tl_process_rlock *rlock, double timeout);
TL_PUBLIC int tl_process_rlock_release(struct tl_process_rlock *rlock); /* by its owner only */
TL_PUBLIC int tl_process_rlock_destroy(struct tl_process_rlock *rlock);

TL_PUBLIC struct tl_process_semaphore *tl_process_semaphore_create(int permits, const char *name);
TL_PUBLIC struct tl_process_semaphore *tl_process_bounded_semaphore_create(int permits,
                                                                           const char *name);
TL_PUBLIC int tl_process_semaphore_acquire(struct tl_process_semaphore *semaphore, double timeout);
TL_PUBLIC int tl_process_semaphore_release(struct tl_process_semaphore *semaphore);
TL_PUBLIC int tl_process_semaphore_permits(const struct tl_process_semaphore *semaphore);
TL_PUBLIC int tl_process_semaphore_destroy(struct tl_process_semaphore *semaphore);

/* ---- connection: the end of a pipe ---- */

struct tl_connection;

/* Both ends of a new pipe: of a one-way pipe ends[0] receives and ends[1] sends. Each process that
 * has an end closes it by itself; a reader sees the end of the file when every process has closed
 * its writing end. */
TL_PUBLIC int tl_pipe_create(bool is_duplex, struct tl_connection *ends[2], const char *name);
/* TL_BROKEN_PIPE when nobody is left to read; TL_STATE when closed, or the wrong end. May wait: a
 * pipe holds 64 KiB. */
TL_PUBLIC int tl_connection_send(struct tl_connection *connection, struct tl_value value);
/* TL_END_OF_FILE; TL_CORRUPT when two readers have torn the messages apart; TL_STATE. */
TL_PUBLIC int tl_connection_recv(struct tl_connection *connection, struct tl_value *value);
/* TL_CORRUPT for a longer message, which also closes the connection. */
TL_PUBLIC int tl_connection_recv_at_most(struct tl_connection *connection, size_t size,
                                         struct tl_value *value);
/* 0 when there is something to receive, the end of the file included; TL_TIMEOUT. */
TL_PUBLIC int tl_connection_poll(struct tl_connection *connection, double timeout);
TL_PUBLIC int tl_connection_close(struct tl_connection *connection); /* in this process */
TL_PUBLIC bool tl_connection_is_closed(const struct tl_connection *connection);
TL_PUBLIC void tl_connection_destroy(struct tl_connection *connection); /* closes it */

/* ---- process queue: values from process to process ---- */

/* A capacity of 0 or less has no limit. */
TL_PUBLIC struct tl_process_queue *tl_process_queue_create(int capacity, const char *name);
/* Returns when the value is in the buffer of this process; its feeder thread writes it to the pipe.
 * TL_FULL; TL_STATE after close. */
TL_PUBLIC int tl_process_queue_put(struct tl_process_queue *queue, struct tl_value value,
                                   double timeout);
/* TL_EMPTY; TL_STATE after close. */
TL_PUBLIC int tl_process_queue_get(struct tl_process_queue *queue, struct tl_value *value,
                                   double timeout);
TL_PUBLIC int tl_process_queue_size(const struct tl_process_queue *queue);
/* Of the pipe: true right after a put, while the feeder has not written yet. */
TL_PUBLIC bool tl_process_queue_is_empty(const struct tl_process_queue *queue);
TL_PUBLIC bool tl_process_queue_is_full(const struct tl_process_queue *queue);
/* This process puts and gets no more; the feeder writes what is in the buffer, and ends. */
TL_PUBLIC int tl_process_queue_close(struct tl_process_queue *queue);
/* After close: waits for the feeder. At the end of a process this happens by itself. */
TL_PUBLIC int tl_process_queue_join_thread(struct tl_process_queue *queue);
/* ... but not after this: what the feeder has not written is lost. */
TL_PUBLIC int tl_process_queue_cancel_join_thread(struct tl_process_queue *queue);
TL_PUBLIC int tl_process_queue_destroy(struct tl_process_queue *queue);

/* ---- pool: processes that run what is applied, as multiprocessing.Pool ---- */

struct tl_pool;
struct tl_async_result;

/* Forks its workers at once, TL_DEFAULT_WORKERS: one a processor. A worker that dies is replaced;
 * its task is lost. */
TL_PUBLIC struct tl_pool *tl_pool_create(int workers, const char *name);
/* NULL after close. */
TL_PUBLIC struct tl_async_result *tl_pool_apply_async(struct tl_pool *pool,
                                                      tl_process_task *function,
                                                      struct tl_value argument, const char *name);
/* The iterator's items are `const struct tl_value *` and live as long as it does (with
 * TL_TASK_ERROR the error's text): in the order of the arguments, */
TL_PUBLIC struct tl_iterator *tl_pool_imap(struct tl_pool *pool, tl_process_task *function,
                                           const struct tl_value *arguments, size_t count,
                                           const char *name);
/* ... or in the order in which they are done. */
TL_PUBLIC struct tl_iterator *tl_pool_imap_unordered(struct tl_pool *pool,
                                                     tl_process_task *function,
                                                     const struct tl_value *arguments, size_t count,
                                                     const char *name);
/* Waits for all; writes `count` results, which the caller frees: none for those that failed. */
TL_PUBLIC int tl_pool_map(struct tl_pool *pool, tl_process_task *function,
                          const struct tl_value *arguments, size_t count, struct tl_value *results,
                          const char *name);
TL_PUBLIC int tl_pool_close(struct tl_pool *pool);     /* takes no more */
TL_PUBLIC int tl_pool_terminate(struct tl_pool *pool); /* at once: SIGTERM for the workers */
TL_PUBLIC int tl_pool_join(struct tl_pool *pool);      /* after one of these; else TL_STATE */
TL_PUBLIC int tl_pool_worker_count(struct tl_pool *pool);
/* Of the process that is its index-th worker now, oldest first; "" if there is none. Lives as long
 * as the pool. */
TL_PUBLIC const char *tl_pool_worker_name(struct tl_pool *pool, int index);
TL_PUBLIC int tl_pool_destroy(struct tl_pool *pool); /* terminates it, and joins */

TL_PUBLIC bool tl_async_result_is_ready(const struct tl_async_result *result);
/* 0 or TL_TASK_ERROR; TL_STATE when not ready. */
TL_PUBLIC int tl_async_result_is_successful(const struct tl_async_result *result);
TL_PUBLIC int tl_async_result_wait(struct tl_async_result *result, double timeout);
/* TL_TIMEOUT; TL_TASK_ERROR. `value` borrows from the result. */
TL_PUBLIC int tl_async_result_get(struct tl_async_result *result, double timeout,
                                  struct tl_value *value);
TL_PUBLIC const char *tl_async_result_error(const struct tl_async_result *result); /* or "" */
TL_PUBLIC void tl_async_result_destroy(struct tl_async_result *result);

/* ---- manager: a process that keeps objects for others ---- */

struct tl_manager;

TL_PUBLIC struct tl_manager *tl_manager_create(const char *name);
TL_PUBLIC struct tl_manager_queue *tl_manager_queue_create(struct tl_manager *manager, int capacity,
                                                           const char *name);
TL_PUBLIC int tl_manager_queue_put(struct tl_manager_queue *queue, struct tl_value value,
                                   double timeout);
TL_PUBLIC int tl_manager_queue_get(struct tl_manager_queue *queue, struct tl_value *value,
                                   double timeout);
TL_PUBLIC int tl_manager_queue_size(struct tl_manager_queue *queue);
TL_PUBLIC void tl_manager_queue_destroy(struct tl_manager_queue *queue);
TL_PUBLIC struct tl_manager_dict *tl_manager_dict_create(struct tl_manager *manager,
                                                         const char *name);
/* One round trip each. TL_EMPTY: no such key. */
TL_PUBLIC int tl_manager_dict_set(struct tl_manager_dict *dict, const char *key,
                                  struct tl_value value);
TL_PUBLIC int tl_manager_dict_get(struct tl_manager_dict *dict, const char *key,
                                  struct tl_value *value);
TL_PUBLIC int tl_manager_dict_size(struct tl_manager_dict *dict);
/* As Python prints it: {'a': 1, 'b': 2}. A text that the caller frees. */
TL_PUBLIC int tl_manager_dict_text(struct tl_manager_dict *dict, struct tl_value *text);
TL_PUBLIC void tl_manager_dict_destroy(struct tl_manager_dict *dict);
/* Ends the process; what it kept is gone. Also at the end of the program. */
TL_PUBLIC int tl_manager_shutdown(struct tl_manager *manager);
TL_PUBLIC void tl_manager_destroy(struct tl_manager *manager);

/* ---- process executor: the same futures as of threads, as ProcessPoolExecutor ---- */

struct tl_process_executor;

/* Workers are forked at the first submit. TL_DEFAULT_WORKERS: one a processor. */
TL_PUBLIC struct tl_process_executor *tl_process_executor_create(int max_workers, const char *name);
/* The future's result is a `const struct tl_value *` that lives as long as the future. When a
 * worker dies every pending future fails with TL_BROKEN, and nothing can be submitted any more. */
TL_PUBLIC struct tl_future *tl_process_executor_submit(struct tl_process_executor *executor,
                                                       tl_process_task *function,
                                                       struct tl_value argument, const char *name);
/* The iterator's items are `const struct tl_value *`, in the order of the arguments. */
TL_PUBLIC struct tl_iterator *tl_process_executor_map(struct tl_process_executor *executor,
                                                      tl_process_task *function,
                                                      const struct tl_value *arguments,
                                                      size_t count, double timeout,
                                                      const char *name);
TL_PUBLIC int tl_process_executor_shutdown(struct tl_process_executor *executor, bool is_waiting,
                                           bool cancels);
TL_PUBLIC int tl_process_executor_destroy(struct tl_process_executor *executor);

#ifdef __cplusplus
}
#endif

#endif
