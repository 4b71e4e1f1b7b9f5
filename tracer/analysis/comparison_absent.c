/* What is in one of two runs only: threads, what a thread does, and the ends of what it does. */
#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/comparison_part.h"

static void find_lone_ends(const struct comparison *comparison, struct differences *differences)
{
    const struct compared_run *left = &comparison->runs[SIDE_LEFT];
    for (uint32_t i = 0; i < left->operation_count; i++) {
        const struct compared_operation *here = &left->operations[i];
        if (here->match == NONE_INDEX) {
            continue;
        }
        const struct compared_operation *there =
            run_operation(&comparison->runs[SIDE_RIGHT], here->match);
        if ((here->end_event == NONE_INDEX) != (there->end_event == NONE_INDEX)) {
            struct difference *added = differences_add(differences, DIFFERENCE_END);
            added->first[SIDE_LEFT] = i;
            added->first[SIDE_RIGHT] = here->match;
        }
    }
}

/* One difference a thread, which counts; a thread that has no counterpart is itself one. */
static void find_lone_operations(const struct compared_run *run, enum comparison_side side,
                                 struct differences *differences)
{
    size_t size = (run->trace->thread_count + (size_t)1) * sizeof(uint32_t);
    uint32_t *told = array_of(1, size);
    memset(told, 0xff, size); /* NONE_INDEX */
    for (uint32_t i = 0; i < run->operation_count; i++) {
        const struct compared_operation *here = &run->operations[i];
        if (here->match != NONE_INDEX) {
            continue;
        }
        if (told[here->thread] != NONE_INDEX) {
            differences->items[told[here->thread]].count++;
            continue;
        }
        bool is_lone_thread = run->threads[here->thread] == NONE_INDEX;
        told[here->thread] = differences->count;
        differences_add(differences, is_lone_thread ? DIFFERENCE_THREAD : DIFFERENCE_MISSING)
            ->first[side] = i;
    }
    free(told);
}

void comparison_find_absent(const struct comparison *comparison, struct differences *differences)
{
    find_lone_ends(comparison, differences);
    for (int side = 0; side < SIDE_COUNT; side++) {
        find_lone_operations(&comparison->runs[side], side, differences);
    }
}
