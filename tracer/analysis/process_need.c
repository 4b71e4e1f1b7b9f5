#include "tracer/analysis/process_need.h"

#include "tracer/analysis/pipe_need.h"

static struct wait_need need_end(const struct moment *moment, uint32_t process)
{
    bool is_ready = !process_is_running(moment, process);
    return (struct wait_need){.kind = is_ready ? NEED_NOTHING : NEED_END, .index = process};
}

/* One that has ended can be taken away, and without any there is nothing to wait for. */
static struct wait_need need_child(const struct moment *moment, uint32_t parent)
{
    bool has_running = false, has_ended = false;
    for (uint32_t child = 1; child < moment->trace->process_count; child++) {
        bool is_own = moment->trace->processes[child].parent == parent;
        has_running |= is_own && process_is_running(moment, child);
        has_ended |= is_own && moment->processes[child].status == PROCESS_ZOMBIE;
    }
    bool is_ready = has_ended || !has_running;
    return (struct wait_need){.kind = is_ready ? NEED_NOTHING : NEED_CHILD, .index = parent};
}

struct wait_need process_need(const struct moment *moment, uint32_t thread, uint32_t process)
{
    return moment->trace->threads[thread].process == process ? need_child(moment, process)
                                                             : need_end(moment, process);
}

static uint32_t find_child(const struct moment *moment, uint32_t parent)
{
    uint32_t child = 1;
    while (
        child < moment->trace->process_count &&
        (moment->trace->processes[child].parent != parent || !process_is_running(moment, child))) {
        child++;
    }
    return child < moment->trace->process_count ? child : parent;
}

uint32_t process_awaited(const struct moment *moment, uint32_t thread, uint32_t process)
{
    bool is_own = moment->trace->threads[thread].process == process;
    return is_own ? find_child(moment, process) : process;
}
