#include "tracer/collect/hang_watch.h"

#include "tracer/analysis/finding.h"
#include "tracer/model/trace_load.h"
#include "tracer/record/clock.h"

#define STILL_NS    20000000 /* threads that only hand something over are through by then */
#define LOOK_FACTOR 20       /* looking takes at most this part of the time */

void hang_watch_init(struct hang_watch *watch, struct collector *collector, const char *directory)
{
    *watch = (struct hang_watch){.collector = collector, .directory = directory};
}

/* Whether the recording, as it lies on the disk, is that of a program that can no longer end. */
static bool judge(const char *directory)
{
    struct trace_error error;
    struct trace *trace = trace_load(directory, &error);
    if (!trace) {
        return false;
    }
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    bool is_hung = analysis->is_hung;
    analysis_destroy(analysis);
    trace_destroy(trace);
    return is_hung;
}

static bool look(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error)
{
    if (!collector_flush(watch->collector, error)) {
        return false;
    }
    bool is_hung = judge(watch->directory);
    watch->is_proven = is_hung && collector_heads(watch->collector) == watch->heads;
    watch->looked_heads = watch->heads;
    uint64_t end_ns = clock_monotonic_ns();
    watch->next_look_ns = end_ns + (end_ns - now_ns) * LOOK_FACTOR;
    return true;
}

bool hang_watch_step(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error)
{
    uint64_t heads = collector_heads(watch->collector);
    if (heads != watch->heads) {
        watch->heads = heads;
        watch->still_since_ns = now_ns;
        watch->is_proven = false;
        return true;
    }
    bool is_time = now_ns - watch->still_since_ns >= STILL_NS && now_ns >= watch->next_look_ns;
    if (!is_time || heads == watch->looked_heads || !collector_is_quiet(watch->collector)) {
        return true;
    }
    return look(watch, now_ns, error);
}
