/* Who is who in two runs. Everything is matched the same way: both runs' items get a key and a
 * number, are sorted, and the k-th of a key on the left is the k-th of that key on the right. */
#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/comparison_part.h"
#include "tracer/model/moment.h"

static uint32_t *no_matches(struct arena *arena, uint32_t count)
{
    uint32_t *matches = arena_allocate(arena, (count + (size_t)1) * sizeof *matches);
    memset(matches, 0xff, (count + (size_t)1) * sizeof *matches); /* NONE_INDEX */
    return matches;
}

/* ---- threads and objects, by words ---- */

struct named {
    const char *group, *name; /* of a process and a thread; of a type and an object */
    uint32_t index;           /* in order of start, of making */
};

static int compare_words(const struct named *x, const struct named *y)
{
    int group = strcmp(x->group, y->group);
    return group != 0 ? group : strcmp(x->name, y->name);
}

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int words = compare_words(x, y);
    return words != 0 ? words : (x->index > y->index) - (x->index < y->index);
}

static void sort_named(struct named *items, uint32_t count)
{
    if (count > 0) {
        qsort(items, count, sizeof *items, compare_named);
    }
}

static void match_named(struct named *left, uint32_t left_count, struct named *right,
                        uint32_t right_count, uint32_t *left_match, uint32_t *right_match)
{
    sort_named(left, left_count);
    sort_named(right, right_count);
    for (uint32_t i = 0, j = 0; i < left_count && j < right_count;) {
        int order = compare_words(&left[i], &right[j]);
        if (order == 0) {
            left_match[left[i].index] = right[j].index;
            right_match[right[j].index] = left[i].index;
        }
        i += order <= 0;
        j += order >= 0;
    }
}

/* The first process is called after the program, which may be another one. */
static const char *process_name(const struct trace *trace, uint32_t thread)
{
    uint32_t process = trace->threads[thread].process;
    return process <= 1 || process >= trace->process_count ? "" : trace->processes[process].name;
}

static uint32_t list_threads(const struct trace *trace, struct named *items)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        if (trace->threads[i].exists) {
            items[count++] = (struct named){process_name(trace, i), trace->threads[i].name, i};
        }
    }
    return count;
}

/* The parts of an object are called after what they are part of. */
static uint32_t list_objects(const struct trace *trace, struct named *items)
{
    for (uint32_t i = 0; i < trace->object_count; i++) {
        const struct trace_object *object = &trace->objects[i];
        bool is_part = object->parent < trace->object_count && !object->has_name;
        items[i] = (struct named){object_type_name(object->type),
                                  is_part ? trace->objects[object->parent].name : object->name, i};
    }
    return trace->object_count;
}

typedef uint32_t list_function(const struct trace *trace, struct named *items);

static void match_by_words(struct comparison *comparison, list_function *list,
                           const uint32_t counts[SIDE_COUNT], uint32_t *matches[SIDE_COUNT])
{
    struct named *items[SIDE_COUNT];
    uint32_t listed[SIDE_COUNT];
    for (int side = 0; side < SIDE_COUNT; side++) {
        items[side] = array_of(counts[side] + (size_t)1, sizeof **items);
        listed[side] = list(comparison->runs[side].trace, items[side]);
        matches[side] = no_matches(comparison->arena, counts[side]);
    }
    match_named(items[SIDE_LEFT], listed[SIDE_LEFT], items[SIDE_RIGHT], listed[SIDE_RIGHT],
                matches[SIDE_LEFT], matches[SIDE_RIGHT]);
    free(items[SIDE_LEFT]);
    free(items[SIDE_RIGHT]);
}

void comparison_match_lanes(struct comparison *comparison)
{
    const struct trace *left = comparison->runs[SIDE_LEFT].trace;
    const struct trace *right = comparison->runs[SIDE_RIGHT].trace;
    uint32_t *threads[SIDE_COUNT], *objects[SIDE_COUNT];
    const uint32_t thread_counts[] = {left->thread_count, right->thread_count};
    const uint32_t object_counts[] = {left->object_count, right->object_count};
    match_by_words(comparison, list_threads, thread_counts, threads);
    match_by_words(comparison, list_objects, object_counts, objects);
    for (int side = 0; side < SIDE_COUNT; side++) {
        comparison->runs[side].threads = threads[side];
        comparison->runs[side].objects = objects[side];
    }
}

/* ---- operations ---- */

/* A forced switch of the GIL is nothing that the program does; and that it gives a lock back is
 * told as a step only where somebody waits for it. */
static bool is_compared(const struct trace *trace, uint32_t event)
{
    if (event == NONE_INDEX || trace->events[event].thread >= trace->thread_count) {
        return false;
    }
    enum event_operation operation = kind_operation(trace->events[event].kind);
    return operation != OPERATION_GIL_DROP && operation != OPERATION_LOCK_RELEASE;
}

#define OPEN_MAX 8 /* operations of a thread that can be open at once and are told as steps */

/* Closes the operation that an event ends; false if none is open. */
static bool close_operation(struct compared_run *run, uint32_t *open, const struct event *event,
                            uint32_t index)
{
    for (int i = 0; i < OPEN_MAX; i++) {
        struct compared_operation *operation =
            open[i] != NONE_INDEX ? &run->operations[open[i]] : NULL;
        if (operation != NULL && operation->operation == kind_operation(event->kind) &&
            operation->target == event->target) {
            operation->end_event = index;
            open[i] = NONE_INDEX;
            return true;
        }
    }
    return false;
}

/* The newest takes the oldest one's place. */
static void remember_open(uint32_t *open, uint32_t operation)
{
    memmove(&open[1], &open[0], (OPEN_MAX - 1) * sizeof *open);
    open[0] = operation;
}

static void add_step(struct compared_run *run, uint32_t *open, uint32_t step, uint32_t index)
{
    const struct event *event = &run->trace->events[index];
    enum event_stage stage = kind_stage(event->kind);
    if (stage != STAGE_BEGIN && close_operation(run, open, event, index)) {
        return;
    }
    if (stage == STAGE_BEGIN) {
        remember_open(open, run->operation_count);
    }
    run->operations[run->operation_count++] = (struct compared_operation){
        .thread = event->thread,
        .target = event->target,
        .operation = kind_operation(event->kind),
        .begin_event = index,
        .end_event = stage == STAGE_BEGIN ? NONE_INDEX : index,
        .step = step,
        .match = NONE_INDEX,
    };
}

/* Steps that only begin (a start, a join, a sleep) have their ends in the trace, not in the story.
 */
static void find_ends(struct compared_run *run, uint32_t *open)
{
    const struct trace *trace = run->trace;
    memset(open, 0xff, trace->thread_count * (size_t)OPEN_MAX * sizeof *open);
    uint32_t next = 0;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        if (event->thread >= trace->thread_count) {
            continue;
        }
        uint32_t *mine = &open[event->thread * (size_t)OPEN_MAX];
        if (next < run->operation_count && run->operations[next].begin_event == i) {
            if (run->operations[next].end_event == NONE_INDEX) {
                remember_open(mine, next);
            }
            next++;
        } else if (kind_stage(event->kind) != STAGE_BEGIN) {
            close_operation(run, mine, event, i);
        }
    }
}

static void find_operations(struct compared_run *run, struct arena *arena)
{
    const struct story *story = run->story;
    size_t open_count = run->trace->thread_count * (size_t)OPEN_MAX;
    uint32_t *open = no_matches(arena, (uint32_t)open_count);
    run->operations =
        arena_allocate(arena, (story->step_count + (size_t)1) * sizeof *run->operations);
    for (uint32_t i = 0; i < story->step_count; i++) {
        uint32_t event = story_bare_step(story, i).event;
        if (is_compared(run->trace, event)) {
            add_step(run, &open[run->trace->events[event].thread * (size_t)OPEN_MAX], i, event);
        }
    }
    find_ends(run, open);
}

/* The same on both sides for what is the same. */
struct operation_key {
    uint32_t thread, target; /* as on the left */
    uint64_t words;          /* of what is printed */
    uint16_t operation;
    uint32_t index;
};

static int compare_keys(const struct operation_key *x, const struct operation_key *y)
{
    if (x->thread != y->thread) {
        return x->thread < y->thread ? -1 : 1;
    }
    if (x->operation != y->operation) {
        return x->operation < y->operation ? -1 : 1;
    }
    if (x->target != y->target) {
        return x->target < y->target ? -1 : 1;
    }
    return (x->words > y->words) - (x->words < y->words);
}

static int compare_places(const void *a, const void *b)
{
    const struct operation_key *x = a, *y = b;
    int order = compare_keys(x, y);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    }
    return hash;
}

/* What a target is called on the left; false: it has no counterpart. */
static bool name_target(const struct compared_run *run, enum comparison_side side, uint32_t *target)
{
    uint32_t index = target_index(*target);
    if (side == SIDE_LEFT || *target == NONE_INDEX) {
        return true;
    }
    if (target_class(*target) == TARGET_OBJECT) {
        *target = target_make(TARGET_OBJECT, run->objects[index]);
        return run->objects[index] != NONE_INDEX;
    }
    if (target_class(*target) == TARGET_THREAD) {
        *target = target_make(TARGET_THREAD, run->threads[index]);
        return run->threads[index] != NONE_INDEX;
    }
    return true;
}

static uint32_t list_keys(const struct compared_run *run, enum comparison_side side,
                          struct operation_key *keys)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->operation_count; i++) {
        const struct compared_operation *operation = &run->operations[i];
        const struct event *event = &run->trace->events[operation->begin_event];
        struct operation_key key = {
            .thread = side == SIDE_LEFT ? operation->thread : run->threads[operation->thread],
            .target = operation->target,
            .words = hash_of(event_text(run->trace, event)),
            .operation = operation->operation,
            .index = i,
        };
        if (key.thread != NONE_INDEX && name_target(run, side, &key.target)) {
            keys[count++] = key;
        }
    }
    if (count > 0) {
        qsort(keys, count, sizeof *keys, compare_places);
    }
    return count;
}

void comparison_match_operations(struct comparison *comparison)
{
    struct operation_key *keys[SIDE_COUNT];
    uint32_t counts[SIDE_COUNT];
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct compared_run *run = &comparison->runs[side];
        find_operations(run, comparison->arena);
        keys[side] = array_of(run->operation_count + (size_t)1, sizeof **keys);
        counts[side] = list_keys(run, side, keys[side]);
    }
    for (uint32_t i = 0, j = 0; i < counts[SIDE_LEFT] && j < counts[SIDE_RIGHT];) {
        int order = compare_keys(&keys[SIDE_LEFT][i], &keys[SIDE_RIGHT][j]);
        if (order == 0) {
            uint32_t left = keys[SIDE_LEFT][i].index, right = keys[SIDE_RIGHT][j].index;
            comparison->runs[SIDE_LEFT].operations[left].match = right;
            comparison->runs[SIDE_RIGHT].operations[right].match = left;
        }
        i += order <= 0;
        j += order >= 0;
    }
    free(keys[SIDE_LEFT]);
    free(keys[SIDE_RIGHT]);
}
