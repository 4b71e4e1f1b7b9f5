/* 10, for processes: fork, begin, everything else, end, join. */
#include <stdlib.h>

#include "tests/invariants/rule.h"

static bool is_before(uint32_t event, uint32_t than)
{
    return event == NONE_INDEX || than == NONE_INDEX || event < than;
}

static void check_process(struct checking *checking, uint32_t index)
{
    const struct trace_process *process = &checking->trace->processes[index];
    expect(checking, is_before(process->fork_event, process->begin_event), 10,
           "a process begins before it is forked");
    expect(checking, is_before(process->begin_event, process->end_event), 10,
           "a process ends before it begins");
    expect(checking, is_before(process->end_event, process->join_event), 10,
           "a process is joined before its end");
    expect(checking, process->parent == NONE_INDEX || process->parent < index, 14,
           "a process is older than its parent");
}

/* Other threads may get a word in before the process is gone; the one that ends it does not. */
static void check_word(struct checking *checking, bool *has_ended_process)
{
    const struct event *event = checking->event;
    bool is_end = event->kind == EVENT_THREAD_END || event->kind == EVENT_DOOR_WAKE;
    expect(checking, !*has_ended_process || is_end, 10, "records after it has ended its process");
    *has_ended_process |= event->kind == EVENT_PROCESS_END;
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)objects;
    const struct event *event = checking->event;
    if (event->thread != 0) {
        check_word(checking, &((bool *)threads)[event->thread]);
    }
    bool is_of_process = event->target != NONE_INDEX && event_is_about(event, TARGET_PROCESS);
    if (is_of_process && event->kind == EVENT_PROCESS_END) {
        check_process(checking, target_index(event->target));
    }
}

const struct rule process_rule = {.thread_size = sizeof(bool), .look = look};
