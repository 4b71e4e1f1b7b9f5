/* Each wait is closed or reported: a run that ended has none, and of one that did not, a finding
 * names whoever is stuck. */
#include "tests/invariants/invariants.h"
#include "tracer/model/moment.h"

static bool is_listed(const uint32_t *threads, uint32_t count, uint32_t thread)
{
    for (uint32_t i = 0; i < count; i++) {
        if (threads[i] == thread) {
            return true;
        }
    }
    return false;
}

static bool is_reported(const struct analysis *analysis, uint32_t thread)
{
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        bool is_named = is_listed(finding->threads, finding->thread_count, thread) ||
                        is_listed(finding->also, finding->also_count, thread);
        if (finding->hang != HANG_NONE && is_named) {
            return true;
        }
    }
    return false;
}

/* Before the end of the program, which would end them all. */
static void seek_end(struct moment *moment)
{
    const struct trace *trace = moment->trace;
    size_t count = trace->event_count;
    bool is_end = count > 0 && trace->events[count - 1].thread == 0 &&
                  trace->events[count - 1].target == target_make(TARGET_PROCESS, 1);
    moment_seek(moment, count - is_end);
}

/* Daemons and workers without work are not why a program hangs. */
static bool is_idle(const struct analysis *analysis, uint32_t thread)
{
    const struct trace *trace = analysis->trace;
    bool is_idle = trace->threads[thread].is_daemon || trace->threads[thread].owner != NONE_INDEX;
    for (uint32_t i = 0; i < analysis->edge_count && !is_idle; i++) {
        const struct wait_edge *edge = &analysis->edges[i];
        enum object_type type = target_class(edge->target) == TARGET_OBJECT
                                    ? trace->objects[target_index(edge->target)].type
                                    : TYPE_UNKNOWN;
        is_idle = edge->thread == thread &&
                  (type == TYPE_POOL || type == TYPE_PROCESS_EXECUTOR || type == TYPE_MANAGER);
    }
    return is_idle;
}

/* What is wrong with a thread that waits at the end, or NULL. */
static const char *find_fault(const struct analysis *analysis, uint32_t thread)
{
    if (analysis->trace->outcome == OUTCOME_ENDED) { /* exit waits for ours, not for others */
        bool is_foreign = trace_info_value(analysis->trace, "recorded by")[0] != '\0';
        return is_foreign ? NULL : "waits still, in a run that has ended";
    }
    bool is_stuck = analysis->is_dead[thread] && !is_idle(analysis, thread);
    return is_stuck && !is_reported(analysis, thread) ? "is stuck, and no finding says so" : NULL;
}

size_t waits_check(const struct analysis *analysis, FILE *out)
{
    const struct trace *trace = analysis->trace;
    struct moment *moment = moment_create(trace);
    size_t violation_count = 0;
    seek_end(moment);
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        const struct thread_moment *state = &moment->threads[thread];
        bool is_waiting = state->status < THREAD_ENDED && state->wait_event != NONE_INDEX;
        const char *fault = is_waiting ? find_fault(analysis, thread) : NULL;
        if (fault) {
            fprintf(out, "event %u: invariant 20: %s %s\n", state->wait_event,
                    trace->threads[thread].name, fault);
            violation_count++;
        }
    }
    moment_destroy(moment);
    return violation_count;
}
