/* A lost update: a thread reads version k of a variable, others store, and what it then stores is
 * later than k + 1, so it wrote over what it never saw. Versions make this exact. Only the latest
 * read before a store counts: who looks again builds on that.
 *
 * What a manager's thread reads and writes while it serves somebody is told of the caller, at the
 * line of the call. */
#include <stdio.h>
#include <string.h>

#include "tracer/analysis/inquiry.h"

#define NUMBER_SIZE 16

/* Events, or NONE_INDEX. */
struct access {
    uint32_t event;
    uint32_t asked_by; /* the begin of the call that asked for it, else itself */
};

struct variable_state {
    struct access *latest_load; /* by thread that asked: since its last store */
    struct access latest_store;
    struct lost_update *lost;
    uint32_t lost_count;
    struct access first[3]; /* load, overwritten and store of the first one lost */
};

/* By thread: begin events, or NONE_INDEX. */
struct calls {
    uint32_t *made;   /* its latest manager.call */
    uint32_t *served; /* the manager.call that it serves */
};

static const struct access no_access = {NONE_INDEX, NONE_INDEX};

static uint32_t *make_indexes(struct inquiry *inquiry)
{
    uint32_t thread_count = inquiry->trace->thread_count;
    uint32_t *indexes = arena_allocate(inquiry->arena, thread_count * sizeof(*indexes) + 1);
    for (uint32_t thread = 0; thread < thread_count; thread++) {
        indexes[thread] = NONE_INDEX;
    }
    return indexes;
}

static struct variable_state *make_state(struct inquiry *inquiry)
{
    uint32_t thread_count = inquiry->trace->thread_count;
    struct variable_state *state = arena_allocate(inquiry->arena, sizeof(*state));
    state->latest_load =
        arena_allocate(inquiry->arena, thread_count * sizeof(*state->latest_load) + 1);
    state->latest_store = no_access;
    for (uint32_t thread = 0; thread < thread_count; thread++) {
        state->latest_load[thread] = no_access;
    }
    return state;
}

/* ---- calls ---- */

/* The caller waits for its answer, so this is its latest call; unless events were lost. */
static uint32_t find_call(const struct trace *trace, const struct calls *calls, uint64_t served)
{
    uint32_t caller = value_high(served);
    uint32_t call = caller < trace->thread_count ? calls->made[caller] : NONE_INDEX;
    bool is_it = call != NONE_INDEX && value_low(trace->events[call].value) == value_low(served);
    return is_it ? call : NONE_INDEX;
}

static void follow_call(const struct trace *trace, struct calls *calls, uint32_t index)
{
    const struct event *event = &trace->events[index];
    switch (event->kind) {
    case EVENT_MANAGER_CALL_BEGIN:
        calls->made[event->thread] = index;
        break;
    case EVENT_MANAGER_SERVE_BEGIN:
        calls->served[event->thread] = find_call(trace, calls, event->value);
        break;
    case EVENT_MANAGER_SERVE:
        calls->served[event->thread] = NONE_INDEX;
        break;
    default:
        break;
    }
}

static struct access access_of(const struct trace *trace, const struct calls *calls, uint32_t index)
{
    uint32_t call = calls->served[trace->events[index].thread];
    return (struct access){index, call == NONE_INDEX ? index : call};
}

/* ---- what is lost ---- */

static void follow_store(struct inquiry *inquiry, struct variable_state *state, struct access store)
{
    const struct event *events = inquiry->trace->events;
    struct access *load = &state->latest_load[events[store.asked_by].thread];
    bool is_lost = load->event != NONE_INDEX && value_high(events[store.event].value) >
                                                    value_high(events[load->event].value) + 1;
    if (is_lost) {
        const struct access lost[] = {*load, state->latest_store, store};
        if (state->lost_count == 0) {
            memcpy(state->first, lost, sizeof(lost));
        }
        state->lost =
            arena_grow_array(inquiry->arena, state->lost, state->lost_count, sizeof(*state->lost));
        state->lost[state->lost_count++] =
            (struct lost_update){load->event, state->latest_store.event, store.event};
    }
    *load = no_access;
    state->latest_store = store;
}

static const char *number(struct inquiry *inquiry, uint32_t event)
{
    const char *unknown = "?"; /* the store itself may be missing from a trace with losses */
    return event == NONE_INDEX
               ? unknown
               : arena_print_text(inquiry->arena, "%d",
                                  (int)value_low(inquiry->trace->events[event].value));
}

static void report(struct inquiry *inquiry, uint32_t object, const struct variable_state *state)
{
    const struct event *events = inquiry->trace->events;
    const struct access load = state->first[0], other = state->first[1], store = state->first[2];
    uint32_t thread = events[store.asked_by].thread;
    uint32_t writer = other.event == NONE_INDEX ? NONE_INDEX : events[other.asked_by].thread;
    struct draft draft = draft_begin(FINDING_LOST_UPDATE, CAUSE_PROVEN, HANG_NONE);
    index_list_add(&draft.threads, inquiry->arena, thread);
    index_list_add(&draft.threads, inquiry->arena, writer);
    index_list_add(&draft.objects, inquiry->arena, object);
    index_list_add(&draft.events, inquiry->arena, load.event);
    index_list_add(&draft.events, inquiry->arena, other.event);
    index_list_add(&draft.events, inquiry->arena, store.event);
    draft.lost_updates = state->lost;
    draft.lost_update_count = state->lost_count;
    char count[NUMBER_SIZE];
    snprintf(count, sizeof(count), "%u", state->lost_count);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, thread)},
        {"u", writer == NONE_INDEX ? "?" : inquiry_thread_name(inquiry, writer)},
        {"o", inquiry_object_name(inquiry, object)},
        {"x", number(inquiry, load.event)},
        {"y", number(inquiry, store.event)},
        {"z", number(inquiry, other.event)},
        {"s1", inquiry_site(inquiry, load.asked_by)},
        {"s2", inquiry_site(inquiry, store.asked_by)},
        {"n", count},
    };
    draft_say(inquiry, &draft, SENTENCE_LOST_UPDATE, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

/* A list's methods are whole; its value is only its length. */
static bool is_access(const struct trace *trace, const struct event *event)
{
    bool is_one = event->kind == EVENT_VARIABLE_LOAD || event->kind == EVENT_VARIABLE_STORE;
    const struct trace_object *object = is_one ? event_object(trace, event) : NULL;
    return object != NULL && object->type == TYPE_VARIABLE;
}

void lost_update_find(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    struct calls calls = {make_indexes(inquiry), make_indexes(inquiry)};
    struct variable_state **states =
        arena_allocate(inquiry->arena, (trace->object_count + (size_t)1) * sizeof(*states));
    for (uint32_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        follow_call(trace, &calls, i);
        if (!is_access(trace, event)) {
            continue;
        }
        struct variable_state **state = &states[target_index(event->target)];
        struct access access = access_of(trace, &calls, i);
        *state = *state == NULL ? make_state(inquiry) : *state;
        if (event->kind == EVENT_VARIABLE_LOAD) {
            (*state)->latest_load[trace->events[access.asked_by].thread] = access;
        } else {
            follow_store(inquiry, *state, access);
        }
    }
    for (uint32_t object = 0; object < trace->object_count; object++) {
        if (states[object] != NULL && states[object]->lost_count > 0) {
            report(inquiry, object, states[object]);
        }
    }
}
