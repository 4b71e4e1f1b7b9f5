/* The executors of one kind that have not been destroyed: the end of the program waits for what was
 * submitted to them. Each enters when it is made and leaves when it is destroyed; once the program
 * ends nobody leaves, so that the thread that ends it may walk the list. Any thread may call. */
#ifndef THREADLANE_SYNC_EXECUTOR_LIST_H
#define THREADLANE_SYNC_EXECUTOR_LIST_H

#include <stdatomic.h>
#include <stdbool.h>

#include "tracer/sync/guard.h"

/* What an executor begins with. */
struct executor_entry {
    struct executor_entry *next; /* executor_list.first, by next and previous */
    struct executor_entry *previous;
};

/* Zeros are an empty one. */
struct executor_list {
    struct guard guard; /* protects what follows; who forks holds it */
    struct executor_entry *first;
    _Atomic bool is_program_ending; /* also read without the guard */
};

void executor_list_enter(struct executor_list *list, struct executor_entry *entry);
/* False when the program ends: the executor must stay. */
bool executor_list_leave(struct executor_list *list, struct executor_entry *entry);
/* The program ends. The first entry. */
struct executor_entry *executor_list_end(struct executor_list *list);

#endif
