/* A thread that waits for bytes that never come: another reader took the rest of its message, or it
 * waits for the end of the pipe and somebody has forgotten to close a write end. */
#include "tracer/analysis/inquiry.h"
#include "tracer/analysis/pipe_need.h"

static bool waits_to_read(const struct inquiry *inquiry, uint32_t thread, struct wait_leaf *leaf)
{
    return inquiry_is_open_root(inquiry, thread) &&
           liveness_find_leaf(inquiry->moment, thread, leaf) &&
           pipe_opposite_end(leaf->operation) == PIPE_END_WRITE &&
           pipe_is_known(inquiry->moment, target_index(leaf->target)) &&
           !object_is_part(inquiry->trace, target_index(leaf->target));
}

static struct draft begin_draft(struct inquiry *inquiry, const struct wait_edge *edge,
                                unsigned advice)
{
    struct draft draft = draft_begin(FINDING_ORPHAN_WAIT, CAUSE_PROVEN, inquiry->grade);
    draft.advice = advice;
    index_list_add(&draft.threads, inquiry->arena, edge->thread);
    index_list_add(&draft.objects, inquiry->arena, target_index(edge->target));
    index_list_add(&draft.events, inquiry->arena, edge->wait_event);
    index_list_add(&draft.roots, inquiry->arena, edge->thread);
    return draft;
}

/* ---- a message torn apart ---- */

static bool is_read(const struct event *event, uint32_t target)
{
    return event->kind == EVENT_PIPE_READ && event->target == target && event->value > 0;
}

/* The header that the thread has read of the message that it is receiving, or NONE_INDEX. */
static uint32_t find_header(const struct inquiry *inquiry, uint32_t thread, uint32_t target)
{
    const struct thread_moment *state = &inquiry->moment->threads[thread];
    for (uint32_t i = state->bracket_count; i-- > 0;) {
        const struct open_bracket *bracket = &state->brackets[i];
        for (size_t j = bracket->begin_event;
             bracket->operation == OPERATION_PIPE_RECV && j < inquiry->moment->event_count; j++) {
            const struct event *event = &inquiry->trace->events[j];
            if (event->thread == thread && is_read(event, target) &&
                flags_detail(event->flags) == TRANSFER_HEADER) {
                return (uint32_t)j;
            }
        }
    }
    return NONE_INDEX;
}

/* What another thread read after that: no longer this one's to get. */
static uint32_t find_theft(const struct inquiry *inquiry, uint32_t header)
{
    const struct event *own = &inquiry->trace->events[header];
    for (size_t i = header + (size_t)1; i < inquiry->moment->event_count; i++) {
        const struct event *event = &inquiry->trace->events[i];
        if (event->thread != own->thread && is_read(event, own->target)) {
            return (uint32_t)i;
        }
    }
    return NONE_INDEX;
}

static bool report_torn(struct inquiry *inquiry, const struct wait_edge *edge, uint32_t target)
{
    uint32_t header = find_header(inquiry, edge->thread, target);
    uint32_t theft = header == NONE_INDEX ? NONE_INDEX : find_theft(inquiry, header);
    if (theft == NONE_INDEX) {
        return false;
    }
    uint32_t thief = inquiry->trace->events[theft].thread;
    struct draft draft = begin_draft(inquiry, edge, ADVICE_TWO_READERS);
    index_list_add(&draft.threads, inquiry->arena, thief);
    index_list_add(&draft.events, inquiry->arena, header);
    index_list_add(&draft.events, inquiry->arena, theft);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"u", inquiry_thread_name(inquiry, thief)},
        {"o", inquiry_object_name(inquiry, target_index(edge->target))},
        {"s1", inquiry_site(inquiry, header)},
        {"s2", inquiry_site(inquiry, theft)},
    };
    draft_say(inquiry, &draft, SENTENCE_ORPHAN_TORN_MESSAGE, places,
              sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
    return true;
}

/* ---- an end that nobody closes ---- */

/* By process: whether it has ever written to the pipe. */
static bool *find_writers(struct inquiry *inquiry, uint32_t target, bool *is_any)
{
    bool *has_written = arena_allocate(inquiry->arena, inquiry->trace->process_count + (size_t)1);
    *is_any = false;
    for (size_t i = 0; i < inquiry->moment->event_count; i++) {
        const struct event *event = &inquiry->trace->events[i];
        if (event->target == target &&
            pipe_opposite_end((uint16_t)kind_operation(event->kind)) == PIPE_END_READ) {
            has_written[inquiry->trace->threads[event->thread].process] = true;
            *is_any = true;
        }
    }
    return has_written;
}

static const char *add_name(struct inquiry *inquiry, const char *names, const char *name)
{
    const char *comma = translate(inquiry->language, NC_("between names", ", "));
    return arena_print_text(inquiry->arena, "%s%s%s", names, names[0] == '\0' ? "" : comma, name);
}

/* Those that could still write, unless one of them has: then more is waited for than the end. */
static const char *name_forgetful(struct inquiry *inquiry, const struct wait_edge *edge,
                                  bool *is_own)
{
    const struct trace *trace = inquiry->trace;
    uint32_t pipe = target_index(edge->target), own = trace->threads[edge->thread].process;
    uint32_t holder_count = 0;
    bool is_any_writer;
    const bool *has_written = find_writers(inquiry, edge->target, &is_any_writer);
    const char *names = "";
    *is_own = false;
    for (uint32_t process = 1; process < trace->process_count; process++) {
        if ((moment_open_ends(inquiry->moment, process, pipe) & PIPE_END_WRITE) == 0) {
            continue;
        }
        if (has_written[process]) {
            return "";
        }
        holder_count++;
        *is_own |= process == own;
        names = add_name(inquiry, names, trace->processes[process].name);
    }
    *is_own &= holder_count == 1;
    return is_any_writer || *is_own ? names : "";
}

static void report_open_end(struct inquiry *inquiry, const struct wait_edge *edge)
{
    bool is_own;
    const char *names = name_forgetful(inquiry, edge, &is_own);
    if (names[0] == '\0') {
        return;
    }
    struct draft draft = begin_draft(inquiry, edge, ADVICE_OPEN_END);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"o", inquiry_object_name(inquiry, target_index(edge->target))},
        {"p", names},
        {"s1", inquiry_site(inquiry, edge->wait_event)},
    };
    draft_say(inquiry, &draft, is_own ? SENTENCE_ORPHAN_OWN_END : SENTENCE_ORPHAN_END_OF_FILE,
              places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

void pipe_end_find(struct inquiry *inquiry)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        struct wait_leaf leaf;
        if (waits_to_read(inquiry, thread, &leaf)) {
            const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
            if (!report_torn(inquiry, edge, leaf.target)) {
                report_open_end(inquiry, edge);
            }
        }
    }
}
