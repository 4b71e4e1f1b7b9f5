/* Threads that compute, one behind the other: each lost the GIL again and again only because
 * another one had waited an interval and asked for it. One such thread is not a convoy: the others
 * then want the GIL just to start their next wait. */
#include <stdio.h>

#include "tracer/analysis/inquiry.h"
#include "tracer/analysis/story.h"

#define ASKED_LEAST 2 /* once may be the end of somebody's start */
#define NUMBER_SIZE 16

struct thread_share {
    uint32_t asked_count; /* dropped it because asked */
    uint32_t first_drop;  /* the first of those */
    uint32_t wait_event;  /* the open gil.take.begin, or NONE_INDEX */
    uint32_t hold_event;  /* the open gil.take, or NONE_INDEX */
    uint64_t waited_ns, longest_hold_ns;
};

struct convoy {
    struct inquiry *inquiry;
    struct thread_share *shares; /* by thread */
    uint32_t gil;                /* object, or NONE_INDEX */
    uint32_t first_ask;
};

static uint64_t since(const struct convoy *convoy, uint32_t begin, const struct event *end)
{
    return begin == NONE_INDEX ? 0 : end->time_ns - convoy->inquiry->trace->events[begin].time_ns;
}

static void follow_drop(struct convoy *convoy, struct thread_share *share, uint32_t index)
{
    const struct event *event = &convoy->inquiry->trace->events[index];
    uint64_t held_ns = since(convoy, share->hold_event, event);
    share->longest_hold_ns = held_ns > share->longest_hold_ns ? held_ns : share->longest_hold_ns;
    share->hold_event = NONE_INDEX;
    if (flags_detail(event->flags) == DROP_ASKED) {
        share->first_drop = share->asked_count == 0 ? index : share->first_drop;
        share->asked_count++;
    }
}

static void follow(struct convoy *convoy, uint32_t index)
{
    const struct event *event = &convoy->inquiry->trace->events[index];
    struct thread_share *share = &convoy->shares[event->thread];
    switch (event->kind) {
    case EVENT_GIL_TAKE_BEGIN:
        share->wait_event = index;
        break;
    case EVENT_GIL_TAKE:
        share->waited_ns += since(convoy, share->wait_event, event);
        share->wait_event = NONE_INDEX;
        share->hold_event = index;
        convoy->gil = target_index(event->target);
        break;
    case EVENT_GIL_DROP:
        follow_drop(convoy, share, index);
        break;
    case EVENT_GIL_ASK:
        convoy->first_ask = convoy->first_ask == NONE_INDEX ? index : convoy->first_ask;
        break;
    default:
        break;
    }
}

static bool computes(const struct convoy *convoy, uint32_t thread)
{
    return convoy->shares[thread].asked_count >= ASKED_LEAST;
}

/* What part of its life a thread waited for the GIL, in percent. */
static unsigned waited_percent(const struct convoy *convoy, uint32_t thread)
{
    const struct trace *trace = convoy->inquiry->trace;
    const struct trace_thread *known = &trace->threads[thread];
    if (known->begin_event == NONE_INDEX) {
        return 0;
    }
    uint64_t life_ns =
        trace->events[known->last_event].time_ns - trace->events[known->begin_event].time_ns;
    return life_ns == 0 ? 0 : (unsigned)(convoy->shares[thread].waited_ns * 100 / life_ns);
}

static uint32_t most_patient(const struct convoy *convoy)
{
    uint32_t found = NONE_INDEX;
    for (uint32_t thread = 1; thread < convoy->inquiry->trace->thread_count; thread++) {
        bool is_more =
            found == NONE_INDEX || waited_percent(convoy, thread) > waited_percent(convoy, found);
        found = computes(convoy, thread) && is_more ? thread : found;
    }
    return found;
}

static void report(struct convoy *convoy, uint32_t count)
{
    struct inquiry *inquiry = convoy->inquiry;
    uint32_t patient = most_patient(convoy);
    uint64_t longest_ns = 0;
    struct draft draft = draft_begin(FINDING_GIL_CONVOY, CAUSE_LIKELY, HANG_NONE);
    index_list_add(&draft.threads, inquiry->arena, patient);
    index_list_add(&draft.objects, inquiry->arena, convoy->gil);
    index_list_add(&draft.events, inquiry->arena, convoy->first_ask);
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct thread_share *share = &convoy->shares[thread];
        if (computes(convoy, thread)) {
            index_list_add(&draft.threads, inquiry->arena, thread);
            index_list_add(&draft.events, inquiry->arena, share->first_drop);
            longest_ns = share->longest_hold_ns > longest_ns ? share->longest_hold_ns : longest_ns;
        }
    }
    char number[NUMBER_SIZE], percent[NUMBER_SIZE], when[DURATION_TEXT_SIZE];
    snprintf(number, sizeof(number), "%u", count);
    snprintf(percent, sizeof(percent), "%u", waited_percent(convoy, patient));
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, patient)},
        {"o", inquiry_object_name(inquiry, convoy->gil)},
        {"n", number},
        {"k", percent},
        {"when", duration_text(longest_ns, when, sizeof(when))},
    };
    draft_say(inquiry, &draft, SENTENCE_GIL_CONVOY, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

void gil_convoy_find(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    struct convoy convoy = {
        .inquiry = inquiry,
        .shares = arena_allocate(inquiry->arena,
                                 (trace->thread_count + (size_t)1) * sizeof(*convoy.shares)),
        .gil = NONE_INDEX,
        .first_ask = NONE_INDEX,
    };
    for (uint32_t thread = 0; thread < trace->thread_count; thread++) {
        convoy.shares[thread].wait_event = convoy.shares[thread].hold_event = NONE_INDEX;
    }
    for (uint32_t i = 0; i < trace->event_count; i++) {
        follow(&convoy, i);
    }
    uint32_t count = 0;
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        count += computes(&convoy, thread);
    }
    if (count >= 2) {
        report(&convoy, count);
    }
}
