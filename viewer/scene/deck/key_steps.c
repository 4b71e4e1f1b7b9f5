#include "viewer/scene/deck/key_steps.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

#define SEARCHED_MAX 20000u /* steps looked at for waits; a longer story is not for a lecture */

#define KEY_STEPS_USUAL 8u  /* at least, if there are so many */
#define SHORT_STORY     40u /* steps; a longer one is told from the cause on */

/* How much a step matters; what has more goes first when there are too many. */
enum weight {
    WEIGHT_NONE,
    WEIGHT_PLAIN,   /* something happens: for stories that would be too short else */
    WEIGHT_WAIT,    /* somebody waits here */
    WEIGHT_SETTING, /* the first step */
    WEIGHT_CAUSE,   /* a finding stands on it */
    WEIGHT_END,     /* what went wrong, and the last step */
};

/* Steps that have been chosen so far. */
struct choice {
    const struct subject *subject;
    uint8_t *weights; /* by step: enum weight */
};

static void choose_step(struct choice *choice, uint32_t step, enum weight weight)
{
    if (step < choice->subject->story->step_count && choice->weights[step] < weight) {
        choice->weights[step] = (uint8_t)weight;
    }
}

static void choose_event(struct choice *choice, uint32_t event)
{
    if (event != NONE_INDEX) {
        uint32_t step = story_step_at_event(choice->subject->story, event);
        choose_step(choice, step, WEIGHT_CAUSE);
    }
}

static bool has_thread(const struct finding *finding, uint32_t thread)
{
    for (uint32_t i = 0; i < finding->thread_count; i++) {
        if (finding->threads[i] == thread) {
            return true;
        }
    }
    return false;
}

/* The finding that the picture is about, and the waits that it explains. */
static void choose_causes(struct choice *choice)
{
    const struct analysis *analysis = choice->subject->analysis;
    if (analysis->finding_count == 0) {
        return;
    }
    const struct finding *finding = &analysis->findings[0];
    for (uint32_t i = 0; i < finding->event_count; i++) {
        choose_event(choice, finding->events[i]);
    }
    choose_event(choice, finding->notify_event);
    choose_event(choice, finding->missed_by_event);
    for (uint32_t i = 0; finding->hang != HANG_NONE && i < analysis->edge_count; i++) {
        const struct wait_edge *edge = &analysis->edges[i];
        if (has_thread(finding, edge->thread)) {
            choose_event(choice, edge->hold_event);
            choose_event(choice, edge->wait_event);
        }
    }
}

bool step_is_wait(const struct story *story, uint32_t index)
{
    enum step_tone tone = story_bare_step(story, index).tone;
    return tone == TONE_WAIT_LOCK || tone == TONE_WAIT_CONDITION || tone == TONE_WAIT_TRANSFER;
}

static void choose_plain(struct choice *choice)
{
    for (uint32_t i = 0; i < choice->subject->story->step_count; i++) {
        choose_step(choice, i, WEIGHT_PLAIN);
    }
}

static void choose_waits(struct choice *choice)
{
    const struct story *story = choice->subject->story;
    for (uint32_t i = 0; i < story->step_count && i < SEARCHED_MAX; i++) {
        if (step_is_wait(story, i)) {
            choose_step(choice, i, WEIGHT_WAIT);
        }
    }
}

/* Of those of one weight, as many as there is room for, spread evenly over the story. */
static void take_spread(const struct choice *choice, enum weight weight, uint32_t room,
                        uint8_t *taken)
{
    uint32_t step_count = choice->subject->story->step_count, count = 0, seen = 0;
    for (uint32_t i = 0; i < step_count; i++) {
        count += choice->weights[i] == weight;
    }
    uint32_t wanted = count < room ? count : room;
    for (uint32_t i = 0; i < step_count; i++) {
        if (choice->weights[i] == weight) {
            uint64_t before = (uint64_t)seen * wanted / count;
            taken[i] = (uint64_t)++seen * wanted / count > before;
        }
    }
}

static uint32_t collect(const struct choice *choice, uint32_t steps[KEY_STEPS_MAX])
{
    uint32_t step_count = choice->subject->story->step_count, count = 0;
    uint8_t *taken = array_of(step_count, 1);
    memset(taken, 0, step_count);
    for (enum weight weight = WEIGHT_END; weight > WEIGHT_NONE; weight--) {
        uint32_t room = weight == WEIGHT_PLAIN ? KEY_STEPS_USUAL : KEY_STEPS_MAX;
        take_spread(choice, weight, room > count ? room - count : 0, taken);
        count = 0;
        for (uint32_t i = 0; i < step_count; i++) {
            count += taken[i];
        }
    }
    count = 0;
    for (uint32_t i = 0; i < step_count; i++) {
        if (taken[i]) {
            steps[count++] = i;
        }
    }
    free(taken);
    return count;
}

uint32_t key_steps_choose(const struct subject *subject, uint32_t steps[KEY_STEPS_MAX])
{
    const struct story *story = subject->story;
    if (story->step_count == 0) {
        return 0;
    }
    struct choice choice = {subject, array_of(story->step_count, 1)};
    memset(choice.weights, 0, story->step_count);
    bool is_short = story->step_count <= SHORT_STORY;
    bool is_hang =
        subject->analysis->finding_count > 0 && subject->analysis->findings[0].hang != HANG_NONE;
    if (is_short || !is_hang) { /* else there is enough to tell without what led there */
        choose_plain(&choice);
        choose_waits(&choice);
        choose_step(&choice, 0, WEIGHT_SETTING);
    }
    choose_causes(&choice);
    for (uint32_t i = 0; i < story->bad_step_count; i++) {
        choose_step(&choice, story->bad_steps[i], WEIGHT_CAUSE);
    }
    choose_step(&choice, story->step_count - 1, WEIGHT_END);
    uint32_t count = collect(&choice, steps);
    free(choice.weights);
    return count;
}
