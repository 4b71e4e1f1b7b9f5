#include "viewer/scene/lanes/fold_mark.h"

#include "viewer/scene/view/words.h"

#define GAP      7.5 /* of its middle from the icon */
#define LONG     3.6 /* half of the side that is turned away from the tip */
#define SHORT    2.6 /* half of the way to the tip */
#define HIT_HALF 8.0

static void add_triangle(struct timeline *timeline, double x, double y, bool is_down)
{
    const struct path_point right[] = {{PATH_MOVE, x - SHORT, y - LONG},
                                       {PATH_LINE, x + SHORT, y},
                                       {PATH_LINE, x - SHORT, y + LONG},
                                       {PATH_CLOSE, 0, 0}};
    const struct path_point down[] = {{PATH_MOVE, x - LONG, y - SHORT},
                                      {PATH_LINE, x + LONG, y - SHORT},
                                      {PATH_LINE, x, y + SHORT},
                                      {PATH_CLOSE, 0, 0}};
    scene_add_path(timeline->scene, is_down ? down : right, 4,
                   (struct scene_style){.fill = timeline->theme->ink3});
}

void fold_mark_build(struct timeline *timeline, const struct lane_place *place, double icon_left)
{
    if (!place->can_unfold || timeline->view->caption != NULL) { /* pages have nothing to click */
        return;
    }
    double x = icon_left - GAP, y = place->centre;
    const char *class = place->kind == LANE_THREAD    ? "thread"
                        : place->kind == LANE_PROCESS ? "process"
                                                      : "object";
    scene_begin_group(
        timeline->scene, scene_print_text(timeline->scene, "fold-%s:%u", class, place->index),
        word_text(place->is_unfolded ? WORD_FOLD : WORD_UNFOLD, timeline->view->language),
        (struct scene_rect){x - HIT_HALF, y - HIT_HALF, 2 * HIT_HALF, 2 * HIT_HALF});
    add_triangle(timeline, x, y, place->is_unfolded);
    scene_end_group(timeline->scene);
}
