/* Which events are the steps of a story, and how far each step reaches. A step begins at an event
 * of user code that is worth telling (step_label.h) and covers what the same thread does because
 * of it: inner storeys, wakes, the door it then waits at. It never reaches past the next step, so
 * that stepping always moves forward. What is said at once belongs to what was done: a print right
 * after a step is folded into it.
 *
 * Found in two passes over the trace; kept in a bit an event and a byte a step. */
#ifndef THREADLANE_ANALYSIS_STORY_STEPS_H
#define THREADLANE_ANALYSIS_STORY_STEPS_H

#include "tracer/analysis/event_set.h"
#include "tracer/model/trace.h"

/* A print that is said in the sentence of an earlier step. */
struct folded_print {
    uint32_t step, event;
};

/* A step that reaches over many events. */
struct long_reach {
    uint32_t step, last_event;
};

struct story_steps {
    struct event_set events; /* that begin a step */
    uint8_t *reaches;        /* by step: how many events it covers after its own; large ones tell
                                how that is found */
    struct long_reach *long_reaches; /* by step */
    struct folded_print *prints;     /* by step */
    uint32_t long_reach_count, print_count;
};

void story_steps_find(struct story_steps *steps, const struct trace *trace);
void story_steps_finish(struct story_steps *steps);

static inline uint32_t story_steps_count(const struct story_steps *steps)
{
    return steps->events.count;
}

static inline uint32_t story_steps_event(const struct story_steps *steps, uint32_t step)
{
    return event_set_at(&steps->events, step);
}

/* The last event that it covers. */
uint32_t story_steps_last_event(const struct story_steps *steps, uint32_t step);
/* The print that is said in its sentence, or NONE_INDEX. */
uint32_t story_steps_print(const struct story_steps *steps, uint32_t step);
/* The first step of a thread from a step on, and the last one before a step, or NONE_INDEX. Steps
 * that it was seen at by another (event_subject) are its own. */
uint32_t story_steps_next_of(const struct story_steps *steps, const struct trace *trace,
                             uint32_t thread, uint32_t from);
uint32_t story_steps_last_of(const struct story_steps *steps, const struct trace *trace,
                             uint32_t thread, uint32_t before);

#endif
