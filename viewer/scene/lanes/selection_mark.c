#include "viewer/scene/lanes/selection_mark.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/piece/piece.h"

#define OUTSIDE      1.5 /* of the box */
#define STROKE       2.5
#define WIDTH_LEAST  9.0 /* round what is an instant */
#define RADIUS       5.0
#define LANE_MARGIN  6.0
#define LANE_RADIUS  8.0
#define LANE_OPACITY 0.07 /* of ink, so that the grid shows through */

void selection_mark_lane(struct timeline *timeline, const struct lane_place *place)
{
    const struct selection *selection = &timeline->view->selection;
    uint32_t meant = place->kind == LANE_THREAD ? selection->thread : selection->object;
    if (meant != place->index) {
        return;
    }
    bool is_whole = !selection_is_stretch(selection); /* else only its name */
    double right = is_whole ? timeline->card.x + timeline->card.width : timeline->columns.plot_left;
    struct scene_rect row = {timeline->card.x + LANE_MARGIN, place->top,
                             right - timeline->card.x - 2 * LANE_MARGIN, place->height};
    scene_add_rect(timeline->scene, row,
                   (struct scene_style){.fill = colour_fade(timeline->theme->ink, LANE_OPACITY),
                                        .radius = LANE_RADIUS});
}

/* Of the group that is open now. */
static const char *group_id(const struct scene *scene)
{
    uint32_t at = scene->item_count - 1;
    while (scene->items[at].shape != SCENE_GROUP_BEGIN) {
        at--;
    }
    return scene->items[at].id;
}

static void add_outline(struct timeline *timeline, struct scene_rect box)
{
    timeline->outlines = array_grow(timeline->outlines, timeline->outline_count + 1,
                                    &timeline->outline_capacity, sizeof *timeline->outlines);
    timeline->outlines[timeline->outline_count++] =
        (struct selection_outline){group_id(timeline->scene), box};
}

/* A group without a place of its own: clicks go to what it is about. */
static void draw_outline(struct timeline *timeline, const struct selection_outline *about)
{
    struct scene *scene = timeline->scene;
    struct scene_rect box = about->box;
    const struct timeline_columns *columns = &timeline->columns;
    double widen = fmax(0, WIDTH_LEAST - box.width) / 2;
    double left = fmax(box.x - widen, columns->plot_left - RADIUS);
    double right = fmin(box.x + box.width + widen, columns->plot_right + RADIUS);
    struct scene_rect outline = {left - OUTSIDE - STROKE / 2, box.y - OUTSIDE - STROKE / 2,
                                 right - left + 2 * OUTSIDE + STROKE,
                                 box.height + 2 * OUTSIDE + STROKE};
    scene_begin_group(scene, scene_print_text(scene, "marked:%s", about->id), NULL,
                      (struct scene_rect){0});
    scene_add_rect(scene, outline,
                   (struct scene_style){
                       .stroke = timeline->theme->ink, .stroke_width = STROKE, .radius = RADIUS});
    scene_end_group(scene);
}

void selection_mark_segment(struct timeline *timeline, uint32_t thread,
                            const struct lane_segment *segment, struct scene_rect box)
{
    if (selection_means_segment(&timeline->view->selection, timeline->subject->lanes, thread,
                                segment)) {
        add_outline(timeline, box);
    }
}

void selection_mark_held(struct timeline *timeline, const struct lane_hold *hold,
                         struct scene_rect box)
{
    const struct selection *selection = &timeline->view->selection;
    if (selection->kind != SELECTION_THREAD && selection_means_hold(selection, hold)) {
        add_outline(timeline, box);
    }
}

void selection_mark_hold(struct timeline *timeline, const struct lane_hold *hold,
                         struct scene_rect box)
{
    const struct selection *selection = &timeline->view->selection;
    if (selection->kind != SELECTION_OBJECT && selection_means_hold(selection, hold)) {
        add_outline(timeline, box);
    }
}

void selection_mark_wait(struct timeline *timeline, const struct lane_wait *wait,
                         struct scene_rect box)
{
    if (selection_means_wait(&timeline->view->selection, wait)) {
        add_outline(timeline, box);
    }
}

void selection_mark_build(struct timeline *timeline)
{
    for (size_t i = 0; i < timeline->outline_count; i++) {
        draw_outline(timeline, &timeline->outlines[i]);
    }
    free(timeline->outlines);
    timeline->outlines = NULL;
    timeline->outline_count = timeline->outline_capacity = 0;
}
