/* A lock whose holder has ended: nobody can give it back any more. */
#include "tracer/analysis/inquiry.h"

/* The other stuck threads at the end of their chain that wait for the same thing belong to it. */
static void add_roots(struct inquiry *inquiry, struct draft *draft, uint32_t target)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
        if (edge != NULL && edge->target == target && inquiry_is_open_root(inquiry, thread)) {
            index_list_add(&draft->roots, inquiry->arena, thread);
        }
    }
}

static void report(struct inquiry *inquiry, const struct wait_edge *edge)
{
    bool is_killed = edge->provider < inquiry->trace->thread_count &&
                     inquiry->moment->threads[edge->provider].status == THREAD_KILLED;
    uint32_t object = target_index(edge->target);
    struct draft draft = draft_begin(FINDING_ABANDONED_LOCK, CAUSE_PROVEN, inquiry->grade);
    index_list_add(&draft.threads, inquiry->arena, edge->provider);
    index_list_add(&draft.threads, inquiry->arena, edge->thread);
    index_list_add(&draft.objects, inquiry->arena, object);
    index_list_add(&draft.events, inquiry->arena, edge->hold_event);
    index_list_add(&draft.events, inquiry->arena, edge->wait_event);
    add_roots(inquiry, &draft, edge->target);
    const struct phrase_place places[] = {
        {"u", inquiry_thread_name(inquiry, edge->provider)},
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"o", inquiry_object_name(inquiry, object)},
        {"s1", inquiry_site(inquiry, edge->hold_event)},
        {"s2", inquiry_site(inquiry, edge->wait_event)},
    };
    draft_say(inquiry, &draft, is_killed ? SENTENCE_ABANDONED_BY_KILLED : SENTENCE_ABANDONED_LOCK,
              places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

/* A task is no lock: what is never delivered is an orphan. */
static bool waits_for_a_hold(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    return edge != NULL && edge->hold_event != NONE_INDEX &&
           inquiry->trace->objects[target_index(edge->target)].type != TYPE_FUTURE;
}

void abandoned_lock_find(struct inquiry *inquiry)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
        if (waits_for_a_hold(inquiry, edge) && inquiry_is_open_root(inquiry, thread) &&
            thread_is_gone(inquiry->moment, edge->provider)) {
            report(inquiry, edge);
        }
    }
}
