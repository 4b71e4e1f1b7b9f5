/* The parts of a comparison, a file each, called by comparison.c in this order. */
#ifndef THREADLANE_ANALYSIS_COMPARISON_PART_H
#define THREADLANE_ANALYSIS_COMPARISON_PART_H

#include "tracer/analysis/comparison.h"
#include "tracer/analysis/index_list.h"

/* What an operation does to those of other threads on the same object. */
enum operation_role {
    ROLE_NONE,
    ROLE_GIVES, /* notify, set, put, a store … */
    ROLE_WAITS, /* for that */
    ROLE_TAKES, /* a lock, a permit: who comes first has it */
};

struct differences {
    struct arena *arena;
    struct difference *items;
    uint32_t count;
};

static inline const struct compared_operation *run_operation(const struct compared_run *run,
                                                             uint32_t index)
{
    return &run->operations[index];
}

enum operation_role operation_role(uint16_t operation);
/* The event by which it has its place among others: a wait's is its begin, all else counts when it
 * is done; NONE_INDEX: it never was. */
uint32_t operation_event(const struct compared_operation *operation);

/* Fills threads and objects of both runs. */
void comparison_match_lanes(struct comparison *comparison);
/* Fills operations and their matches. */
void comparison_match_operations(struct comparison *comparison);

/* Those in the order between threads, and within each thread. */
void comparison_find_orders(const struct comparison *comparison, struct differences *differences);
/* What ends or is there in one run only. */
void comparison_find_absent(const struct comparison *comparison, struct differences *differences);

/* Adds one; the sentence is told later. Returns it, valid until the next. */
struct difference *differences_add(struct differences *differences, enum difference_kind kind);

/* A difference in words, in the comparison's arena. */
const char *comparison_tell(const struct comparison *comparison,
                            const struct difference *difference);
const char *comparison_tell_verdict(const struct comparison *comparison);

#endif
