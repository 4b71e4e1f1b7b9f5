/* A lost update: a thread reads version k of a variable, others store, and what it then stores is
 * later than k + 1, so it wrote over what it never saw. Versions make this exact. Only the latest
 * read before a store counts: who looks again builds on that. */
#include <stdio.h>

#include "tracer/analysis/inquiry.h"

#define NUMBER_SIZE 16

struct variable_state {
    uint32_t *latest_load; /* by thread: since its last store, or NONE_INDEX */
    uint32_t latest_store; /* or NONE_INDEX */
    struct lost_update *lost;
    uint32_t lost_count;
};

static struct variable_state *make_state(struct inquiry *inquiry)
{
    uint32_t thread_count = inquiry->trace->thread_count;
    struct variable_state *state = arena_allocate(inquiry->arena, sizeof(*state));
    state->latest_load = arena_allocate(inquiry->arena, thread_count * sizeof(uint32_t) + 1);
    state->latest_store = NONE_INDEX;
    for (uint32_t thread = 0; thread < thread_count; thread++) {
        state->latest_load[thread] = NONE_INDEX;
    }
    return state;
}

static void follow_store(struct inquiry *inquiry, struct variable_state *state, uint32_t index)
{
    const struct event *events = inquiry->trace->events;
    const struct event *store = &events[index];
    uint32_t load = state->latest_load[store->thread];
    bool is_lost =
        load != NONE_INDEX && value_high(store->value) > value_high(events[load].value) + 1;
    if (is_lost) {
        state->lost =
            arena_grow_array(inquiry->arena, state->lost, state->lost_count, sizeof(*state->lost));
        state->lost[state->lost_count++] = (struct lost_update){load, state->latest_store, index};
    }
    state->latest_load[store->thread] = NONE_INDEX;
    state->latest_store = index;
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
    const struct lost_update *first = &state->lost[0];
    uint32_t store = first->store, other = first->overwritten;
    uint32_t writer = other == NONE_INDEX ? NONE_INDEX : events[other].thread;
    struct draft draft = draft_begin(FINDING_LOST_UPDATE, CAUSE_PROVEN, HANG_NONE);
    index_list_add(&draft.threads, inquiry->arena, events[store].thread);
    index_list_add(&draft.threads, inquiry->arena, writer);
    index_list_add(&draft.objects, inquiry->arena, object);
    index_list_add(&draft.events, inquiry->arena, first->load);
    index_list_add(&draft.events, inquiry->arena, other);
    index_list_add(&draft.events, inquiry->arena, store);
    draft.lost_updates = state->lost;
    draft.lost_update_count = state->lost_count;
    char count[NUMBER_SIZE];
    snprintf(count, sizeof(count), "%u", state->lost_count);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, events[store].thread)},
        {"u", writer == NONE_INDEX ? "?" : inquiry_thread_name(inquiry, writer)},
        {"o", inquiry_object_name(inquiry, object)},
        {"x", number(inquiry, first->load)},
        {"y", number(inquiry, store)},
        {"z", number(inquiry, other)},
        {"s1", inquiry_site(inquiry, first->load)},
        {"s2", inquiry_site(inquiry, store)},
        {"n", count},
    };
    draft_say(inquiry, &draft, SENTENCE_LOST_UPDATE, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

void lost_update_find(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    struct variable_state **states =
        arena_allocate(inquiry->arena, (trace->object_count + (size_t)1) * sizeof(*states));
    for (uint32_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        bool is_load = event->kind == EVENT_VARIABLE_LOAD;
        if (!is_load && event->kind != EVENT_VARIABLE_STORE) {
            continue;
        }
        const struct trace_object *object = event_object(trace, event);
        if (object == NULL || object->type != TYPE_VARIABLE) {
            continue; /* a list's methods are whole; its value is only its length */
        }
        struct variable_state **state = &states[target_index(event->target)];
        *state = *state == NULL ? make_state(inquiry) : *state;
        if (is_load) {
            (*state)->latest_load[event->thread] = i;
        } else {
            follow_store(inquiry, *state, i);
        }
    }
    for (uint32_t object = 0; object < trace->object_count; object++) {
        if (states[object] != NULL && states[object]->lost_count > 0) {
            report(inquiry, object, states[object]);
        }
    }
}
