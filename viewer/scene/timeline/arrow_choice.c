#include "viewer/scene/timeline/arrow_choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

#define GAP_MIN      7.0 /* between two arrows from the same lane to the same lane */
#define GAP_GROWTH   1.6
#define BUNDLE_LEAST 3u /* arrows side by side that share a trunk */
#define LOOKED_AT    600u

bool arrow_is_lit(const struct timeline *timeline, const struct arrow *arrow)
{
    return involvement_has_link(&timeline->involvement, timeline->subject->trace,
                                arrow->cause_event, arrow->effect_event);
}

static bool is_current(const struct timeline *timeline, const struct arrow *arrow)
{
    const struct view *view = timeline->view;
    const struct story *story = timeline->subject->story;
    if (view->step >= story->step_count) {
        return false;
    }
    uint32_t event = story_bare_step(story, view->step).event;
    return event != NONE_INDEX && (arrow->cause_event == event || arrow->effect_event == event ||
                                   arrow_is_lit(timeline, arrow));
}

static bool runs_beside(const struct timeline *timeline, const struct arrow *a,
                        const struct arrow *b, double gap)
{
    return a->kind == b->kind && a->cause_thread == b->cause_thread &&
           a->effect_thread == b->effect_thread &&
           fabs(timeline_event_x(timeline, a->effect_event) -
                timeline_event_x(timeline, b->effect_event)) < gap &&
           fabs(timeline_event_x(timeline, a->cause_event) -
                timeline_event_x(timeline, b->cause_event)) < gap;
}

/* Whether one that was chosen stands for it. Effects ascend, so the search ends a gap before. */
static bool is_stood_for(const struct timeline *timeline, const struct arrow_list *chosen,
                         const struct arrow *arrow, double gap)
{
    double left = timeline_event_x(timeline, arrow->effect_event) - gap;
    for (size_t i = chosen->count; i-- > 0;) {
        const struct arrow *other = &chosen->arrows[i];
        if (timeline_event_x(timeline, other->effect_event) < left) {
            return false;
        }
        if (runs_beside(timeline, arrow, other, gap)) {
            return true;
        }
    }
    return false;
}

/* Chooses with that gap; false if there are too many. */
static bool choose(const struct timeline *timeline, const struct arrow_list *all,
                   struct arrow_list *chosen, double gap)
{
    size_t plain_count = 0;
    chosen->count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct arrow *arrow = &all->arrows[i];
        bool is_needed = is_current(timeline, arrow);
        if (!is_needed &&
            (plain_count == ARROW_COUNT_MAX || is_stood_for(timeline, chosen, arrow, gap))) {
            if (plain_count == ARROW_COUNT_MAX) {
                return false;
            }
            continue;
        }
        plain_count += !is_needed;
        chosen->arrows = array_grow(chosen->arrows, chosen->count + 1, &chosen->capacity,
                                    sizeof *chosen->arrows);
        chosen->arrows[chosen->count++] = *arrow;
    }
    return true;
}

/* Leaves every so many-th, evenly over the plot, and those of the current step. */
static void sample(const struct timeline *timeline, struct arrow_list *list, size_t most)
{
    size_t stride = (list->count + most - 1) / most, count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (i % stride == 0 || is_current(timeline, &list->arrows[i])) {
            list->arrows[count++] = list->arrows[i];
        }
    }
    list->count = count;
}

/* ---- trunks ---- */

static double centre_of(const struct timeline *timeline, uint32_t thread)
{
    const struct lane_place *place = lane_layout_thread(&timeline->layout, thread);
    return place == NULL ? NAN : place->centre;
}

static bool is_near(const struct timeline *timeline, uint32_t event, uint32_t other)
{
    return fabs(timeline_event_x(timeline, event) - timeline_event_x(timeline, other)) < GAP_MIN;
}

/* Whether one arrow lies on a longer one that begins on the same lane (or ends there). */
static bool lies_on(const struct timeline *timeline, const struct arrow *arrow,
                    const struct arrow *trunk, bool at_effect)
{
    uint32_t shared = at_effect ? arrow->effect_thread : arrow->cause_thread;
    uint32_t trunk_shared = at_effect ? trunk->effect_thread : trunk->cause_thread;
    if (arrow->kind != trunk->kind || shared != trunk_shared ||
        !is_near(timeline, arrow->cause_event, trunk->cause_event) ||
        !is_near(timeline, arrow->effect_event, trunk->effect_event)) {
        return false;
    }
    double from = centre_of(timeline, shared);
    double here = centre_of(timeline, at_effect ? arrow->cause_thread : arrow->effect_thread);
    double there = centre_of(timeline, at_effect ? trunk->cause_thread : trunk->effect_thread);
    return (here - from) * (there - from) > 0 && fabs(there - from) > fabs(here - from);
}

static uint32_t count_trunks(const struct timeline *timeline, const struct arrow_list *list,
                             size_t index, bool at_effect)
{
    uint32_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += i != index && lies_on(timeline, &list->arrows[i], &list->arrows[index], at_effect);
    }
    return count;
}

/* Where many threads start or wake at once, lines beside each other would be one thick one. */
static void join_trunks(const struct timeline *timeline, struct arrow_list *list, bool at_effect)
{
    for (size_t i = 0; i < list->count; i++) {
        if (count_trunks(timeline, list, i, at_effect) + 1 < BUNDLE_LEAST) {
            continue; /* it is no trunk of that many */
        }
        for (size_t j = 0; j < list->count; j++) {
            struct arrow *arrow = &list->arrows[j];
            if (lies_on(timeline, arrow, &list->arrows[i], at_effect) &&
                !arrow_is_lit(timeline, arrow)) {
                arrow->part = at_effect ? ARROW_TAIL : ARROW_TIP;
            }
        }
    }
}

void arrow_list_choose(const struct timeline *timeline, struct arrow_list *list)
{
    double widest = timeline->columns.plot_right - timeline->columns.plot_left;
    struct arrow_list chosen = {0};
    double gap = GAP_MIN;
    if (list->count > LOOKED_AT) {
        sample(timeline, list, LOOKED_AT);
    }
    bool fits = choose(timeline, list, &chosen, gap);
    while (!fits && gap < widest) {
        gap *= GAP_GROWTH;
        fits = choose(timeline, list, &chosen, gap);
    }
    chosen.is_dense = list->is_dense || gap > GAP_MIN;
    if (!fits) { /* they join too many different lanes to stand for each other */
        free(chosen.arrows);
        chosen = *list;
        chosen.is_dense = true;
    } else {
        free(list->arrows);
    }
    if (chosen.is_dense && chosen.count > ARROW_COUNT_DENSE) {
        sample(timeline, &chosen, ARROW_COUNT_DENSE);
    }
    *list = chosen;
    join_trunks(timeline, list, false);
    join_trunks(timeline, list, true);
}
