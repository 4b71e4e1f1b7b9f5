/* A circle of plain locks while other threads go on. Anyone may release a plain lock, so the hang
 * is not proven; but if no other thread that is left has ever touched one of the locks, nobody
 * will. Told only of a run that somebody stopped: while it runs, patience is cheaper than a false
 * alarm.
 */
#include "tracer/analysis/inquiry.h"

static uint32_t successor(const struct inquiry *inquiry, uint32_t thread)
{
    const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
    bool waits_for_good = edge != NULL && inquiry->liveness->needs[thread].kind != NEED_NOTHING;
    return waits_for_good && !thread_is_gone(inquiry->moment, edge->provider) ? edge->provider
                                                                              : NONE_INDEX;
}

/* Whether following the waits from `thread` comes back to it, and it is the circle's smallest. */
static bool leads_a_circle(const struct inquiry *inquiry, uint32_t thread)
{
    uint32_t at = successor(inquiry, thread);
    for (uint32_t i = 0; i < inquiry->trace->thread_count && at != NONE_INDEX; i++) {
        if (at == thread) {
            return true;
        }
        if (at < thread) {
            return false;
        }
        at = successor(inquiry, at);
    }
    return false;
}

/* What threads wait for in the circle: leaves, not what they are told as. */
static struct index_list list_targets(const struct inquiry *inquiry,
                                      const struct index_list *circle)
{
    struct index_list targets = {0};
    for (uint32_t i = 0; i < circle->count; i++) {
        struct wait_leaf leaf;
        if (liveness_find_leaf(inquiry->moment, circle->items[i], &leaf)) {
            index_list_add(&targets, inquiry->arena, leaf.target);
        }
    }
    return targets;
}

static bool is_touched_by_others(const struct inquiry *inquiry, uint32_t leader)
{
    struct index_list circle = {0};
    wait_graph_list_circle(inquiry->graph, leader, inquiry->arena, &circle);
    struct index_list targets = list_targets(inquiry, &circle);
    for (size_t i = 0; i < inquiry->trace->event_count; i++) {
        const struct event *event = &inquiry->trace->events[i];
        bool is_use = kind_operation(event->kind) == OPERATION_LOCK_ACQUIRE ||
                      kind_operation(event->kind) == OPERATION_LOCK_RELEASE;
        if (is_use && index_list_has(&targets, event->target) &&
            !index_list_has(&circle, event->thread) &&
            !thread_is_gone(inquiry->moment, event->thread)) {
            return true;
        }
    }
    return false;
}

void likely_deadlock_find(struct inquiry *inquiry)
{
    enum trace_outcome outcome = inquiry->trace->outcome;
    bool was_stopped = outcome == OUTCOME_HUNG || outcome == OUTCOME_INTERRUPTED;
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count && was_stopped; thread++) {
        if (!inquiry->liveness->is_dead[thread] && !inquiry->is_explained[thread] &&
            leads_a_circle(inquiry, thread) && !is_touched_by_others(inquiry, thread)) {
            deadlock_report_circle(inquiry, thread, HANG_LIKELY);
        }
    }
}
