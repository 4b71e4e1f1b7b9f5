#include "viewer/scene/frame/pair_scene.h"

#include <math.h>

#include "tracer/model/arena.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/lane_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

#define ACTIVE_STROKE 2.0
#define CARD_RADIUS   14.0
#define TIMELINES_GAP 20.0

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

/* Where each side's timeline stands. */
struct pair_cards {
    struct scene_rect cards[SIDE_COUNT];
};

static struct pair_cards cards_of_picture(const struct pair *pair)
{
    struct pair_cards places;
    for (int side = 0; side < SIDE_COUNT; side++) {
        places.cards[side] = frame_layout_of(&pair->views[side]).timeline;
    }
    return places;
}

static struct pair_cards cards_of_area(struct scene_rect area)
{
    double width = (area.width - TIMELINES_GAP) / 2;
    return (struct pair_cards){{
        [SIDE_LEFT] = {area.x, area.y, width, area.height},
        [SIDE_RIGHT] = {area.x + width + TIMELINES_GAP, area.y, width, area.height},
    }};
}

static double share_of(const struct pair *pair, enum comparison_side side, struct scene_rect card)
{
    const struct view *view = &pair->views[side];
    struct timeline_columns columns = timeline_columns_of(&pair->subjects[side], view, card);
    struct lane_layout layout;
    lane_layout_init(&layout, &pair->subjects[side], view, &columns);
    double share = layout.share;
    lane_layout_finish(&layout);
    return share;
}

/* By how much lanes must shrink so that they are as high on both sides. */
static double common_shrink(const struct pair *pair, const struct pair_cards *places)
{
    double left = share_of(pair, SIDE_LEFT, places->cards[SIDE_LEFT]);
    double right = share_of(pair, SIDE_RIGHT, places->cards[SIDE_RIGHT]);
    return 1 - (left < right ? left : right);
}

/* In a window keys act on one of the two. */
static void add_active_mark(struct scene *scene, const struct theme *theme, struct scene_rect card)
{
    scene_begin_group(scene, "active", NULL, (struct scene_rect){0});
    scene_add_rect(scene, card,
                   (struct scene_style){.stroke = theme->ink2,
                                        .stroke_width = ACTIVE_STROKE,
                                        .radius = CARD_RADIUS});
    scene_end_group(scene);
}

static void add_timelines(struct scene *scene, const struct pair *pair,
                          const struct pair_cards *places)
{
    double shrink = common_shrink(pair, places);
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct view view = pair->views[side];
        view.lane_shrink = shrink;
        uint32_t first_item = scene->item_count;
        timeline_scene_build(scene, &pair->subjects[side], &view, places->cards[side]);
        if (view.tells_hovered && side == (int)pair->active) {
            add_active_mark(scene, view.theme, places->cards[side]);
        }
        if (side == SIDE_RIGHT) {
            rename_groups(scene, first_item);
        }
    }
}

static void add_heading(struct scene *scene, const struct pair *pair, enum comparison_side side)
{
    const struct view *view = &pair->views[side];
    uint32_t first_item = scene->item_count;
    heading_scene_build(scene, &pair->subjects[side], view, frame_layout_of(view).heading);
    if (side == SIDE_RIGHT) {
        rename_groups(scene, first_item);
    }
}

void pair_scene_build(struct scene *scene, const struct pair *pair)
{
    const struct view *view = &pair->views[pair->active];
    struct frame_layout layout = frame_layout_of(view);
    struct pair_cards places = cards_of_picture(pair);
    add_heading(scene, pair, SIDE_LEFT);
    add_heading(scene, pair, SIDE_RIGHT);
    add_timelines(scene, pair, &places);
    comparison_scene_build(scene, pair, layout.panel);
    transport_scene_build(scene, &pair->subjects[pair->active], view, layout.transport);
    entry_scene_build(scene, view);
    if (view->shows_help) {
        help_scene_build(scene, &pair->subjects[pair->active], view);
    }
}

void pair_timelines_scene_build(struct scene *scene, const struct pair *pair,
                                struct scene_rect area)
{
    struct pair_cards places = cards_of_area(area);
    add_timelines(scene, pair, &places);
}

double pair_timelines_height(const struct pair *pair, double width)
{
    double half = cards_of_area((struct scene_rect){0, 0, width, 0}).cards[SIDE_LEFT].width;
    double height = 0;
    for (int side = 0; side < SIDE_COUNT; side++) {
        height =
            fmax(height, timeline_scene_height(&pair->subjects[side], &pair->views[side], half));
    }
    return height;
}
