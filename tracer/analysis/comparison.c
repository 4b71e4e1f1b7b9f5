#include "tracer/analysis/comparison.h"

#include <assert.h>
#include <stdlib.h>

#include "tracer/analysis/comparison_part.h"

struct difference *differences_add(struct differences *differences, enum difference_kind kind)
{
    differences->items = arena_grow_array(differences->arena, differences->items,
                                          differences->count, sizeof *differences->items);
    struct difference *added = &differences->items[differences->count++];
    *added = (struct difference){.kind = kind,
                                 .first = {NONE_INDEX, NONE_INDEX},
                                 .second = {NONE_INDEX, NONE_INDEX},
                                 .count = 1};
    return added;
}

/* Operations lie by time, so those that are found first are the earlier ones. */
static uint32_t place_of(const struct difference *difference)
{
    uint32_t left = difference->first[SIDE_LEFT];
    return left != NONE_INDEX ? left : difference->first[SIDE_RIGHT];
}

static int compare_differences(const void *a, const void *b)
{
    const struct difference *x = a, *y = b;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    return (place_of(x) > place_of(y)) - (place_of(x) < place_of(y));
}

/* Of a condition, which keeps no memory of a notify, the order decides what happens. */
static bool is_about_condition(const struct comparison *comparison,
                               const struct difference *difference)
{
    const struct compared_run *left = &comparison->runs[SIDE_LEFT];
    if (difference->kind != DIFFERENCE_NEWS) {
        return false;
    }
    uint16_t operation = run_operation(left, difference->first[SIDE_LEFT])->operation;
    return operation == OPERATION_CONDITION_WAIT || operation == OPERATION_CONDITION_NOTIFY;
}

/* Where the runs part, as a person would say it: what changes the outcome before what only changes
 * whose turn it is. */
static const struct difference *find_divergence(const struct comparison *comparison)
{
    const struct difference *first =
        comparison->difference_count > 0 ? &comparison->differences[0] : NULL;
    for (uint32_t i = 0; i < comparison->difference_count; i++) {
        if (is_about_condition(comparison, &comparison->differences[i])) {
            return &comparison->differences[i];
        }
    }
    return first != NULL && first->kind <= DIFFERENCE_PROGRAM ? first : NULL;
}

static void list_differences(struct comparison *comparison)
{
    struct differences found = {.arena = comparison->arena};
    comparison_find_orders(comparison, &found);
    comparison_find_absent(comparison, &found);
    if (found.count > 0) {
        qsort(found.items, found.count, sizeof *found.items, compare_differences);
    }
    uint32_t listed = found.count < DIFFERENCES_MAX ? found.count : DIFFERENCES_MAX;
    comparison->differences = found.items;
    comparison->difference_count = listed;
    comparison->more_count = found.count - listed;
}

static void tell(struct comparison *comparison)
{
    for (uint32_t i = 0; i < comparison->difference_count; i++) {
        struct difference *difference = &comparison->differences[i];
        difference->sentence = comparison_tell(comparison, difference);
    }
    comparison->verdict = comparison_tell_verdict(comparison);
}

static struct compared_run run_of(struct comparison_input input)
{
    return (struct compared_run){
        .trace = input.trace, .analysis = input.analysis, .story = input.story};
}

struct comparison *comparison_create(struct comparison_input left, struct comparison_input right)
{
    struct arena *arena = arena_create();
    struct comparison *comparison = arena_allocate(arena, sizeof *comparison);
    *comparison = (struct comparison){
        .runs = {run_of(left), run_of(right)}, .language = left.analysis->language, .arena = arena};
    comparison_match_lanes(comparison);
    comparison_match_operations(comparison);
    list_differences(comparison);
    comparison->divergence = find_divergence(comparison);
    tell(comparison);
    return comparison;
}

static void take_words(struct compared_run *run, struct comparison_input input)
{
    assert(run->trace == input.trace);
    run->analysis = input.analysis;
    run->story = input.story;
}

void comparison_tell_anew(struct comparison *comparison, struct comparison_input left,
                          struct comparison_input right)
{
    take_words(&comparison->runs[SIDE_LEFT], left);
    take_words(&comparison->runs[SIDE_RIGHT], right);
    comparison->language = left.analysis->language;
    tell(comparison);
}

void comparison_destroy(struct comparison *comparison)
{
    if (comparison != NULL) {
        arena_destroy(comparison->arena);
    }
}

uint32_t compared_run_operation_at(const struct compared_run *run, uint32_t step)
{
    uint32_t low = 0, high = run->operation_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (run->operations[middle].step <= step) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 || step == NONE_INDEX ? NONE_INDEX : low - 1;
}
