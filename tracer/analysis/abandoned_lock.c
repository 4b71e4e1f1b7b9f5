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

static enum sentence sentence_for(const struct inquiry *inquiry, uint32_t lock, uint32_t holder)
{
    const struct moment *moment = inquiry->moment;
    if (moment->objects[lock].is_copied_taken) {
        return SENTENCE_ABANDONED_BY_FORK;
    }
    if (holder >= inquiry->trace->thread_count || moment->threads[holder].status != THREAD_KILLED) {
        return SENTENCE_ABANDONED_LOCK;
    }
    uint32_t process = inquiry->trace->threads[holder].process;
    bool has_process_ended = moment->processes[process].status >= PROCESS_ZOMBIE;
    return has_process_ended ? SENTENCE_ABANDONED_BY_DEAD : SENTENCE_ABANDONED_BY_KILLED;
}

static unsigned advice_for(enum sentence sentence)
{
    return sentence == SENTENCE_ABANDONED_BY_FORK   ? ADVICE_FORKED_LOCK
           : sentence == SENTENCE_ABANDONED_BY_DEAD ? ADVICE_DEAD_PROCESS
                                                    : (unsigned)FINDING_ABANDONED_LOCK;
}

/* The lock itself; the edge has what it is told as. */
static uint32_t awaited_lock(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    struct wait_leaf leaf;
    bool is_found = liveness_find_leaf(inquiry->moment, edge->thread, &leaf);
    return target_index(is_found ? leaf.target : edge->target);
}

static void report(struct inquiry *inquiry, const struct wait_edge *edge)
{
    uint32_t lock = awaited_lock(inquiry, edge), object = target_index(edge->target);
    bool is_copied = inquiry->moment->objects[lock].is_copied_taken;
    uint32_t holder = is_copied ? inquiry->moment->objects[lock].last_holder : edge->provider;
    enum sentence sentence = sentence_for(inquiry, lock, holder);
    struct draft draft = draft_begin(FINDING_ABANDONED_LOCK, CAUSE_PROVEN, inquiry->grade);
    draft.advice = advice_for(sentence);
    index_list_add(&draft.threads, inquiry->arena, holder);
    index_list_add(&draft.threads, inquiry->arena, edge->thread);
    index_list_add(&draft.objects, inquiry->arena, object);
    index_list_add(&draft.events, inquiry->arena, edge->hold_event);
    index_list_add(&draft.events, inquiry->arena, edge->wait_event);
    add_roots(inquiry, &draft, edge->target);
    const struct phrase_place places[] = {
        {"u", inquiry_thread_name(inquiry, holder)},
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"o", inquiry_object_name(inquiry, object)},
        {"p", inquiry->trace->processes[inquiry->trace->objects[lock].process].name},
        {"s1", inquiry_site(inquiry, edge->hold_event)},
        {"s2", inquiry_site(inquiry, edge->wait_event)},
    };
    draft_say(inquiry, &draft, sentence, places, sizeof(places) / sizeof(places[0]));
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
