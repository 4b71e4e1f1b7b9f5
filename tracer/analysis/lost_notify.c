/* A notify that came to nothing, and the wait that missed it. Which notify was meant is read from
 * the history, so the cause is likely, not proven; that the thread hangs is proven.
 *
 *     天猫  notify (nobody waits)  wait ...........
 *     小爱                              wait ......      the notify came too early for this one
 *
 * Only conditions of the user's own: in a semaphore or queue the news is kept in the state. */
#include "tracer/analysis/inquiry.h"
#include "tracer/analysis/story.h"

#define WAITERS_MAX 16 /* examined of one condition: the first to miss a notify speaks for all */

struct loss {
    enum sentence sentence;
    uint32_t notify; /* event */
    uint32_t wait;   /* condition.wait.begin of the thread that missed it */
    uint32_t thread; /* that thread */
    uint32_t misled; /* the thread that the notify reached instead, or NONE_INDEX */
};

static bool waits_on(const struct inquiry *inquiry, uint32_t thread, uint32_t condition)
{
    struct wait_leaf leaf;
    return inquiry_is_open_root(inquiry, thread) &&
           liveness_find_leaf(inquiry->moment, thread, &leaf) &&
           leaf.operation == OPERATION_CONDITION_WAIT &&
           leaf.target == target_make(TARGET_OBJECT, condition);
}

/* ---- what became of one notify ---- */

/* The only thread that a notify woke, or NONE_INDEX. */
static uint32_t only_woken(const struct trace *trace, uint32_t notify)
{
    uint32_t wake = trace_next_event_of(trace, trace->events[notify].thread, (size_t)notify + 1);
    bool is_single = value_high(trace->events[notify].value) == 1;
    if (!is_single || wake == NONE_INDEX || trace->events[wake].kind != EVENT_DOOR_WAKE) {
        return NONE_INDEX;
    }
    uint32_t woken = value_high(trace->events[wake].value);
    return woken < trace->thread_count ? woken : NONE_INDEX;
}

/* Whether `thread` did this on the condition after the event. */
static bool does_later(const struct trace *trace, uint32_t event, uint32_t thread, uint16_t kind)
{
    uint32_t condition = trace->events[event].target;
    uint32_t at = event;
    while ((at = trace_next_event_of(trace, thread, (size_t)at + 1)) != NONE_INDEX) {
        const struct event *later = &trace->events[at];
        if (later->kind == kind && later->target == condition) {
            return true;
        }
    }
    return false;
}

/* Fills in what was lost with this notify for the thread of `loss`; false if nothing was. */
static bool judge_notify(const struct trace *trace, uint32_t notify, struct loss *loss)
{
    loss->notify = notify;
    loss->misled = NONE_INDEX;
    if (value_high(trace->events[notify].value) == 0) {
        loss->sentence = SENTENCE_LOST_NOTIFY;
        return notify < loss->wait;
    }
    loss->misled = only_woken(trace, notify);
    if (loss->misled == NONE_INDEX || loss->misled == loss->thread) {
        return false;
    }
    if (does_later(trace, notify, loss->misled, EVENT_CONDITION_WAIT_FAILED)) {
        loss->sentence = SENTENCE_LOST_TOO_LATE;
        return true;
    }
    loss->sentence = SENTENCE_LOST_NOT_PASSED_ON;
    return notify > loss->wait && !does_later(trace, notify, loss->misled, EVENT_CONDITION_NOTIFY);
}

/* The latest lost notify since the thread last came back from a wait on this condition. */
static bool find_loss(const struct trace *trace, uint32_t condition, struct loss *loss)
{
    uint32_t target = target_make(TARGET_OBJECT, condition);
    for (size_t i = trace->event_count; i-- > 0;) {
        const struct event *event = &trace->events[i];
        if (event->target != target) {
            continue;
        }
        bool is_own = event->thread == loss->thread;
        if (is_own &&
            (event->kind == EVENT_CONDITION_WAIT || event->kind == EVENT_CONDITION_WAIT_FAILED)) {
            return false;
        }
        if (!is_own && event->kind == EVENT_CONDITION_NOTIFY &&
            judge_notify(trace, (uint32_t)i, loss)) {
            return true;
        }
    }
    return false;
}

/* ---- one condition ---- */

static enum sentence choose_sentence(const struct inquiry *inquiry, const struct loss *loss)
{
    static const enum sentence likely[] = {
        [SENTENCE_LOST_NOTIFY] = SENTENCE_LOST_NOTIFY_LIKELY,
        [SENTENCE_LOST_TOO_LATE] = SENTENCE_LOST_TOO_LATE_LIKELY,
        [SENTENCE_LOST_NOT_PASSED_ON] = SENTENCE_LOST_NOT_PASSED_ON_LIKELY,
    };
    return inquiry->has_strangers ? likely[loss->sentence] : loss->sentence;
}

static void report(struct inquiry *inquiry, struct draft *draft, uint32_t condition,
                   const struct loss *loss)
{
    const struct trace *trace = inquiry->trace;
    uint32_t notifier = trace->events[loss->notify].thread;
    uint64_t notify_ns = trace->events[loss->notify].time_ns;
    uint64_t wait_ns = trace->events[loss->wait].time_ns;
    char when[DURATION_TEXT_SIZE];
    duration_text(wait_ns > notify_ns ? wait_ns - notify_ns : 0, when, sizeof(when));
    index_list_add(&draft->threads, inquiry->arena, notifier);
    index_list_add(&draft->threads, inquiry->arena, loss->thread);
    index_list_add(&draft->threads, inquiry->arena, loss->misled);
    index_list_add(&draft->objects, inquiry->arena, condition);
    index_list_add(&draft->events, inquiry->arena, loss->notify);
    index_list_add(&draft->events, inquiry->arena, loss->wait);
    draft->notify_event = loss->notify;
    draft->missed_by_event = loss->wait;
    const struct phrase_place places[] = {
        {"u", inquiry_thread_name(inquiry, notifier)},
        {"t", inquiry_thread_name(inquiry, loss->thread)},
        {"v", inquiry_thread_name(inquiry, loss->misled)},
        {"o", inquiry_object_name(inquiry, condition)},
        {"s1", inquiry_site(inquiry, loss->notify)},
        {"s2", inquiry_site(inquiry, loss->wait)},
        {"when", when},
    };
    draft_say(inquiry, draft, choose_sentence(inquiry, loss), places,
              sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, draft);
}

/* The first thread in the waiting room that missed a notify speaks for all in it. */
static void examine_condition(struct inquiry *inquiry, uint32_t condition)
{
    struct draft draft = draft_begin(FINDING_LOST_NOTIFY, CAUSE_LIKELY, inquiry->grade);
    struct loss first = {.wait = NONE_INDEX};
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        if (!waits_on(inquiry, thread, condition)) {
            continue;
        }
        index_list_add(&draft.roots, inquiry->arena, thread);
        struct loss loss = {
            .thread = thread,
            .wait = wait_graph_edge(inquiry->graph, thread)->wait_event,
        };
        bool is_examined = draft.roots.count <= WAITERS_MAX && loss.wait < first.wait;
        if (is_examined && find_loss(inquiry->trace, condition, &loss)) {
            first = loss;
        }
    }
    if (first.wait != NONE_INDEX) {
        report(inquiry, &draft, condition, &first);
    }
}

void lost_notify_find(struct inquiry *inquiry)
{
    struct index_list examined = {0};
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        struct wait_leaf leaf;
        if (!inquiry_is_open_root(inquiry, thread) ||
            !liveness_find_leaf(inquiry->moment, thread, &leaf) ||
            leaf.operation != OPERATION_CONDITION_WAIT) {
            continue;
        }
        uint32_t condition = target_index(leaf.target);
        bool is_users = inquiry->trace->objects[condition].parent == NONE_INDEX;
        if (is_users && !index_list_has(&examined, condition)) {
            index_list_add(&examined, inquiry->arena, condition);
            examine_condition(inquiry, condition);
        }
    }
}
