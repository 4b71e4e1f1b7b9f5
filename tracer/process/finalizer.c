#include "tracer/process/finalizer.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

#include "tracer/process/fork.h"
#include "tracer/process/process.h"
#include "tracer/sync/exit.h"
#include "tracer/sync/guard.h"

struct finalizer {
    uint32_t process; /* who added it */
    int priority;
    bool has_begun;
    void (*function)(void *argument);
    void *argument;
    struct finalizer *next; /* finalizers.first */
};

static struct {
    struct guard guard;
    struct finalizer *first; /* in the order in which they run; they stay until removed */
} finalizers;

static void enter_list(struct finalizer *finalizer)
{
    guard_lock(&finalizers.guard);
    struct finalizer **place = &finalizers.first;
    while (*place && (*place)->priority > finalizer->priority) {
        place = &(*place)->next;
    }
    finalizer->next = *place;
    *place = finalizer;
    guard_unlock(&finalizers.guard);
}

struct finalizer *finalizer_add(int priority, void (*function)(void *), void *argument)
{
    struct finalizer *finalizer = malloc(sizeof(*finalizer));
    if (finalizer) {
        *finalizer = (struct finalizer){
            .process = process_self(),
            .priority = priority,
            .function = function,
            .argument = argument,
        };
        process_guard_at_fork(&finalizers.guard);
        exit_set_duty(finalizer_run_all);
        enter_list(finalizer);
    }
    return finalizer;
}

void finalizer_remove(struct finalizer *finalizer)
{
    if (!finalizer) {
        return;
    }
    guard_lock(&finalizers.guard);
    struct finalizer **place = &finalizers.first;
    while (*place != finalizer) {
        place = &(*place)->next;
    }
    *place = finalizer->next;
    guard_unlock(&finalizers.guard);
    free(finalizer);
}

/* The next one to run, which has then begun, or NULL. */
static struct finalizer *claim_next(int lowest)
{
    uint32_t self = process_self();
    guard_lock(&finalizers.guard);
    struct finalizer *found = finalizers.first;
    while (found && (found->has_begun || found->process != self)) {
        found = found->next;
    }
    if (found && found->priority < lowest) {
        found = NULL;
    }
    if (found) {
        found->has_begun = true;
    }
    guard_unlock(&finalizers.guard);
    return found;
}

static void run_from(int lowest)
{
    for (struct finalizer *next = claim_next(lowest); next; next = claim_next(lowest)) {
        next->function(next->argument);
    }
}

void finalizer_run_all(void)
{
    run_from(0);
    process_end_children();
    run_from(INT_MIN);
}
