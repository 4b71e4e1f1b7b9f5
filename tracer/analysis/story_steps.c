#include "tracer/analysis/story_steps.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/process_sentence.h"
#include "tracer/analysis/step_label.h"
#include "tracer/model/arena.h"

#define REACH_MAX  253
#define REACH_NEXT 254 /* up to the next step */
#define REACH_LONG 255 /* story_steps.long_reaches says it */

/* What a thread is at while steps are followed. */
struct telling {
    uint32_t step;       /* its next events belong to it; NONE_INDEX: to none */
    uint32_t print_step; /* its next print folds into it; NONE_INDEX: into none */
};

struct finding_steps {
    const struct trace *trace;
    struct story_steps *steps;
    struct telling *tellings; /* by thread */
    uint32_t step_count;
    uint32_t latest_event; /* where the latest step begins */
    size_t reach_capacity, long_capacity, print_capacity;
};

/* ---- which events ---- */

/* Backwards, for whether giving a lock back is news depends on the thread's next event. */
static void find_candidates(const struct finding_steps *finding)
{
    const struct trace *trace = finding->trace;
    uint16_t *next_kinds = array_of(trace->thread_count, sizeof *next_kinds);
    memset(next_kinds, 0, trace->thread_count * sizeof *next_kinds);
    for (uint32_t i = (uint32_t)trace->event_count; i-- > 0;) {
        const struct event *event = &trace->events[i];
        if (event_is_step(trace, event, next_kinds[event->thread])) {
            event_set_add(&finding->steps->events, i);
        }
        next_kinds[event->thread] = event->kind;
    }
    free(next_kinds);
}

/* ---- how far they reach ---- */

static void begin_step(struct finding_steps *finding, uint32_t event)
{
    struct story_steps *steps = finding->steps;
    const struct event *told = &finding->trace->events[event];
    bool takes_a_print = kind_stage(told->kind) != STAGE_BEGIN && told->kind != EVENT_PRINT;
    uint32_t step = finding->step_count++;
    steps->reaches =
        array_grow(steps->reaches, step + (size_t)1, &finding->reach_capacity, sizeof(uint8_t));
    steps->reaches[step] = 0;
    finding->tellings[told->thread] =
        (struct telling){.step = step, .print_step = takes_a_print ? step : NONE_INDEX};
    finding->latest_event = event;
}

/* Only the latest step can grow by itself; any other has reached the one after it. */
static void reach(struct finding_steps *finding, uint32_t step, uint32_t event)
{
    struct story_steps *steps = finding->steps;
    if (step + 1 != finding->step_count) {
        steps->reaches[step] = REACH_NEXT;
        return;
    }
    uint32_t distance = event - finding->latest_event;
    steps->reaches[step] = distance <= REACH_MAX ? (uint8_t)distance : REACH_LONG;
    if (distance <= REACH_MAX) {
        return;
    }
    uint32_t *count = &steps->long_reach_count;
    if (*count == 0 || steps->long_reaches[*count - 1].step != step) {
        steps->long_reaches = array_grow(steps->long_reaches, *count + (size_t)1,
                                         &finding->long_capacity, sizeof *steps->long_reaches);
        ++*count;
    }
    steps->long_reaches[*count - 1] = (struct long_reach){step, event};
}

/* "小爱 takes the lock, says “…”". */
static void fold_print(struct finding_steps *finding, uint32_t event)
{
    struct story_steps *steps = finding->steps;
    struct telling *telling = &finding->tellings[finding->trace->events[event].thread];
    steps->prints = array_grow(steps->prints, steps->print_count + (size_t)1,
                               &finding->print_capacity, sizeof *steps->prints);
    steps->prints[steps->print_count++] = (struct folded_print){telling->print_step, event};
    event_set_remove(&steps->events, event);
    reach(finding, telling->print_step, event);
    telling->print_step = NONE_INDEX;
}

/* What a thread does in its step's wake belongs to it, until it waits or comes back from a wait. */
static void extend_step(struct finding_steps *finding, uint32_t event)
{
    const struct event *told = &finding->trace->events[event];
    struct telling *telling = &finding->tellings[told->thread];
    bool is_wait = kind_operation(told->kind) == OPERATION_DOOR_WAIT;
    bool comes_back = is_wait && kind_stage(told->kind) != STAGE_BEGIN;
    if (telling->step != NONE_INDEX && !comes_back) {
        reach(finding, telling->step, event);
    }
    if (is_wait) {
        telling->step = NONE_INDEX;
    }
}

static void follow_steps(struct finding_steps *finding)
{
    const struct trace *trace = finding->trace;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        if (!event_set_has(&finding->steps->events, i)) {
            extend_step(finding, i);
        } else if (event->kind == EVENT_PRINT &&
                   finding->tellings[event->thread].print_step != NONE_INDEX) {
            fold_print(finding, i);
        } else {
            begin_step(finding, i);
        }
    }
}

static int compare_prints(const void *a, const void *b)
{
    const struct folded_print *x = a, *y = b;
    return (x->step > y->step) - (x->step < y->step);
}

void story_steps_find(struct story_steps *steps, const struct trace *trace)
{
    *steps = (struct story_steps){0};
    struct finding_steps finding = {
        .trace = trace,
        .steps = steps,
        .tellings = array_of(trace->thread_count, sizeof *finding.tellings),
    };
    event_set_init(&steps->events, trace->event_count);
    memset(finding.tellings, 0xff, trace->thread_count * sizeof *finding.tellings); /* none */
    find_candidates(&finding);
    follow_steps(&finding);
    event_set_seal(&steps->events);
    steps->reaches = array_fit(steps->reaches, finding.step_count, sizeof *steps->reaches);
    if (steps->print_count > 0) {
        qsort(steps->prints, steps->print_count, sizeof *steps->prints, compare_prints);
    }
    free(finding.tellings);
}

void story_steps_finish(struct story_steps *steps)
{
    event_set_finish(&steps->events);
    free(steps->reaches);
    free(steps->long_reaches);
    free(steps->prints);
    *steps = (struct story_steps){0};
}

/* ---- asking ---- */

static int compare_reaches(const void *a, const void *b)
{
    const struct long_reach *x = a, *y = b;
    return (x->step > y->step) - (x->step < y->step);
}

uint32_t story_steps_last_event(const struct story_steps *steps, uint32_t step)
{
    uint8_t distance = steps->reaches[step];
    if (distance == REACH_NEXT) {
        return story_steps_event(steps, step + 1) - 1;
    }
    if (distance == REACH_LONG) {
        struct long_reach wanted = {step, 0};
        const struct long_reach *found =
            bsearch(&wanted, steps->long_reaches, steps->long_reach_count,
                    sizeof *steps->long_reaches, compare_reaches);
        return found->last_event;
    }
    return story_steps_event(steps, step) + distance;
}

uint32_t story_steps_print(const struct story_steps *steps, uint32_t step)
{
    struct folded_print wanted = {step, 0};
    const struct folded_print *found = steps->print_count == 0
                                           ? NULL
                                           : bsearch(&wanted, steps->prints, steps->print_count,
                                                     sizeof *steps->prints, compare_prints);
    return found != NULL ? found->event : NONE_INDEX;
}

/* ---- of one thread ---- */

static bool is_step_of(const struct story_steps *steps, const struct trace *trace, uint32_t thread,
                       uint32_t event)
{
    return event_set_has(&steps->events, event) &&
           event_subject(trace, &trace->events[event]) == thread;
}

/* Of those that a thread recorded; only some of trace-run's are another's. */
static uint32_t next_recorded(const struct story_steps *steps, const struct trace *trace,
                              uint32_t recorder, uint32_t thread, size_t from)
{
    uint32_t event = trace_next_event_of(trace, recorder, from);
    while (event != NONE_INDEX && !is_step_of(steps, trace, thread, event)) {
        event = trace_next_event_of(trace, recorder, (size_t)event + 1);
    }
    return event;
}

static uint32_t last_recorded(const struct story_steps *steps, const struct trace *trace,
                              uint32_t recorder, uint32_t thread, size_t before)
{
    uint32_t event = trace_last_event_of(trace, recorder, before);
    while (event != NONE_INDEX && !is_step_of(steps, trace, thread, event)) {
        event = trace_last_event_of(trace, recorder, event);
    }
    return event;
}

uint32_t story_steps_next_of(const struct story_steps *steps, const struct trace *trace,
                             uint32_t thread, uint32_t from)
{
    if (from >= story_steps_count(steps)) {
        return NONE_INDEX;
    }
    size_t first = story_steps_event(steps, from);
    uint32_t own = next_recorded(steps, trace, thread, thread, first);
    uint32_t seen = next_recorded(steps, trace, 0, thread, first);
    uint32_t event = own < seen ? own : seen; /* NONE_INDEX is above all others */
    return event == NONE_INDEX ? NONE_INDEX : event_set_count_before(&steps->events, event);
}

uint32_t story_steps_last_of(const struct story_steps *steps, const struct trace *trace,
                             uint32_t thread, uint32_t before)
{
    bool is_all = before >= story_steps_count(steps);
    size_t end = is_all ? trace->event_count : story_steps_event(steps, before);
    uint32_t own = last_recorded(steps, trace, thread, thread, end);
    uint32_t seen = last_recorded(steps, trace, 0, thread, end);
    bool is_own = seen == NONE_INDEX || (own != NONE_INDEX && own > seen);
    uint32_t event = is_own ? own : seen;
    return event == NONE_INDEX ? NONE_INDEX : event_set_count_before(&steps->events, event);
}
