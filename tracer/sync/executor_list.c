#include "tracer/sync/executor_list.h"

#include <stddef.h>

void executor_list_enter(struct executor_list *list, struct executor_entry *entry)
{
    guard_lock(&list->guard);
    *entry = (struct executor_entry){.next = list->first};
    if (list->first) {
        list->first->previous = entry;
    }
    list->first = entry;
    guard_unlock(&list->guard);
}

static void take_out(struct executor_list *list, const struct executor_entry *entry)
{
    if (entry->previous) {
        entry->previous->next = entry->next;
    } else {
        list->first = entry->next;
    }
    if (entry->next) {
        entry->next->previous = entry->previous;
    }
}

bool executor_list_leave(struct executor_list *list, struct executor_entry *entry)
{
    guard_lock(&list->guard);
    bool may_leave = !list->is_program_ending;
    if (may_leave) {
        take_out(list, entry);
    }
    guard_unlock(&list->guard);
    return may_leave;
}

struct executor_entry *executor_list_end(struct executor_list *list)
{
    guard_lock(&list->guard);
    atomic_store(&list->is_program_ending, true);
    struct executor_entry *first = list->first;
    guard_unlock(&list->guard);
    return first;
}
