/* Threads and processes. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"thread", COLUMN_KEY, "its number in the whole trace; 0 is trace-run itself"},
    {"name", COLUMN_TEXT, "as the program calls it"},
    {"process", COLUMN_PROCESS, "where it runs"},
    {"tid", COLUMN_NUMBER, "the kernel's number"},
    {"creator", COLUMN_THREAD, "who started it"},
    {"is_main", COLUMN_NUMBER, "1: the first one of its process"},
    {"is_daemon", COLUMN_NUMBER, "1: nobody waits for its end"},
    {"is_stuck", COLUMN_NUMBER, "1: it can never go on"},
    {"begin_ns", COLUMN_NUMBER, "its first event; empty: it never ran"},
    {"last_ns", COLUMN_NUMBER, "its last event"},
};

static bool write(const struct table_source *source, struct row_sink *sink)
{
    const struct trace *trace = source->trace;
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        const struct trace_thread *thread = &trace->threads[i];
        const struct cell cells[COLUMN_COUNT(columns)] = {
            cell_number(i),
            cell_text(thread->name),
            cell_index(thread->process),
            cell_number(thread->tid),
            cell_index(thread->creator),
            cell_number(thread->is_main),
            cell_number(thread->is_daemon),
            cell_number(source->analysis->is_dead[i]),
            cell_event_time(trace, thread->begin_event),
            cell_event_time(trace, thread->last_event),
        };
        if (thread->exists && !sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

const struct table thread_rows = {
    "threads", "the threads of all processes", columns, COLUMN_COUNT(columns), write,
};

/* ---- processes ---- */

static const struct table_column process_columns[] = {
    {"process", COLUMN_KEY, "its number in the trace; 0 is trace-run itself"},
    {"name", COLUMN_TEXT, "as the program calls it"},
    {"pid", COLUMN_NUMBER, "the kernel's number"},
    {"parent", COLUMN_PROCESS, "who forked it"},
    {"main_thread", COLUMN_THREAD, "the thread it began with"},
    {"fork_ns", COLUMN_NUMBER, "when it was forked"},
    {"end_ns", COLUMN_NUMBER, "when it ended"},
    {"wait_status", COLUMN_NUMBER, "how it ended, as wait(2) gives it; -1: nobody could tell"},
};

static bool write_processes(const struct table_source *source, struct row_sink *sink)
{
    const struct trace *trace = source->trace;
    for (uint32_t i = 0; i < trace->process_count; i++) {
        const struct trace_process *process = &trace->processes[i];
        bool has_end = process->end_event != NONE_INDEX;
        const struct cell cells[COLUMN_COUNT(process_columns)] = {
            cell_number(i),
            cell_text(process->name),
            cell_number(process->pid),
            cell_index(process->parent),
            cell_index(process->main_thread),
            cell_event_time(trace, process->fork_event),
            cell_event_time(trace, process->end_event),
            has_end ? cell_number((int64_t)trace->events[process->end_event].value) : cell_none(),
        };
        if (process->exists && !sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

const struct table process_rows = {
    "processes", "the processes", process_columns, COLUMN_COUNT(process_columns), write_processes,
};
