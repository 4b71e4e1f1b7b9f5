/* Where two runs do the same in another order. What order means depends on the operations: a notify
 * before a wait is other news than after it, two threads that take one lock take turns, and all
 * else of different threads has no order that matters. One walk over the right run in its order; of
 * each object it keeps, by role, who has come so far and was the latest on the left. Whoever comes
 * now and came before that one on the left has changed places with it. */
#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/comparison_part.h"

static const struct {
    uint16_t operation;
    enum operation_role role;
} roles[] = {
    {OPERATION_LOCK_ACQUIRE, ROLE_TAKES},     {OPERATION_SEMAPHORE_ACQUIRE, ROLE_TAKES},
    {OPERATION_BARRIER_WAIT, ROLE_TAKES},     {OPERATION_CONDITION_WAIT, ROLE_WAITS},
    {OPERATION_CONDITION_NOTIFY, ROLE_GIVES}, {OPERATION_EVENT_WAIT, ROLE_WAITS},
    {OPERATION_EVENT_SET, ROLE_GIVES},        {OPERATION_QUEUE_GET, ROLE_WAITS},
    {OPERATION_QUEUE_PUT, ROLE_GIVES},        {OPERATION_PIPE_RECV, ROLE_WAITS},
    {OPERATION_PIPE_SEND, ROLE_GIVES},        {OPERATION_FUTURE_WAIT, ROLE_WAITS},
    {OPERATION_FUTURE_SET, ROLE_GIVES},       {OPERATION_VARIABLE_LOAD, ROLE_WAITS},
    {OPERATION_VARIABLE_STORE, ROLE_GIVES},
};

enum operation_role operation_role(uint16_t operation)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (roles[i].operation == operation) {
            return roles[i].role;
        }
    }
    return ROLE_NONE;
}

uint32_t operation_event(const struct compared_operation *operation)
{
    return operation_role(operation->operation) == ROLE_WAITS ? operation->begin_event
                                                              : operation->end_event;
}

#define ROLE_COUNT (ROLE_TAKES + 1)

/* The latest on the left of those that have come, and the latest of another thread than its. */
struct latest {
    uint32_t event[2];     /* on the left */
    uint32_t operation[2]; /* on the right, or NONE_INDEX */
};

struct seen {
    struct latest latest[ROLE_COUNT];
    uint32_t told[DIFFERENCE_TURN + 1]; /* the difference of each kind, or NONE_INDEX */
};

struct walk {
    const struct comparison *comparison;
    struct differences *differences;
    struct seen *seen; /* by object on the right */
};

static const struct compared_run *right_run(const struct walk *walk)
{
    return &walk->comparison->runs[SIDE_RIGHT];
}

static void note(const struct walk *walk, struct latest *latest, uint32_t operation,
                 uint32_t left_event)
{
    const struct compared_operation *operations = right_run(walk)->operations;
    uint32_t thread = operations[operation].thread;
    bool is_first = latest->operation[0] == NONE_INDEX;
    bool is_same = !is_first && operations[latest->operation[0]].thread == thread;
    if (is_first || left_event > latest->event[0]) {
        if (!is_first && !is_same) {
            latest->event[1] = latest->event[0];
            latest->operation[1] = latest->operation[0];
        }
        latest->event[0] = left_event;
        latest->operation[0] = operation;
    } else if (!is_same && (latest->operation[1] == NONE_INDEX || left_event > latest->event[1])) {
        latest->event[1] = left_event;
        latest->operation[1] = operation;
    }
}

/* Who has changed places with the operation, or NONE_INDEX. */
static uint32_t find_changed(const struct walk *walk, const struct latest *latest,
                             uint32_t operation, uint32_t left_event)
{
    const struct compared_operation *operations = right_run(walk)->operations;
    for (int i = 0; i < 2; i++) {
        uint32_t other = latest->operation[i];
        if (other != NONE_INDEX && operations[other].thread != operations[operation].thread) {
            return latest->event[i] > left_event ? other : NONE_INDEX;
        }
    }
    return NONE_INDEX;
}

/* `second` comes before `first` on the right, and after it on the left. */
static uint32_t add_order(const struct walk *walk, enum difference_kind kind, uint32_t first,
                          uint32_t second)
{
    const struct compared_operation *operations = right_run(walk)->operations;
    struct difference *added = differences_add(walk->differences, kind);
    added->first[SIDE_LEFT] = operations[first].match;
    added->first[SIDE_RIGHT] = first;
    added->second[SIDE_LEFT] = operations[second].match;
    added->second[SIDE_RIGHT] = second;
    return walk->differences->count - 1;
}

static void look_at(const struct walk *walk, uint32_t operation, uint32_t left_event)
{
    const struct compared_operation *here = &right_run(walk)->operations[operation];
    struct seen *seen = &walk->seen[target_index(here->target)];
    enum operation_role role = operation_role(here->operation);
    enum operation_role other = role == ROLE_GIVES   ? ROLE_WAITS
                                : role == ROLE_WAITS ? ROLE_GIVES
                                                     : ROLE_TAKES;
    enum difference_kind kind = role == ROLE_TAKES ? DIFFERENCE_TURN : DIFFERENCE_NEWS;
    uint32_t changed = find_changed(walk, &seen->latest[other], operation, left_event);
    if (changed != NONE_INDEX && seen->told[kind] == NONE_INDEX) {
        seen->told[kind] = add_order(walk, kind, operation, changed);
    } else if (changed != NONE_INDEX) {
        walk->differences->items[seen->told[kind]].count++;
    }
    note(walk, &seen->latest[role], operation, left_event);
}

/* ---- the walk ---- */

struct turn {
    uint32_t event, operation;
};

static int compare_turns(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;
    return (x->event > y->event) - (x->event < y->event);
}

/* Operations on the right that have a place in the order, in that order. */
static uint32_t list_turns(const struct compared_run *run, struct turn *turns)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->operation_count; i++) {
        const struct compared_operation *operation = &run->operations[i];
        bool is_about_object =
            operation->target != NONE_INDEX && target_class(operation->target) == TARGET_OBJECT;
        if (is_about_object && operation->match != NONE_INDEX &&
            operation_role(operation->operation) != ROLE_NONE &&
            operation_event(operation) != NONE_INDEX) {
            turns[count++] = (struct turn){operation_event(operation), i};
        }
    }
    if (count > 0) {
        qsort(turns, count, sizeof *turns, compare_turns);
    }
    return count;
}

static void find_between_threads(struct walk *walk)
{
    const struct compared_run *left = &walk->comparison->runs[SIDE_LEFT];
    const struct compared_run *right = right_run(walk);
    size_t size = (right->trace->object_count + (size_t)1) * sizeof *walk->seen;
    walk->seen = array_of(1, size);
    memset(walk->seen, 0xff, size); /* NONE_INDEX */
    struct turn *turns = array_of(right->operation_count + (size_t)1, sizeof *turns);
    uint32_t count = list_turns(right, turns);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t match = right->operations[turns[i].operation].match;
        uint32_t event = operation_event(run_operation(left, match));
        if (event != NONE_INDEX) {
            look_at(walk, turns[i].operation, event);
        }
    }
    free(turns);
    free(walk->seen);
}

/* What a thread does in another order by itself: one difference a thread. */
static void find_within_threads(struct walk *walk)
{
    const struct compared_run *right = right_run(walk);
    size_t size = (right->trace->thread_count + (size_t)1) * sizeof(uint32_t);
    uint32_t *latest = array_of(1, size), *told = array_of(1, size);
    memset(latest, 0xff, size);
    memset(told, 0xff, size);
    for (uint32_t i = 0; i < right->operation_count; i++) {
        const struct compared_operation *here = &right->operations[i];
        uint32_t *last = &latest[here->thread], *difference = &told[here->thread];
        if (here->match == NONE_INDEX) {
            continue;
        }
        bool is_later = *last == NONE_INDEX || here->match > right->operations[*last].match;
        if (is_later) {
            *last = i;
        } else if (*difference == NONE_INDEX) {
            *difference = add_order(walk, DIFFERENCE_PROGRAM, i, *last);
        } else {
            walk->differences->items[*difference].count++;
        }
    }
    free(latest);
    free(told);
}

void comparison_find_orders(const struct comparison *comparison, struct differences *differences)
{
    struct walk walk = {comparison, differences, NULL};
    find_between_threads(&walk);
    find_within_threads(&walk);
}
