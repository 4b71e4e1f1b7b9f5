#include "viewer/scene/frame/pair_scene.h"

#include "tracer/model/arena.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/lane_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

/* Those that are on the left, too, in its order; then the others. */
struct subject pair_subject(const struct subject *subject, const struct comparison *comparison,
                            enum comparison_side side, uint32_t **order)
{
    struct subject ordered = *subject;
    uint32_t count = subject->trace->thread_count, placed = 0;
    *order = NULL;
    if (side == SIDE_LEFT) {
        return ordered;
    }
    const uint32_t *left = comparison->runs[SIDE_LEFT].threads;
    *order = array_of(count + (size_t)1, sizeof **order);
    for (uint32_t i = 0; i < comparison->runs[SIDE_LEFT].trace->thread_count; i++) {
        if (left[i] != NONE_INDEX) {
            (*order)[placed++] = left[i];
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (comparison->runs[SIDE_RIGHT].threads[i] == NONE_INDEX) {
            (*order)[placed++] = i;
        }
    }
    ordered.thread_order = *order;
    return ordered;
}

static void pin(struct view *view, const struct comparison *comparison, enum comparison_side side)
{
    const struct difference *difference = comparison->divergence;
    const struct compared_operation *operations = comparison->runs[side].operations;
    if (difference == NULL) {
        return;
    }
    uint32_t first = operations[difference->first[side]].begin_event;
    uint32_t second = operations[difference->second[side]].begin_event;
    view->pin_count = 2;
    view->pins[0] = first < second ? first : second;
    view->pins[1] = first < second ? second : first;
}

struct view pair_view(const struct view *view, const struct comparison *comparison,
                      enum comparison_side side)
{
    struct view half = *view;
    half.half = side == SIDE_LEFT ? HALF_LEFT : HALF_RIGHT;
    pin(&half, comparison, side);
    return half;
}

/* So that no two groups of the picture have one name. */
static void rename_groups(struct scene *scene, uint32_t first_item)
{
    for (uint32_t i = first_item; i < scene->item_count; i++) {
        if (scene->items[i].id != NULL) {
            scene->items[i].id =
                scene_print_text(scene, PAIR_RIGHT_PREFIX "%s", scene->items[i].id);
        }
    }
}

static double share_of(const struct pair *pair, enum comparison_side side)
{
    const struct view *view = &pair->views[side];
    struct timeline_columns columns =
        timeline_columns_of(&pair->subjects[side], view, frame_layout_of(view).timeline);
    struct lane_layout layout;
    lane_layout_init(&layout, &pair->subjects[side], view, &columns);
    double share = layout.share;
    lane_layout_finish(&layout);
    return share;
}

/* By how much lanes must shrink so that they are as high on both sides. */
static double common_shrink(const struct pair *pair)
{
    double left = share_of(pair, SIDE_LEFT), right = share_of(pair, SIDE_RIGHT);
    return 1 - (left < right ? left : right);
}

static void add_side(struct scene *scene, const struct pair *pair, enum comparison_side side,
                     double shrink)
{
    const struct subject *subject = &pair->subjects[side];
    struct view shrunk = pair->views[side], *view = &shrunk;
    struct frame_layout layout = frame_layout_of(view);
    view->lane_shrink = shrink;
    uint32_t first_item = scene->item_count;
    heading_scene_build(scene, subject, view, layout.heading);
    timeline_scene_build(scene, subject, view, layout.timeline);
    if (side == SIDE_RIGHT) {
        rename_groups(scene, first_item);
    }
}

void pair_scene_build(struct scene *scene, const struct pair *pair)
{
    const struct view *view = &pair->views[pair->active];
    struct frame_layout layout = frame_layout_of(view);
    double shrink = common_shrink(pair);
    add_side(scene, pair, SIDE_LEFT, shrink);
    add_side(scene, pair, SIDE_RIGHT, shrink);
    comparison_scene_build(scene, pair, layout.panel);
    transport_scene_build(scene, &pair->subjects[pair->active], view, layout.transport);
    entry_scene_build(scene, view);
    if (view->shows_help) {
        help_scene_build(scene, &pair->subjects[pair->active], view);
    }
}
