/* While a person steps, what has nothing to do with the step stands back: a veil over its lane and
 * its name. Neighbours share one. */
#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"

#define OPACITY    0.62
#define EDGE       1.5 /* of the card */
#define NAME_UP    9.0 /* an object's name stands so far above its centre if it has a second line */
#define NAME_SHARE 0.65 /* of a name's size, above its middle */

static bool stands_back(const struct timeline *timeline, const struct lane_place *place)
{
    switch (place->kind) {
    case LANE_HEADING:
    case LANE_PROCESS:
        return false;
    case LANE_THREAD:
        return !involvement_has_thread(&timeline->involvement, place->index);
    default:
        return !involvement_has_object(&timeline->involvement, place->index);
    }
}

/* The name and the icon of an object may be higher than its lane. */
static double top_of(const struct timeline *timeline, const struct lane_place *place)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    double above = fmax(measure->avatar_radius, NAME_UP + NAME_SHARE * measure->name_size);
    bool is_slim = place->kind == LANE_THREAD || place->kind == LANE_FUTURE;
    return is_slim ? place->top : fmin(place->top, place->centre - above);
}

static void add_veil(struct timeline *timeline, double top, double bottom)
{
    struct scene_rect veil = {timeline->card.x + EDGE, top, timeline->card.width - 2 * EDGE,
                              bottom - top};
    scene_add_rect(timeline->scene, veil,
                   (struct scene_style){.fill = colour_fade(timeline->theme->card, OPACITY)});
}

void step_veil_build(struct timeline *timeline)
{
    if (!timeline->involvement.is_told) {
        return;
    }
    const struct lane_layout *layout = &timeline->layout;
    scene_begin_group(timeline->scene, "stands-back", NULL, (struct scene_rect){0});
    for (uint32_t i = 0; i < layout->place_count; i++) {
        double top = top_of(timeline, &layout->places[i]), bottom = top;
        while (i < layout->place_count && stands_back(timeline, &layout->places[i])) {
            bottom = layout->places[i].top + layout->places[i].height;
            i++;
        }
        if (i < layout->place_count) {
            bottom = fmin(bottom, top_of(timeline, &layout->places[i]));
        }
        if (bottom > top) {
            add_veil(timeline, top, bottom);
        }
    }
    scene_end_group(timeline->scene);
}
