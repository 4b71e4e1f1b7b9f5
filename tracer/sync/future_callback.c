/* What is called when a future is done: a list that the future owns, under its lock, until it is
 * taken to be called. */
#include <stdlib.h>

#include "tracer/sync/future.h"

struct future_callback {
    struct future_callback *next;
    void (*function)(struct tl_future *future, void *argument);
    void *argument;
};

void future_free_callbacks(struct future_callback *callback)
{
    while (callback) {
        struct future_callback *next = callback->next;
        free(callback);
        callback = next;
    }
}

/* User code, to which the future may be lost: it is not looked at again. */
void future_call_back(struct tl_future *future, struct future_callback *callbacks)
{
    if (!callbacks) {
        return;
    }
    struct door_loan loan = door_lend();
    for (struct future_callback *callback = callbacks; callback; callback = callback->next) {
        callback->function(future, callback->argument);
    }
    door_take_back(&loan);
    future_free_callbacks(callbacks);
}

static void append_callback(struct tl_future *future, struct future_callback *callback)
{
    struct future_callback **place = &future->callbacks;
    while (*place) {
        place = &(*place)->next;
    }
    *place = callback;
}

int tl_future_add_done_callback(struct tl_future *future,
                                void (*callback)(struct tl_future *future, void *argument),
                                void *argument)
{
    DOOR_ENTER();
    if (!future || !callback) {
        return door_refuse(OPERATION_FUTURE_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct future_callback *made = calloc(1, sizeof(*made));
    if (!made) {
        return TL_NO_MEMORY;
    }
    made->function = callback;
    made->argument = argument;
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey: the lock is not the user's own */
    mutex_acquire(future->condition.mutex, limit_forever());
    bool is_late = tl_future_is_done(future);
    if (!is_late) {
        append_callback(future, made);
    }
    mutex_release(future->condition.mutex);
    door_point_close(&point);
    future_call_back(future, is_late ? made : NULL);
    return TL_OK;
}
