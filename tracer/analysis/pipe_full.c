/* A thread that cannot write because a pipe is full, while whoever should read it waits, in the end
 * for the writer: joined before its queue was drained. */
#include "tracer/analysis/inquiry.h"
#include "tracer/analysis/pipe_need.h"

#define PIPE_CAPACITY 65536 /* what the kernel keeps for a pipe */

static bool waits_to_write(const struct inquiry *inquiry, uint32_t thread, struct wait_leaf *leaf)
{
    return inquiry->liveness->is_dead[thread] && !inquiry->is_explained[thread] &&
           liveness_find_leaf(inquiry->moment, thread, leaf) &&
           pipe_opposite_end(leaf->operation) == PIPE_END_READ;
}

static const char *awaited_name(struct inquiry *inquiry, const struct wait_edge *edge)
{
    const char *end = translate(inquiry->language, N_("%s to end"));
    uint32_t index = target_index(edge->target);
    switch (target_class(edge->target)) {
    case TARGET_PROCESS:
        return arena_print_text(inquiry->arena, end, inquiry->trace->processes[index].name);
    case TARGET_THREAD:
        return arena_print_text(inquiry->arena, end, inquiry_thread_name(inquiry, index));
    case TARGET_OBJECT:
        return inquiry_object_name(inquiry, index);
    default:
        return "";
    }
}

/* What lies in it; of a write under way only part has found room. */
static const char *fill_text(struct inquiry *inquiry, uint32_t pipe)
{
    uint64_t bytes = pipe_bytes(moment_pipe(inquiry->moment, pipe));
    bytes = bytes < PIPE_CAPACITY ? bytes : PIPE_CAPACITY;
    return bytes == 0 ? "" : arena_print_text(inquiry->arena, "%llu", (unsigned long long)bytes);
}

static void add_circle(struct inquiry *inquiry, struct draft *draft, uint32_t thread)
{
    struct index_list circle = {0};
    if (!inquiry->graph->is_in_circle[thread]) {
        return;
    }
    wait_graph_list_circle(inquiry->graph, thread, inquiry->arena, &circle);
    for (uint32_t i = 0; i < circle.count; i++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, circle.items[i]);
        index_list_add(&draft->events, inquiry->arena, edge->wait_event);
    }
}

/* ---- readers that tore messages apart ---- */

struct torn {
    uint32_t gave_up; /* event: what was received was no message */
    uint32_t other;   /* a read by somebody else, before that */
};

/* The latest one, unless somebody reads still. */
static struct torn find_torn(const struct inquiry *inquiry, uint32_t pipe)
{
    struct torn torn = {NONE_INDEX, NONE_INDEX};
    uint32_t target = target_make(TARGET_OBJECT, pipe), latest = NONE_INDEX, before = NONE_INDEX;
    for (uint32_t i = 0; i < inquiry->moment->event_count; i++) {
        const struct event *event = &inquiry->trace->events[i];
        bool is_no_message =
            event->kind == EVENT_PIPE_RECV_FAILED && flags_detail(event->flags) == REASON_BROKEN;
        if (event->target != target) {
            continue;
        }
        if (event->kind == EVENT_PIPE_READ && event->value > 0) {
            bool is_same =
                latest != NONE_INDEX && inquiry->trace->events[latest].thread == event->thread;
            before = is_same ? before : latest;
            latest = i;
        } else if (is_no_message && latest != NONE_INDEX) {
            bool is_mine = inquiry->trace->events[latest].thread == event->thread;
            torn = (struct torn){i, is_mine ? before : latest};
        }
    }
    return torn;
}

static bool report_torn(struct inquiry *inquiry, struct draft *draft, const struct wait_edge *edge,
                        uint32_t pipe)
{
    const struct event *events = inquiry->trace->events;
    struct torn torn = find_torn(inquiry, pipe);
    if (torn.gave_up == NONE_INDEX || torn.other == NONE_INDEX) {
        return false;
    }
    uint32_t reader = events[torn.gave_up].thread, other = events[torn.other].thread;
    draft->advice = ADVICE_TWO_READERS;
    index_list_add(&draft->threads, inquiry->arena, reader);
    index_list_add(&draft->threads, inquiry->arena, other);
    index_list_add(&draft->events, inquiry->arena, torn.gave_up);
    index_list_add(&draft->events, inquiry->arena, torn.other);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"u", inquiry_thread_name(inquiry, reader)},
        {"v", inquiry_thread_name(inquiry, other)},
        {"o", inquiry_object_name(inquiry, target_index(edge->target))},
        {"n", fill_text(inquiry, pipe)},
        {"s1", inquiry_site(inquiry, edge->wait_event)},
        {"s2", inquiry_site(inquiry, torn.gave_up)},
    };
    draft_say(inquiry, draft, SENTENCE_PIPE_FULL_TORN, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, draft);
    return true;
}

/* ---- the finding ---- */

static struct draft begin_draft(struct inquiry *inquiry, const struct wait_edge *edge)
{
    struct draft draft = draft_begin(FINDING_PIPE_FULL, CAUSE_PROVEN, inquiry->grade);
    index_list_add(&draft.threads, inquiry->arena, edge->thread);
    index_list_add(&draft.objects, inquiry->arena, target_index(edge->target));
    index_list_add(&draft.events, inquiry->arena, edge->wait_event);
    add_circle(inquiry, &draft, edge->thread);
    index_list_add(&draft.roots, inquiry->arena, inquiry->graph->root_of[edge->thread]);
    return draft;
}

static void report(struct inquiry *inquiry, const struct wait_edge *edge, uint32_t pipe)
{
    const struct wait_edge *reader =
        edge->provider == NONE_INDEX ? NULL : wait_graph_edge(inquiry->graph, edge->provider);
    struct draft draft = begin_draft(inquiry, edge);
    if (reader == NULL && report_torn(inquiry, &draft, edge, pipe)) {
        return;
    }
    if (reader != NULL) {
        index_list_add(&draft.threads, inquiry->arena, reader->thread);
        index_list_add(&draft.events, inquiry->arena, reader->wait_event);
    }
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"u", reader == NULL ? "" : inquiry_thread_name(inquiry, reader->thread)},
        {"o", inquiry_object_name(inquiry, target_index(edge->target))},
        {"p", reader == NULL ? "" : awaited_name(inquiry, reader)},
        {"n", fill_text(inquiry, pipe)},
        {"s1", inquiry_site(inquiry, edge->wait_event)},
        {"s2", reader == NULL ? "" : inquiry_site(inquiry, reader->wait_event)},
    };
    draft_say(inquiry, &draft, reader == NULL ? SENTENCE_PIPE_FULL_ALONE : SENTENCE_PIPE_FULL,
              places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

/* Only where it is the cause: in a circle of waits, or nobody in particular should read. */
void pipe_full_find(struct inquiry *inquiry)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        struct wait_leaf leaf;
        if (!waits_to_write(inquiry, thread, &leaf)) {
            continue;
        }
        bool is_cause =
            inquiry->graph->is_in_circle[thread] || inquiry->graph->root_of[thread] == thread;
        if (is_cause && moment_pipe(inquiry->moment, target_index(leaf.target)) != NULL) {
            report(inquiry, wait_graph_edge(inquiry->graph, thread), target_index(leaf.target));
        }
    }
}
