/* A stuck thread that waits for nobody in particular, and for no reason known to another finder:
 * whoever could end its wait has ended or is stuck too. */
#include "tracer/analysis/inquiry.h"

static bool has_same_target(const struct inquiry *inquiry, uint32_t thread, uint32_t target)
{
    const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
    return edge != NULL && edge->target == target && inquiry_is_open_root(inquiry, thread);
}

/* A daemon waiting for work is not why a program hangs: somebody else must be waiting there. */
static bool add_roots(struct inquiry *inquiry, struct draft *draft, uint32_t target)
{
    bool has_worker = false;
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        if (has_same_target(inquiry, thread, target)) {
            index_list_add(&draft->roots, inquiry->arena, thread);
            has_worker |= !inquiry->trace->threads[thread].is_daemon;
        }
    }
    return has_worker;
}

static enum sentence sentence_for(enum target_class class, enum object_type type)
{
    if (class != TARGET_OBJECT) {
        return SENTENCE_ORPHAN_JOIN;
    }
    switch (type) {
    case TYPE_EVENT:
        return SENTENCE_ORPHAN_EVENT;
    case TYPE_BARRIER:
        return SENTENCE_ORPHAN_BARRIER;
    default:
        return SENTENCE_ORPHAN_WAIT;
    }
}

static void say(struct inquiry *inquiry, struct draft *draft, const struct wait_edge *edge)
{
    const struct trace *trace = inquiry->trace;
    uint32_t index = target_index(edge->target);
    bool is_object = target_class(edge->target) == TARGET_OBJECT;
    bool is_process = target_class(edge->target) == TARGET_PROCESS;
    const struct open_bracket *bracket = thread_outermost(&inquiry->moment->threads[edge->thread]);
    struct awaited_words words = awaited_words_of(
        is_object ? trace->objects[index].type : TYPE_UNKNOWN,
        bracket == NULL ? (uint16_t)OPERATION_DOOR_WAIT : bracket->operation, inquiry->language);
    uint64_t limit = is_object ? trace->objects[index].limit : 0;
    uint32_t waiter_count = is_object ? inquiry->moment->objects[index].waiter_count : 0;
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"o", is_object    ? inquiry_object_name(inquiry, index)
              : is_process ? trace->processes[index].name
                           : inquiry_thread_name(inquiry, index)},
        {"what", words.what},
        {"provide", words.provide},
        {"s1", inquiry_site(inquiry, edge->wait_event)},
        {"n", arena_print_text(inquiry->arena, "%llu", (unsigned long long)limit)},
        {"k", arena_print_text(inquiry->arena, "%u", waiter_count)},
    };
    enum sentence sentence = sentence_for(target_class(edge->target),
                                          is_object ? trace->objects[index].type : TYPE_UNKNOWN);
    draft_say(inquiry, draft, sentence, places, sizeof(places) / sizeof(places[0]));
}

static void report(struct inquiry *inquiry, const struct wait_edge *edge)
{
    struct draft draft = draft_begin(FINDING_ORPHAN_WAIT, CAUSE_PROVEN, inquiry->grade);
    if (!add_roots(inquiry, &draft, edge->target)) {
        return;
    }
    index_list_add(&draft.threads, inquiry->arena, edge->thread);
    index_list_add(&draft.events, inquiry->arena, edge->wait_event);
    if (target_class(edge->target) == TARGET_OBJECT) {
        index_list_add(&draft.objects, inquiry->arena, target_index(edge->target));
    }
    say(inquiry, &draft, edge);
    inquiry_add(inquiry, &draft);
}

void orphan_wait_find(struct inquiry *inquiry)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
        if (edge != NULL && inquiry_is_open_root(inquiry, thread)) {
            report(inquiry, edge);
        }
    }
}
