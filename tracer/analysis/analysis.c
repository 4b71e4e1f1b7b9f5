/* The order of work: fold the trace up to its end, decide who is stuck (liveness.h), see who waits
 * for whom (wait_graph.h), let each finder look (inquiry.h), sort what was found. */
#include <stdlib.h>

#include "tracer/analysis/inquiry.h"

#define FINDER_COUNT(finders) (sizeof(finders) / sizeof(finders[0]))

/* In the order in which causes are named: what one explains, the next leaves alone. */
static void (*const hang_finders[])(struct inquiry *inquiry) = {
    pool_starvation_find, pipe_full_find, deadlock_find,    abandoned_lock_find,
    lost_notify_find,     pipe_end_find,  orphan_wait_find,
};
static void (*const other_finders[])(struct inquiry *inquiry) = {
    likely_deadlock_find, lock_order_find, throttling_find, lost_update_find,
    gil_convoy_find,      spin_find,       misuse_find,
};

static bool is_anybody_left_behind(const struct trace *trace)
{
    for (uint32_t process = 2; process < trace->process_count; process++) {
        const struct trace_process *other = &trace->processes[process];
        if (other->exists && other->end_event == NONE_INDEX) {
            return true;
        }
    }
    return false;
}

/* Events before the end of the whole program, which trace-run writes: that it ended says nothing
 * about what its threads were waiting for, and would end them all. */
static size_t count_own_events(const struct trace *trace)
{
    size_t count = trace->event_count;
    const struct event *last = count > 0 ? &trace->events[count - 1] : NULL;
    bool is_the_end = last != NULL && last->thread == 0 && last->kind == EVENT_PROCESS_END &&
                      last->target == target_make(TARGET_PROCESS, 1);
    return count - (is_the_end && !is_anybody_left_behind(trace));
}

/* A trace folded up to its end: what an inquiry in any language begins with. */
struct folded {
    struct arena *arena;
    struct moment *moment;
    struct lock_order *lock_order;
};

static struct folded fold(const struct trace *trace)
{
    struct arena *arena = arena_create();
    struct moment *moment = moment_create(trace);
    struct lock_order *order = lock_order_create(arena, trace);
    size_t count = count_own_events(trace);
    while (moment->event_count < count) {
        lock_order_note(order, moment);
        moment_apply(moment);
    }
    return (struct folded){arena, moment, order};
}

static void unfold(struct folded folded)
{
    moment_destroy(folded.moment);
    arena_destroy(folded.arena);
}

/* With lost events a waiter's wake may be among them: then nothing is proven. Still, a run that was
 * stopped because it hung does hang. */
static enum hang_grade choose_grade(const struct trace *trace)
{
    bool is_whole = trace->lost_events == 0 && trace->is_complete;
    return is_whole ? HANG_PROVEN : trace->outcome == OUTCOME_HUNG ? HANG_LIKELY : HANG_NONE;
}

static void find(struct inquiry *inquiry, void (*const finders[])(struct inquiry *inquiry),
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        finders[i](inquiry);
    }
}

/* Nobody who is there can go on. */
static bool is_everyone_stuck(const struct inquiry *inquiry)
{
    const struct moment *moment = inquiry->moment;
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        bool is_over =
            moment->threads[thread].status == THREAD_ABSENT || thread_is_gone(moment, thread);
        if (!is_over && !inquiry->liveness->is_dead[thread]) {
            return false;
        }
    }
    return true;
}

/* It ended by itself, or by a signal without that the kernel had been asked who sleeps. So somebody
 * could act of whom the trace does not know: perhaps a thread that said that it ended, and then
 * ended the program. */
static bool is_proof_refuted(const struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    bool has_ended = trace->outcome == OUTCOME_ENDED ||
                     (trace->outcome == OUTCOME_CRASHED && trace->asleep_count == 0);
    return has_ended && inquiry->liveness->dead_count > 0 && is_everyone_stuck(inquiry);
}

static enum liveness_world choose_world(struct inquiry *inquiry)
{
    if (inquiry->grade == HANG_NONE) {
        return WORLD_OPEN;
    }
    inquiry->liveness = liveness_compute(inquiry->arena, inquiry->moment, WORLD_RECORDED);
    return is_proof_refuted(inquiry) ? WORLD_OPEN : WORLD_RECORDED;
}

static void look_at_world(struct inquiry *inquiry, enum liveness_world world)
{
    inquiry->liveness = liveness_compute(inquiry->arena, inquiry->moment, world);
    inquiry->graph = wait_graph_build(inquiry->arena, inquiry->moment, inquiry->liveness);
}

static void find_hangs(struct inquiry *inquiry, enum liveness_world world)
{
    look_at_world(inquiry, world);
    find(inquiry, hang_finders, FINDER_COUNT(hang_finders));
}

/* Who is stuck if nothing acts but what was recorded; and whose notify was lost if nobody notifies
 * a condition who has never had to do with it, a heartbeat for example. Told only of a run that
 * somebody stopped: as long as it runs, all of these may still do their part. */
static void find_likely_hangs(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    bool was_stopped = trace->outcome == OUTCOME_HUNG || trace->outcome == OUTCOME_INTERRUPTED;
    if (inquiry->grade != HANG_PROVEN || !was_stopped) {
        return;
    }
    struct inquiry proven = *inquiry;
    inquiry->grade = HANG_LIKELY;
    if (trace->outside_count > 0) {
        find_hangs(inquiry, WORLD_CLOSED);
        inquiry->likely_count = inquiry->liveness->dead_count;
    }
    look_at_world(inquiry, WORLD_FAMILIAR);
    inquiry->has_strangers = true;
    lost_notify_find(inquiry);
    inquiry->grade = proven.grade;
    inquiry->liveness = proven.liveness;
    inquiry->graph = proven.graph;
}

static void inquire(struct inquiry *inquiry)
{
    inquiry->grade = choose_grade(inquiry->trace);
    inquiry->is_explained =
        arena_allocate(inquiry->arena, inquiry->trace->thread_count + (size_t)1);
    find_hangs(inquiry, choose_world(inquiry));
    find_likely_hangs(inquiry);
    find(inquiry, other_finders, FINDER_COUNT(other_finders));
}

/* ---- the verdict ---- */

/* Whoever goes on may end the whole program: a watchdog does. A daemon of the library's is there to
 * be ended with it. */
static bool may_anybody_end(const struct inquiry *inquiry, uint32_t process)
{
    const struct trace *trace = inquiry->trace;
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        bool is_there = inquiry->moment->threads[i].status != THREAD_ABSENT &&
                        !thread_is_gone(inquiry->moment, i);
        if (is_there && !trace->threads[i].is_daemon && !inquiry->liveness->is_dead[i]) {
            return true;
        }
    }
    return false;
}

/* The program can no longer end: nobody in its first process can end it; or its first thread has
 * ended before the others, or the whole process has, and those that are left cannot. */
static bool can_never_end(const struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    uint32_t main = trace->process_count > 1 ? trace->processes[1].main_thread : NONE_INDEX;
    if (main == NONE_INDEX) {
        return false;
    }
    return (inquiry->liveness->is_dead[main] && !may_anybody_end(inquiry, 1)) ||
           (thread_is_gone(inquiry->moment, main) && inquiry->liveness->dead_count > 0 &&
            is_everyone_stuck(inquiry));
}

static const char *write_stuck_verdict(const struct inquiry *inquiry, bool is_hung)
{
    uint32_t count = inquiry->liveness->dead_count;
    if (is_hung && is_everyone_stuck(inquiry)) {
        return translate(inquiry->language, count == 1 ? N_("Hang: the only thread waits forever")
                                                       : N_("Hang: every thread waits forever"));
    }
    const char *message =
        is_hung ? NN_("Hang: %u thread waits forever", "Hang: %u threads wait forever")
                : NN_("Stuck: %u thread waits forever", "Stuck: %u threads wait forever");
    return arena_print_text(inquiry->arena, translate_count(inquiry->language, message, count),
                            count);
}

static const char *write_likely_verdict(const struct inquiry *inquiry)
{
    uint32_t count = inquiry->likely_count;
    const char *message =
        NN_("Likely stuck: %u thread waits, unless something unrecorded wakes it",
            "Likely stuck: %u threads wait, unless something unrecorded wakes them");
    return arena_print_text(inquiry->arena, translate_count(inquiry->language, message, count),
                            count);
}

static const struct finding *find_likely(const struct inquiry *inquiry)
{
    for (uint32_t i = 0; i < inquiry->finding_count; i++) {
        if (inquiry->findings[i].hang == HANG_LIKELY) {
            return &inquiry->findings[i];
        }
    }
    return NULL;
}

static const char *write_likely_cause(const struct finding *finding, enum language language)
{
    return translate(language, finding->kind == FINDING_LOST_NOTIFY
                                   ? N_("Likely stuck: a notify was lost")
                                   : N_("Likely stuck: a circle of waits"));
}

static const char *write_verdict(const struct inquiry *inquiry, bool is_hung)
{
    static const char *const calm[] = {
        [OUTCOME_UNKNOWN] = N_("No hang found"),
        [OUTCOME_ENDED] = N_("No hang"),
        [OUTCOME_HUNG] = N_("Stopped as hanging"),
        [OUTCOME_CRASHED] = N_("Crashed, no hang found"),
        [OUTCOME_INTERRUPTED] = N_("Interrupted, no hang found"),
    };
    if (inquiry->liveness->dead_count > 0) {
        return write_stuck_verdict(inquiry, is_hung);
    }
    if (inquiry->likely_count > 0) {
        return write_likely_verdict(inquiry);
    }
    const struct finding *likely = find_likely(inquiry);
    if (likely) {
        return write_likely_cause(likely, inquiry->language);
    }
    return translate(inquiry->language, calm[inquiry->trace->outcome]);
}

/* ---- the result ---- */

/* Tells how a run went, not what went wrong in it. */
static bool is_about_pace(const struct finding *finding)
{
    return finding->kind == FINDING_THROTTLING || finding->kind == FINDING_GIL_CONVOY;
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    if (a->hang != b->hang) {
        return a->hang > b->hang ? -1 : 1;
    }
    if (is_about_pace(a) != is_about_pace(b)) {
        return is_about_pace(b) ? -1 : 1;
    }
    uint32_t a_event = a->event_count == 0 ? NONE_INDEX : a->events[0];
    uint32_t b_event = b->event_count == 0 ? NONE_INDEX : b->events[0];
    if (a_event != b_event) {
        return a_event < b_event ? -1 : 1;
    }
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static struct analysis *conclude(const struct trace *trace, const struct folded *folded,
                                 enum language language)
{
    struct arena *arena = arena_create();
    struct inquiry inquiry = {.trace = trace,
                              .language = language,
                              .arena = arena,
                              .moment = folded->moment,
                              .lock_order = folded->lock_order};
    inquire(&inquiry);
    if (inquiry.finding_count > 1) {
        qsort(inquiry.findings, inquiry.finding_count, sizeof(*inquiry.findings), compare_findings);
    }
    struct analysis *analysis = arena_allocate(arena, sizeof(*analysis));
    bool is_hung =
        inquiry.grade == HANG_PROVEN && trace->outcome != OUTCOME_ENDED && can_never_end(&inquiry);
    *analysis = (struct analysis){
        .trace = trace,
        .language = language,
        .findings = inquiry.findings,
        .finding_count = inquiry.finding_count,
        .is_dead = inquiry.liveness->is_dead,
        .edges = inquiry.graph->edges,
        .edge_count = inquiry.graph->edge_count,
        .is_hung = is_hung,
        .verdict = write_verdict(&inquiry, is_hung),
        .arena = arena,
    };
    return analysis;
}

struct analysis *analysis_create(const struct trace *trace, enum language language)
{
    struct folded folded = fold(trace);
    struct analysis *analysis = conclude(trace, &folded, language);
    unfold(folded);
    return analysis;
}

void analysis_create_all(const struct trace *trace, struct analysis *analyses[LANGUAGE_COUNT])
{
    struct folded folded = fold(trace);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        analyses[language] = conclude(trace, &folded, (enum language)language);
    }
    unfold(folded);
}

void analysis_destroy(struct analysis *analysis)
{
    if (analysis != NULL) {
        arena_destroy(analysis->arena);
    }
}
