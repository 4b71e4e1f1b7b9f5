/* The words of findings: a template for each sentence and, for each kind, its headline, the rule
 * that was broken and a way out. All static. Templates are filled by phrase.h.
 *
 * Places: {t} {u} {v} threads, {o} {p} objects, {s1} {s2} source places (may be empty, then the
 * bracketed part goes), {when} a duration, {n} {k} numbers, {what} what is waited for. */
#ifndef THREADLANE_ANALYSIS_SENTENCE_H
#define THREADLANE_ANALYSIS_SENTENCE_H

#include "tracer/analysis/finding.h"

enum sentence {
    SENTENCE_LINK_LOCK,      /* one link of a circle: holds {o}, waits for {p} */
    SENTENCE_LINK_LOCK_ONLY, /* waits for {p}; what it gives is its own end */
    SENTENCE_LINK_JOIN,      /* holds {o}, waits for thread {p} to end */
    SENTENCE_LINK_JOIN_ONLY,
    SENTENCE_LINK_TASK,      /* runs {o}, waits for {p} */
    SENTENCE_LINK_TASK_JOIN, /* runs {o}, waits for thread {p} to end */
    SENTENCE_CIRCLE_OF_TWO,  /* after the links; {circle} is "A → b → B → a → A" */
    SENTENCE_CIRCLE,
    SENTENCE_READ_AGAIN, /* {u} waits to write, {t} reads and wants to read again */
    SENTENCE_NESTED_MONITOR,
    SENTENCE_SELF_DEADLOCK,        /* nobody is left who could release the lock */
    SENTENCE_SELF_DEADLOCK_OWNED,  /* nobody else may */
    SENTENCE_SELF_DEADLOCK_LIKELY, /* nobody else ever did */
    SENTENCE_SELF_UPGRADE,         /* a reader wants to write */
    SENTENCE_SELF_JOIN,
    SENTENCE_SELF_RESULT, /* a task waits for its own future */
    SENTENCE_JOIN_PAIR,
    SENTENCE_JOIN_CYCLE,
    SENTENCE_LOST_NOTIFY,
    SENTENCE_LOST_TOO_LATE,
    SENTENCE_LOST_NOT_PASSED_ON,
    SENTENCE_LOST_NOTIFY_LIKELY, /* the same three while threads go on, but none that would */
    SENTENCE_LOST_TOO_LATE_LIKELY,
    SENTENCE_LOST_NOT_PASSED_ON_LIKELY,
    SENTENCE_ABANDONED_LOCK,
    SENTENCE_ABANDONED_BY_KILLED,
    SENTENCE_ABANDONED_BY_DEAD, /* by the end of its process */
    SENTENCE_ABANDONED_BY_FORK, /* {u} was not copied */
    SENTENCE_ORPHAN_WAIT,
    SENTENCE_ORPHAN_EVENT,
    SENTENCE_ORPHAN_BARRIER, /* {k} of {n} are there */
    SENTENCE_ORPHAN_JOIN,
    SENTENCE_ORPHAN_TASKS,        /* {o} are several */
    SENTENCE_ORPHAN_LOST_TASK,    /* {u} died when it ran {o} */
    SENTENCE_ORPHAN_END_OF_FILE,  /* {p} has the other end */
    SENTENCE_ORPHAN_OWN_END,      /* {p} is the waiter's own process */
    SENTENCE_ORPHAN_TORN_MESSAGE, /* {u} took the rest of it */
    SENTENCE_PIPE_FULL,           /* {u} should read it and waits for {p} */
    SENTENCE_PIPE_FULL_ALONE,
    SENTENCE_PIPE_FULL_TORN, /* {u} gave up reading, as {v} read from the same end */
    SENTENCE_STARVATION,
    SENTENCE_STARVATION_OF_ONE,
    SENTENCE_LOCK_ORDER,
    SENTENCE_THROTTLING,
    SENTENCE_GIL_CONVOY,
    SENTENCE_LOST_UPDATE, /* {x} what was read, {y} written, {z} overwritten */
    SENTENCE_SPIN,
    SENTENCE_MISUSE,
    SENTENCE_COUNT
};

/* What a finding advises: its kind's advice, or one of these. */
enum advice {
    ADVICE_NESTED_MONITOR = FINDING_KIND_COUNT,
    ADVICE_JOIN_UNDER_LOCK,
    ADVICE_TASK_CIRCLE,
    ADVICE_SELF_RESULT,
    ADVICE_READ_AGAIN,
    ADVICE_UPGRADE,
    ADVICE_FORKED_LOCK,
    ADVICE_DEAD_PROCESS,
    ADVICE_LOST_TASK,
    ADVICE_OPEN_END,
    ADVICE_TWO_READERS,
    ADVICE_COUNT
};

struct advice_words {
    const char *headline; /* a few words */
    const char *rule;
    const char *way_out;
    const char *way_out_code; /* a few lines of C, or "" */
};

const char *sentence_template(enum sentence sentence, enum language language);
/* `advice`: an enum finding_kind or an enum advice. */
struct advice_words advice_words_of(unsigned advice, enum language language);

/* What a thread waits for from an object of this type, and what giving it is called: "a permit",
 * "give one back". `operation` tells a queue's two sides apart. */
struct awaited_words {
    const char *what;
    const char *provide;
};

struct awaited_words awaited_words_of(enum object_type type, uint16_t operation,
                                      enum language language);

#endif
