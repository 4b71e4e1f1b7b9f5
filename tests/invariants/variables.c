/* 12: each store makes the next version, and who reads a version reads what its store wrote. */
#include "tests/invariants/rule.h"

struct variable_facts {
    bool is_known; /* a store has been seen */
    uint32_t version, value;
};

static void check_store(struct checking *checking, struct variable_facts *variable)
{
    uint32_t version = value_high(checking->event->value);
    expect(checking, !variable->is_known || version == variable->version + 1, 12,
           "a variable's version does not grow by one");
    *variable = (struct variable_facts){true, version, value_low(checking->event->value)};
}

static void check_load(struct checking *checking, const struct variable_facts *variable)
{
    uint32_t version = value_high(checking->event->value);
    expect(checking, version <= variable->version, 12, "reads what nobody has written yet");
    expect(checking,
           version != variable->version || value_low(checking->event->value) == variable->value, 12,
           "reads another value than was written");
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads;
    uint32_t object = looked_at_object(checking);
    if (object == NONE_INDEX) {
        return;
    }
    struct variable_facts *variable = (struct variable_facts *)objects + object;
    if (checking->event->kind == EVENT_VARIABLE_STORE) {
        check_store(checking, variable);
    } else if (checking->event->kind == EVENT_VARIABLE_LOAD && variable->is_known) {
        check_load(checking, variable);
    }
}

const struct rule variable_rule = {.object_size = sizeof(struct variable_facts), .look = look};
