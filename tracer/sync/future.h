/* The inside of tl_future, for those who hand futures out and run them (executor), and those who
 * wait for many at once (watch). As in CPython: a condition around an RLock of its own, and a list
 * of watches that are told when it is done. */
#ifndef THREADLANE_SYNC_FUTURE_H
#define THREADLANE_SYNC_FUTURE_H

#include "tracer/sync/condition.h"
#include "tracer/threadlane.h"

struct future_callback;
struct watch_link;

struct tl_future {
    uint64_t id;
    struct tl_condition condition; /* its lock protects what follows, up to the task */
    _Atomic int state;             /* enum tl_future_state; also read without the lock, to ask */
    void *result;                  /* valid when finished without error */
    int error;                     /* 0: none; valid when finished */
    bool is_broken;                /* the error is that whoever ran it died */
    char *error_text;              /* owned; NULL without error */
    struct future_callback *callbacks; /* in the order they were added; owned */
    struct watch_link *watches;        /* owned by their watches, by watch_link.next */
    _Atomic unsigned watch_count;      /* also read without the lock */

    /* An executor's: what it runs. Read-only. */
    int (*function)(void *argument, void **result);
    void *argument;

    /* For a result that is the future's own, when it goes; else NULL. Set before it is handed out.
     */
    void (*free_result)(void *result);

    /* Who will still use it: the one with the handle, and an executor. The last one frees it. */
    _Atomic unsigned holder_count;
};

/* Completes a point of its creation, which the caller opened and closes; as part of `parent`, an
 * executor that holds it, or of nothing (0). NULL when out of memory. */
struct tl_future *future_create(struct door_point *point, uint64_t parent, const char *name);
/* The same for a task of an executor, when nothing is recorded. */
struct tl_future *future_create_unrecorded(void);
/* One holder less. */
void future_let_go(struct tl_future *future);
/* Gives the handle up; TL_OK, or TL_IN_USE while somebody waits for it. */
int future_destroy(struct tl_future *future);

/* From pending to running, TL_OK; a cancelled one is told as such, TL_CANCELLED; TL_STATE. */
int future_set_running(struct tl_future *future);
/* With the result or, if `error` is not 0, the error; takes `error_text`. TL_OK or TL_STATE. */
int future_set(struct tl_future *future, void *result, int error, char *error_text);
/* With the error that whoever ran it died; takes `error_text`. TL_OK or TL_STATE. */
int future_break(struct tl_future *future, char *error_text);
/* Once it is finished: 0, TL_TASK_ERROR, or TL_BROKEN. */
int future_failure(const struct tl_future *future);
/* TL_OK, or TL_STATE when it is too late. */
int future_cancel(struct tl_future *future);
/* Until it is done: TL_OK, TL_CANCELLED, or TL_TIMEOUT, also for a limit of 0. */
int future_wait(struct tl_future *future, struct limit limit);

/* User code, to which the future may be lost: it is not looked at again. Frees them. */
void future_call_back(struct tl_future *future, struct future_callback *callbacks);
void future_free_callbacks(struct future_callback *callbacks);

/* With its lock held: true if whoever waits for many would not wait for this one; a cancelled
 * future counts only when the one who was to run it has taken note. */
bool future_is_settled(const struct tl_future *future);

#endif
