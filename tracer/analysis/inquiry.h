/* One inquiry into a trace: what the finders (deadlock.c, lost_notify.c, …) look at and where they
 * put what they found. analysis.c makes it and calls them in the order in which causes are named:
 * the first that explains a stuck thread is right.
 *
 * To add a finding: a kind in finding.h, its words in sentence.c, a finder in a file of its own,
 * and its row in analysis.c. */
#ifndef THREADLANE_ANALYSIS_INQUIRY_H
#define THREADLANE_ANALYSIS_INQUIRY_H

#include "tracer/analysis/index_list.h"
#include "tracer/analysis/lock_order.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/sentence.h"
#include "tracer/analysis/wait_graph.h"

#define SITE_TEXT_SIZE     160
#define DURATION_TEXT_SIZE 32

struct inquiry {
    const struct trace *trace;
    enum language language;
    struct arena *arena;
    const struct moment *moment; /* at the end */
    const struct liveness *liveness;
    const struct wait_graph *graph;
    const struct lock_order *lock_order;
    enum hang_grade grade; /* of the hangs that are found */
    bool has_strangers;    /* those who go on count as long as they have to do with it */
    bool *is_explained;    /* by thread: a finding covers it */
    uint32_t likely_count; /* threads that are stuck unless something unrecorded wakes them */
    struct finding *findings;
    uint32_t finding_count;
};

/* A finding being put together: those its sentence names and what it stands on. */
struct draft {
    enum finding_kind kind;
    enum cause_grade cause;
    enum hang_grade hang;
    unsigned advice;      /* its kind, or an enum advice */
    const char *sentence; /* in the arena */
    struct index_list threads, objects, events;
    struct index_list roots; /* the stuck roots it explains, with all whose waits lead to them */
    uint32_t notify_event, missed_by_event;
    const struct throttling *throttling;
    const struct lost_update *lost_updates;
    uint32_t lost_update_count;
};

struct draft draft_begin(enum finding_kind kind, enum cause_grade cause, enum hang_grade hang);
/* Fills the sentence's template; see sentence.h for its places. */
void draft_say(struct inquiry *inquiry, struct draft *draft, enum sentence sentence,
               const struct phrase_place *places, size_t place_count);
/* Adds the finding. Stuck threads whose waits lead to its roots are explained by it; those among
 * them that the sentence does not name are `also`. */
void inquiry_add(struct inquiry *inquiry, struct draft *draft);

/* Those whose waits lead to these roots, too, wait because of what the last finding says. */
void inquiry_extend(struct inquiry *inquiry, const struct index_list *roots);

/* Stuck, not yet explained, and at the end of its chain: it waits for nobody in particular. */
bool inquiry_is_open_root(const struct inquiry *inquiry, uint32_t thread);

/* Words for places. */
const char *inquiry_thread_name(const struct inquiry *inquiry, uint32_t thread);
/* The object's name, or that of the object it is part of. */
const char *inquiry_object_name(const struct inquiry *inquiry, uint32_t object);
/* "file.c:31" in the arena, or "" for NONE_INDEX and unknown places. */
const char *inquiry_site(const struct inquiry *inquiry, uint32_t event);

/* The circle of waits that a thread is in. */
void deadlock_report_circle(struct inquiry *inquiry, uint32_t thread, enum hang_grade grade);

/* The finders. */
void deadlock_find(struct inquiry *inquiry);
void likely_deadlock_find(struct inquiry *inquiry);
void pool_starvation_find(struct inquiry *inquiry);
void abandoned_lock_find(struct inquiry *inquiry);
void lost_notify_find(struct inquiry *inquiry);
void pipe_full_find(struct inquiry *inquiry);
void pipe_end_find(struct inquiry *inquiry);
void orphan_wait_find(struct inquiry *inquiry);
void lock_order_find(struct inquiry *inquiry);
void throttling_find(struct inquiry *inquiry);
void gil_convoy_find(struct inquiry *inquiry);
void lost_update_find(struct inquiry *inquiry);
void spin_find(struct inquiry *inquiry);
void misuse_find(struct inquiry *inquiry);

#endif
