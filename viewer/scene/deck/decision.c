#include "viewer/scene/deck/decision.h"

#include "tracer/model/moment.h"
#include "viewer/scene/deck/key_steps.h"

#define SEARCHED_MAX  20000u /* steps; a longer story is not for a lecture */
#define WAIT_SEGMENTS 4u     /* of a lane, from the step of a wait until it begins */

/* Not for a thread to end: nobody asks who runs next there. */
static bool is_wait_for_object(const struct story *story, uint32_t index)
{
    uint32_t target = story_bare_step(story, index).target;
    return step_is_wait(story, index) && target != NONE_INDEX &&
           target_class(target) == TARGET_OBJECT;
}

/* The first wait for an object, or for that one; NONE_INDEX: nobody waits. */
static uint32_t first_wait(const struct subject *subject, uint32_t object)
{
    const struct story *story = subject->story;
    for (uint32_t i = 0; i < story->step_count && i < SEARCHED_MAX; i++) {
        uint32_t target = story_bare_step(story, i).target;
        if (is_wait_for_object(story, i) &&
            (object == NONE_INDEX || object_root(subject->trace, target_index(target)) == object)) {
            return i;
        }
    }
    return NONE_INDEX;
}

static bool is_waiting(enum lane_state state)
{
    return state == LANE_WAIT_LOCK || state == LANE_WAIT_CONDITION || state == LANE_WAIT_TRANSFER;
}

/* When the wait that begins at a step is over; it may take an instant to begin. */
static uint64_t wait_end(const struct subject *subject, uint32_t wait)
{
    struct story_step step = story_bare_step(subject->story, wait);
    uint64_t time_ns = step.time_ns;
    struct lane_segment segment;
    for (uint32_t i = 0; i < WAIT_SEGMENTS; i++) {
        if (!lane_segment_find(&subject->lanes->threads[step.thread], time_ns, &segment)) {
            break;
        }
        if (is_waiting(segment.state)) {
            return segment.end_ns;
        }
        time_ns = segment.end_ns;
    }
    return step.time_ns;
}

/* The last thing that somebody else did in a stretch, to a target or to any. */
static uint32_t last_step_of_others(const struct story *story, uint32_t from, uint32_t to,
                                    uint32_t target)
{
    uint32_t thread = story_bare_step(story, from).thread;
    for (uint32_t i = to; i-- > from + 1;) {
        struct story_step step = story_bare_step(story, i);
        if (step.thread != thread && !step_is_wait(story, i) &&
            (target == NONE_INDEX || step.target == target)) {
            return i;
        }
    }
    return NONE_INDEX;
}

/* The next step of who does the one given, or NONE_INDEX. */
static uint32_t next_own_step(const struct story *story, uint32_t index)
{
    uint32_t thread = story_bare_step(story, index).thread;
    for (uint32_t i = index + 1; i < story->step_count && i < SEARCHED_MAX; i++) {
        if (story_bare_step(story, i).thread == thread) {
            return i;
        }
    }
    return NONE_INDEX;
}

/* "a gives up: time is up" */
static bool gives_up(const struct subject *subject, uint32_t index)
{
    uint32_t event =
        index == NONE_INDEX ? NONE_INDEX : story_bare_step(subject->story, index).event;
    return event != NONE_INDEX && kind_stage(subject->trace->events[event].kind) == STAGE_FAILED;
}

/* The step that ended a wait: it was for long enough, or somebody did something with what it was
 * for, or just something. */
static uint32_t ending_step(const struct subject *subject, uint32_t wait)
{
    const struct story *story = subject->story;
    uint32_t own = next_own_step(story, wait);
    if (gives_up(subject, own)) {
        return own;
    }
    uint32_t end = story_count_before(story, wait_end(subject, wait) + 1);
    end = own < end ? own : end;
    uint32_t step = last_step_of_others(story, wait, end, story_bare_step(story, wait).target);
    if (step == NONE_INDEX) {
        step = last_step_of_others(story, wait, end, NONE_INDEX);
    }
    if (step == NONE_INDEX) {
        step = wait + 1;
    }
    return step < story->step_count ? step : wait;
}

/* The first step that went wrong, a refused call as well; NONE_INDEX: none did. */
static uint32_t first_bad_step(const struct story *story)
{
    uint32_t end = story->bad_step_count > 0 ? story->bad_steps[0] : story->step_count;
    for (uint32_t i = 0; i < end && i < SEARCHED_MAX; i++) {
        if (story_bare_step(story, i).tone >= TONE_BAD) {
            return i;
        }
    }
    return story->bad_step_count > 0 ? end : NONE_INDEX;
}

struct decision decision_find(const struct subject *subject)
{
    const struct story *story = subject->story;
    const struct analysis *analysis = subject->analysis;
    uint32_t bad = first_bad_step(story);
    if (bad != NONE_INDEX) {
        return (struct decision){bad, NONE_INDEX};
    }
    if (analysis->finding_count > 0 && analysis->findings[0].kind == FINDING_THROTTLING) {
        uint32_t wait = first_wait(subject, analysis->findings[0].throttling->object);
        return (struct decision){wait == NONE_INDEX ? 0 : wait, NONE_INDEX};
    }
    uint32_t wait = first_wait(subject, NONE_INDEX);
    if (wait != NONE_INDEX) {
        return (struct decision){ending_step(subject, wait), wait};
    }
    return (struct decision){story->step_count * 2 / 3, NONE_INDEX}; /* there is something to see */
}
