#include "tracer/model/process_table.h"

#include <string.h>

#include "tracer/model/arena.h"

struct trace_process process_table_blank(void)
{
    return (struct trace_process){
        .name = "",
        .parent = NONE_INDEX,
        .main_thread = NONE_INDEX,
        .first_thread = NONE_INDEX,
        .first_copy = NONE_INDEX,
        .fork_event = NONE_INDEX,
        .begin_event = NONE_INDEX,
        .end_event = NONE_INDEX,
        .join_event = NONE_INDEX,
    };
}

/* The latest of that pid, as a fork without its begin was not recorded: the kernel uses pids again.
 */
static uint32_t find_pid(const struct trace *trace, uint32_t pid, uint32_t child)
{
    uint32_t found = NONE_INDEX;
    for (uint32_t process = 1; process < child && process < trace->process_count; process++) {
        found = trace->processes[process].pid == pid ? process : found;
    }
    return found;
}

static void begin_process(struct trace *trace, const struct raw_event *raw, uint32_t about,
                          uint32_t index)
{
    struct trace_process *process = &trace->processes[about];
    struct trace_thread *thread = &trace->threads[raw->thread];
    thread->is_main = true;
    process->exists = true;
    process->pid = value_low(raw->value);
    process->main_thread = raw->thread;
    process->begin_event = process->begin_event == NONE_INDEX ? index : process->begin_event;
    if (process->parent == NONE_INDEX && value_high(raw->value) != 0) {
        process->parent = find_pid(trace, value_high(raw->value), about);
    }
    if (process->fork_event != NONE_INDEX) {
        thread->creator = trace->events[process->fork_event].thread;
    }
}

void process_table_learn(struct trace *trace, const struct raw_event *raw, uint32_t about,
                         uint32_t index)
{
    struct trace_process *process = &trace->processes[about];
    switch (raw->kind) {
    case EVENT_PROCESS_FORK_BEGIN:
        if (process->fork_event == NONE_INDEX && raw->process != about) {
            process->parent = raw->process;
            process->fork_event = index;
        }
        break;
    case EVENT_PROCESS_BEGIN:
        begin_process(trace, raw, about, index);
        break;
    case EVENT_PROCESS_END:
        process->end_event = process->end_event == NONE_INDEX ? index : process->end_event;
        break;
    case EVENT_PROCESS_JOIN:
        process->join_event = process->join_event == NONE_INDEX ? index : process->join_event;
        break;
    default:
        break;
    }
}

void process_table_finish(struct trace *trace)
{
    for (uint32_t i = trace->thread_count; i-- > 0;) {
        struct trace_process *process = &trace->processes[trace->threads[i].process];
        trace->threads[i].next_in_process = process->first_thread;
        process->first_thread = i;
    }
    for (uint32_t i = trace->object_count; i-- > 0;) {
        struct trace_object *object = &trace->objects[i];
        if (object->origin != NONE_INDEX) {
            object->next_copy = trace->processes[object->process].first_copy;
            trace->processes[object->process].first_copy = i;
        }
    }
}

/* The first thread of every process calls itself main, or as the thread that forked it; it is
 * better known by the name of the process. */
static bool is_called_after_process(const struct trace *trace, const struct trace_process *process,
                                    const struct trace_thread *first)
{
    bool is_copied = first->creator != NONE_INDEX &&
                     strcmp(first->name, trace->threads[first->creator].name) == 0;
    return first->name[0] == '\0' ||
           (process->parent != NONE_INDEX && (is_copied || strcmp(first->name, "main") == 0));
}

void process_table_name(struct trace *trace)
{
    for (uint32_t i = 0; i < trace->process_count; i++) {
        struct trace_process *process = &trace->processes[i];
        bool is_first = i > 0 && process->exists && process->parent == NONE_INDEX;
        if (process->name[0] == '\0') {
            process->name = is_first ? "main" : arena_print_text(trace->arena, "process %u", i);
        }
        struct trace_thread *first =
            process->main_thread == NONE_INDEX ? NULL : &trace->threads[process->main_thread];
        if (first != NULL && is_called_after_process(trace, process, first)) {
            first->name = is_first ? "main" : process->name;
        }
    }
}
