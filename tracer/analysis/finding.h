/* Findings: what a trace means. analysis_create folds the whole trace once, decides who can never
 * go on (liveness.h), names the causes, and puts each into words. Everything in it lies in the
 * analysis and lives until analysis_destroy. */
#ifndef THREADLANE_ANALYSIS_FINDING_H
#define THREADLANE_ANALYSIS_FINDING_H

#include "tracer/language/language.h"
#include "tracer/model/trace.h"

enum finding_kind {
    FINDING_DEADLOCK,
    FINDING_SELF_DEADLOCK,
    FINDING_LOST_NOTIFY,
    FINDING_ABANDONED_LOCK,
    FINDING_ORPHAN_WAIT,
    FINDING_JOIN_CYCLE,
    FINDING_POOL_STARVATION,
    FINDING_PIPE_FULL,
    FINDING_LOCK_ORDER_RISK,
    FINDING_THROTTLING,
    FINDING_GIL_CONVOY,
    FINDING_LOST_UPDATE,
    FINDING_SPIN,
    FINDING_MISUSE,
    FINDING_KIND_COUNT
};

enum hang_grade { HANG_NONE, HANG_LIKELY, HANG_PROVEN };
enum cause_grade { CAUSE_RISK, CAUSE_LIKELY, CAUSE_PROVEN };

/* One link of "who waits for whom": thread waits for object, object is held by (or needs) thread;
 * a future is run by it. */
struct wait_edge {
    uint32_t thread;     /* who waits */
    uint32_t target;     /* object, thread or process it waits for (target_make) */
    uint32_t provider;   /* thread that holds it or is joined, or NONE_INDEX: nobody in particular;
                            if the waiting thread is dead, nobody is left */
    uint32_t wait_event; /* the begin of the wait */
    uint32_t hold_event; /* where the provider took it, or began to run it, or NONE_INDEX */
    uint64_t since_ns;
};

/* One wave of a throttled semaphore: the holders that were let in together. */
struct throttle_wave {
    uint64_t begin_ns;
    uint32_t first_member; /* index into throttling.members */
    uint32_t member_count;
};

/* What is known of one semaphore that made threads wait. A member is a permit's hold: the thread
 * that took it, and the thread it was started for or given back by, which is the one a reader
 * thinks of. */
struct throttle_member {
    uint64_t begin_ns, end_ns;
    uint32_t acquirer;
    uint32_t user; /* the thread that gave this permit back, or the acquirer */
};

/* Permits in use from this instant until the next level's. */
struct throttle_level {
    uint64_t begin_ns;
    uint32_t in_use;
};

struct throttling {
    uint32_t object;
    uint64_t permits;
    uint32_t acquire_count, wait_count;
    struct throttle_wave *waves;
    uint32_t wave_count;
    struct throttle_member *members; /* by begin */
    uint32_t member_count;
    struct throttle_level *levels; /* utilisation over time; the last one is the end */
    uint32_t level_count;
    double utilisation; /* time-weighted share of permits in use, first acquire to last release */
    uint64_t longest_wait_ns;
    uint32_t longest_waiter; /* thread */
    uint64_t total_wait_ns;  /* by all threads */
};

/* A store over what its thread had not seen. Events. */
struct lost_update {
    uint32_t load;        /* what it was built on */
    uint32_t overwritten; /* the store it wrote over, or NONE_INDEX: that one was not recorded */
    uint32_t store;
};

struct finding {
    enum finding_kind kind;
    enum hang_grade hang;
    enum cause_grade cause;
    const char *sentence; /* one or two full sentences, in the analysis' language, without markup */
    const char *rule;     /* the rule that was broken */
    const char *way_out;  /* one sentence: what to do instead */
    const char *way_out_code; /* a few lines of C to show, or "" */
    const char *headline;     /* a few words: "The notify was lost" */
    const uint32_t *threads;
    uint32_t thread_count; /* those the sentence names, first the one it begins with */
    const uint32_t *objects;
    uint32_t object_count;
    const uint32_t *events; /* it stands on these, by time */
    uint32_t event_count;
    const uint32_t *also; /* threads that wait only because of this */
    uint32_t also_count;
    /* lost-notify: the notify that nobody heard, and the wait that missed it; else NONE_INDEX */
    uint32_t notify_event, missed_by_event;
    const struct throttling *throttling;    /* throttling only, else NULL */
    const struct lost_update *lost_updates; /* lost-update only: all of them, by time of store */
    uint32_t lost_update_count;
};

struct analysis {
    const struct trace *trace;
    enum language language;
    const struct finding
        *findings; /* hangs first, then mistakes, then what is about pace; by time */
    uint32_t finding_count;
    const bool *is_dead;           /* by thread: can never go on */
    const struct wait_edge *edges; /* one for every thread that waits at the end of the trace */
    uint32_t edge_count;
    bool is_hung;        /* nobody can end the first process any more */
    const char *verdict; /* a few words: "Hang: every thread waits forever", "No hang" */
    struct arena *arena;
};

/* Reads the finished part of a trace. Never fails; an empty trace has no findings. */
struct analysis *analysis_create(const struct trace *trace, enum language language);
/* The same in every language, by language; takes little longer than one. */
void analysis_create_all(const struct trace *trace, struct analysis *analyses[LANGUAGE_COUNT]);
void analysis_destroy(struct analysis *analysis);

/* "lost-notify"; static. */
const char *finding_kind_name(enum finding_kind kind);
const char *hang_grade_name(enum hang_grade grade);   /* proven, likely, none */
const char *cause_grade_name(enum cause_grade grade); /* proven, likely, risk */

#endif
