#include "tracer/format/json_flow.h"

#include <stddef.h>

#include "tracer/event/event_kind.h"

enum flow_key {
    FLOW_WAIT = 1,
    FLOW_LOCK,
    FLOW_THREAD_BEGIN,
    FLOW_THREAD_END,
    FLOW_ITEM,
    FLOW_MESSAGE,
    FLOW_CALL,
};

static const char *const words[] = {
    [FLOW_WAIT] = "woken",        [FLOW_LOCK] = "acquired", [FLOW_THREAD_BEGIN] = "begun",
    [FLOW_THREAD_END] = "joined", [FLOW_ITEM] = "got",      [FLOW_MESSAGE] = "received",
    [FLOW_CALL] = "called",
};

struct flow_rule {
    enum flow_key key; /* 0: no arrow joins events of this kind */
    bool is_cause;
};

/* By kind. */
static const struct flow_rule flow_rules[] = {
    [EVENT_DOOR_WAKE] = {FLOW_WAIT, true},
    [EVENT_DOOR_WAIT] = {FLOW_WAIT, false},
    [EVENT_LOCK_RELEASE] = {FLOW_LOCK, true},
    [EVENT_LOCK_ACQUIRE] = {FLOW_LOCK, false},
    [EVENT_THREAD_CREATE_BEGIN] = {FLOW_THREAD_BEGIN, true},
    [EVENT_THREAD_BEGIN] = {FLOW_THREAD_BEGIN, false},
    [EVENT_THREAD_END] = {FLOW_THREAD_END, true},
    [EVENT_THREAD_JOIN] = {FLOW_THREAD_END, false},
    [EVENT_PROCESS_FORK_BEGIN] = {FLOW_THREAD_BEGIN, true},
    [EVENT_PROCESS_BEGIN] = {FLOW_THREAD_BEGIN, false},
    [EVENT_PROCESS_END] = {FLOW_THREAD_END, true},
    [EVENT_PROCESS_JOIN] = {FLOW_THREAD_END, false},
    [EVENT_QUEUE_PUT] = {FLOW_ITEM, true},
    [EVENT_QUEUE_GET] = {FLOW_ITEM, false},
    [EVENT_PIPE_SEND_BEGIN] = {FLOW_MESSAGE, true},
    [EVENT_PIPE_RECV] = {FLOW_MESSAGE, false},
    [EVENT_MANAGER_CALL_BEGIN] = {FLOW_CALL, true},
    [EVENT_MANAGER_SERVE_BEGIN] = {FLOW_CALL, false},
};

/* The lock's sequence of the release: an acquire follows the release of the number before. 0: this
 * hand-over is not drawn, because nobody had to wait, the lock is not numbered or not yet free. */
static uint64_t lock_number(const struct raw_event *event, bool is_cause)
{
    uint64_t sequence = event->value >> 32;
    bool is_handed_over = is_cause ? (uint32_t)event->value == 0 : event->flags & FLAG_CONTENDED;
    if (sequence == 0 || !is_handed_over) {
        return 0;
    }
    return sequence - !is_cause;
}

/* Numbers count what one object hands over, and what a fork copied counts for itself. 0: none. */
static uint64_t numbered_key(const struct raw_event *event, uint32_t scope, uint64_t number)
{
    uint64_t place = event->object + ((uint64_t)scope << 48);
    return number == 0 ? 0 : (place * UINT64_C(0x9e3779b97f4a7c15) >> 4) ^ number;
}

static uint64_t thread_key(uint32_t thread, uint64_t number)
{
    return (uint64_t)thread << 32 | (uint32_t)number;
}

/* What cause and effect have in common, or 0. */
static uint64_t flow_key(const struct flow_rule *rule, const struct raw_event *event,
                         uint32_t scope)
{
    switch (rule->key) {
    case FLOW_WAIT:
        return rule->is_cause ? event->value : thread_key(event->thread, event->value);
    case FLOW_CALL:
        return rule->is_cause ? thread_key(event->thread, event->value) : event->value;
    case FLOW_LOCK:
        return numbered_key(event, scope, lock_number(event, rule->is_cause));
    case FLOW_ITEM:
    case FLOW_MESSAGE:
        return numbered_key(event, scope, (uint32_t)event->value);
    case FLOW_THREAD_BEGIN:
    case FLOW_THREAD_END:
        break;
    }
    return event->object;
}

uint64_t json_flow_id(const struct raw_event *event, uint32_t scope, bool *is_cause)
{
    if (event->kind >= sizeof flow_rules / sizeof flow_rules[0] ||
        flow_rules[event->kind].key == 0) {
        return 0;
    }
    const struct flow_rule *rule = &flow_rules[event->kind];
    uint64_t key = flow_key(rule, event, scope);
    *is_cause = rule->is_cause;
    return key == 0 ? 0 : (uint64_t)rule->key << 60 | key % (UINT64_C(1) << 60);
}

const char *json_flow_word(uint16_t kind)
{
    return words[flow_rules[kind].key];
}
