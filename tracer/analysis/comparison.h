/* Two runs beside each other: what their threads do, matched in the order of each one's program,
 * and where the runs part. Comes from two traces with their analyses and stories (in one language),
 * goes to the picture of both. Pure; everything in it lives until comparison_destroy, and the four
 * must live as long.
 *
 * What is compared are operations, the story's steps with their begins and ends put together: "the
 * second time that 小爱 waits on cond" is one of them, in either run. Threads are matched by
 * process, name and order of start, objects by name, type and order of making. Times play no part.
 */
#ifndef THREADLANE_ANALYSIS_COMPARISON_H
#define THREADLANE_ANALYSIS_COMPARISON_H

#include "tracer/analysis/story.h"

enum comparison_side { SIDE_LEFT, SIDE_RIGHT, SIDE_COUNT };

/* What a thread did once. */
struct compared_operation {
    uint32_t thread;
    uint32_t target;      /* as an event's */
    uint16_t operation;   /* enum event_operation */
    uint32_t begin_event; /* of its first step */
    uint32_t end_event;   /* its last; NONE_INDEX: it never ended */
    uint32_t step;        /* of begin_event */
    uint32_t match;       /* its counterpart on the other side, or NONE_INDEX */
};

struct compared_run {
    const struct trace *trace;
    const struct analysis *analysis;
    const struct story *story;
    uint32_t *threads;                     /* by thread: its counterpart, or NONE_INDEX */
    uint32_t *objects;                     /* by object, likewise */
    struct compared_operation *operations; /* by begin_event */
    uint32_t operation_count;
};

/* In the order in which they matter. */
enum difference_kind {
    DIFFERENCE_NEWS,    /* a notify, a put, a set …, and the wait for it: in another order */
    DIFFERENCE_TURN,    /* two threads take the same thing in another order */
    DIFFERENCE_PROGRAM, /* a thread itself does two things in another order */
    DIFFERENCE_END,     /* an operation ends in one run only */
    DIFFERENCE_MISSING, /* what a thread does in one run only */
    DIFFERENCE_THREAD,  /* a thread that is in one run only */
};

struct difference {
    enum difference_kind kind;
    /* By side, indexes of operations. Of the first three kinds: on the left `first` comes before
     * `second`, on the right after it. Else only `first`, which is NONE_INDEX where it is missing.
     */
    uint32_t first[SIDE_COUNT], second[SIDE_COUNT];
    uint32_t count; /* so many of its kind, of the same thread or object, are told by this one */
    const char *sentence;
};

#define DIFFERENCES_MAX 64u /* that are listed */

struct comparison {
    struct compared_run runs[SIDE_COUNT];
    struct difference *differences; /* by kind, then by time on the left */
    uint32_t difference_count;
    uint32_t more_count; /* that are not listed */
    /* Where the runs part: the first difference in order, or NULL if there is none. */
    const struct difference *divergence;
    const char *verdict; /* both runs' outcomes in a sentence */
    enum language language;
    struct arena *arena;
};

struct comparison_input {
    const struct trace *trace;
    const struct analysis *analysis;
    const struct story *story;
};

struct comparison *comparison_create(struct comparison_input left, struct comparison_input right);
/* Says all of it in the language of other analyses and stories of the same traces, which take the
 * place of those it had; what was found stays. */
void comparison_tell_anew(struct comparison *comparison, struct comparison_input left,
                          struct comparison_input right);
void comparison_destroy(struct comparison *comparison); /* accepts NULL */

/* The last operation whose step is at or before this one, or NONE_INDEX. */
uint32_t compared_run_operation_at(const struct compared_run *run, uint32_t step);

#endif
