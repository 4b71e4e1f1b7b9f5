/* The inside of tl_process_executor. As in CPython 3.11: what is submitted becomes an item, which
 * waits for its turn in a queue of this process. A manager thread moves items to a call queue that
 * has room for one more than there are workers, takes the outcomes from a pipe, and looks after the
 * workers' lives. Who submits or shuts down wakes it through a pipe of its own.
 *
 * An item that has moved counts as running, though no worker may have taken it: it is too late to
 * cancel it. All workers are forked at the first submit, before the manager thread begins. */
#ifndef THREADLANE_PROCESS_PROCESS_EXECUTOR_H
#define THREADLANE_PROCESS_PROCESS_EXECUTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/sync/executor_list.h"
#include "tracer/sync/queue.h"
#include "tracer/threadlane_process.h"

struct process_semaphore;
struct tl_process;
struct tl_thread;

/* From submit until its future is done; then the manager frees it. */
struct work_item {
    uint64_t id;              /* the future's */
    struct tl_future *future; /* held */
    tl_process_task *function;
    struct tl_value argument; /* owned */
    struct work_item *next;   /* tl_process_executor.first_item, by next and previous */
    struct work_item *previous;
};

struct executor_worker {
    struct tl_process *process;
    bool is_joined; /* by the manager */
};

struct tl_process_executor {
    struct executor_entry entry; /* first */
    uint64_t id;
    uint32_t process; /* that made it: elsewhere there is only a copy, which nobody works for */
    unsigned max_workers;

    struct mutex shutdown_lock; /* who changes one of the next four holds it; all read them */
    _Atomic bool is_shut_down;
    _Atomic bool is_at_exit; /* the program ends */
    _Atomic bool cancels;    /* what has not moved is to be cancelled; the manager takes note */
    _Atomic bool is_broken;  /* a worker has died */

    struct tl_queue turns; /* of struct work_item *, which have not moved */
    struct guard guard;    /* protects the list of items */
    struct work_item *first_item;
    struct work_item *last_item;

    struct tl_process_queue *calls;         /* of packed tasks, or none: end */
    struct tl_connection *outcomes[2];      /* the manager receives at [0], workers send at [1], */
    struct process_semaphore *outcome_lock; /* ... one at a time */
    struct tl_connection *wakeup[2];        /* the manager receives at [0] */
    _Atomic bool is_awake;                  /* something was sent there and is not received */

    /* Made under the shutdown lock, at the first submit; then they are the manager's. */
    struct executor_worker *workers;
    unsigned worker_count;
    bool are_workers_told; /* to end, by a signal */
    int deaths;            /* descriptor, readable once a worker has ended that was not joined */
    struct tl_thread *manager; /* NULL: not started */
};

/* True if nothing more will be submitted. */
bool process_executor_is_over(const struct tl_process_executor *executor);
/* Takes an item off the list, and frees it. */
void process_executor_drop(struct tl_process_executor *executor, struct work_item *item);

/* What the manager thread does, until all is done and every worker joined. */
void executor_manage(void *executor);
/* What a worker process does, until it is told to end or its parent is gone. */
int executor_work(void *executor);

#endif
