#include "tests/invariants/invariants.h"

#include <stdlib.h>

#include "tests/invariants/rule.h"

static const struct rule *const rules[] = {
    &life_rule, &bracket_rule,  &wake_rule,   &lock_rule, &permit_rule,  &queue_rule, &future_rule,
    &gil_rule,  &variable_rule, &parent_rule, &word_rule, &process_rule, &pipe_rule,
};

#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

void expect(struct checking *checking, bool is_so, int invariant, const char *what)
{
    if (!is_so) {
        fprintf(checking->out, "event %zu: invariant %d: %s\n",
                (size_t)(checking->event - checking->trace->events), invariant, what);
        checking->violation_count++;
    }
}

const struct event *find_open(const struct checking *checking, uint32_t thread,
                              enum event_operation operation)
{
    const struct open_operations *open = &checking->open[thread];
    for (uint32_t i = open->count; i-- > 0;) {
        const struct event *begin = &checking->trace->events[open->begins[i]];
        if (kind_operation(begin->kind) == operation) {
            return begin;
        }
    }
    return NULL;
}

bool rule_is_foreign(const struct checking *checking)
{
    return trace_info_value(checking->trace, "recorded by")[0] != '\0';
}

uint32_t looked_at_object(const struct checking *checking)
{
    const struct event *event = checking->event;
    bool has_object = event->target != NONE_INDEX && event_is_about(event, TARGET_OBJECT);
    return has_object ? target_index(event->target) : NONE_INDEX;
}

uint32_t forked_thread(const struct checking *checking)
{
    return checking->trace->processes[target_index(checking->event->target)].main_thread;
}

static void copy_facts(struct checking *checking, const struct rule *rule, void *objects)
{
    const struct trace *trace = checking->trace;
    uint32_t child = target_index(checking->event->target);
    for (uint32_t copy = trace->processes[child].first_copy; rule->fork && copy != NONE_INDEX;
         copy = trace->objects[copy].next_copy) {
        rule->fork(checking, objects, trace->objects[copy].origin, copy);
    }
}

static void *allocate(size_t count, size_t size)
{
    void *facts = calloc(count + 1, size ? size : 1);
    if (!facts) {
        abort();
    }
    return facts;
}

size_t invariants_check(const struct trace *trace, FILE *out)
{
    struct checking checking = {
        .trace = trace,
        .event = trace->events,
        .out = out,
        .open = allocate(trace->thread_count, sizeof(struct open_operations)),
    };
    void *threads[RULE_COUNT], *objects[RULE_COUNT];
    for (size_t i = 0; i < RULE_COUNT; i++) {
        threads[i] = allocate(trace->thread_count, rules[i]->thread_size);
        objects[i] = allocate(trace->object_count, rules[i]->object_size);
    }
    for (size_t at = 0; at < trace->event_count; at++) {
        checking.event = &trace->events[at];
        for (size_t i = 0; i < RULE_COUNT; i++) {
            rules[i]->look(&checking, threads[i], objects[i]);
            if (checking.event->kind == EVENT_PROCESS_FORK_BEGIN) {
                copy_facts(&checking, rules[i], objects[i]);
            }
        }
    }
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (rules[i]->finish) {
            rules[i]->finish(&checking, threads[i], objects[i]);
        }
        free(threads[i]);
        free(objects[i]);
    }
    free(checking.open);
    return checking.violation_count;
}
