#include "viewer/scene/view/process_ending.h"

#include <stdio.h>
#include <sys/wait.h>

#include "tracer/analysis/signal_name.h"

/* Whoever saw the end from outside may not know how; who joined it does. */
uint64_t process_wait_status(const struct trace *trace, uint32_t process)
{
    const struct trace_process *about = &trace->processes[process];
    uint64_t value = trace->events[about->end_event].value;
    bool is_told = value == WAIT_STATUS_UNKNOWN && about->join_event != NONE_INDEX;
    return is_told ? trace->events[about->join_event].value : value;
}

const char *process_ending_text(const struct trace *trace, uint32_t process, enum language language,
                                char *buffer, size_t size)
{
    uint32_t end = trace->processes[process].end_event;
    buffer[0] = '\0';
    if (end == NONE_INDEX) {
        return buffer;
    }
    uint64_t value = process_wait_status(trace, process);
    if (value == WAIT_STATUS_UNKNOWN) {
        return buffer;
    }
    int status = (int)value;
    bool is_signalled = WIFSIGNALED(status);
    char how[32];
    if (is_signalled) {
        signal_name(WTERMSIG(status), language, how, sizeof how);
    } else {
        snprintf(how, sizeof how, "%d", WEXITSTATUS(status));
    }
    snprintf(buffer, size,
             word_text(is_signalled ? WORD_PROCESS_SIGNALLED : WORD_PROCESS_EXITED, language), how);
    return buffer;
}

static uint64_t end_ns(const struct trace *trace, uint32_t process)
{
    uint32_t end = process == NONE_INDEX ? NONE_INDEX : trace->processes[process].end_event;
    return end == NONE_INDEX ? UINT64_MAX : trace->events[end].time_ns;
}

uint64_t process_reaped_ns(const struct trace *trace, uint32_t process)
{
    const struct trace_process *about = &trace->processes[process];
    uint64_t own_ns = end_ns(trace, process);
    if (about->parent == NONE_INDEX || about->parent == 0) {
        return own_ns;
    }
    uint64_t reaped_ns = end_ns(trace, about->parent);
    if (about->join_event != NONE_INDEX && trace->events[about->join_event].time_ns < reaped_ns) {
        reaped_ns = trace->events[about->join_event].time_ns;
    }
    reaped_ns = reaped_ns < trace->end_ns ? reaped_ns : trace->end_ns;
    return reaped_ns > own_ns ? reaped_ns : own_ns;
}

uint64_t process_orphaned_ns(const struct trace *trace, uint32_t process)
{
    uint64_t parent_ns = end_ns(trace, trace->processes[process].parent);
    return parent_ns < end_ns(trace, process) ? parent_ns : UINT64_MAX;
}
