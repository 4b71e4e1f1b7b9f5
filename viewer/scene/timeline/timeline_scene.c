#include "viewer/scene/timeline/timeline_scene.h"

#include <math.h>

#include "viewer/scene/lanes/hold_strip.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/marked_steps.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/task_strip.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/timeline/visible_counts.h"

#define MARGIN       8.0 /* signs at the plot's ends may stick out so far */
#define SCROLL_WIDTH 4.0
#define SCROLL_INSET 8.0 /* from the card's right edge to the bar's left */
#define SCROLL_LEAST 24.0
#define ROOM_SHARE   0.55  /* of the room that lanes would take at most */
#define ROOM_LEAST   220.0 /* of lanes */
#define ROOM_ENOUGH  620.0 /* more only if lanes would be as small as can be */
#define SHARE_LEAST  0.2

static bool is_in_view(const struct timeline *timeline, const struct lane_place *place)
{
    return place->top + place->height > timeline->columns.lanes_top &&
           place->top < timeline->columns.lanes_bottom;
}

typedef void place_builder(struct timeline *timeline, const struct lane_place *place);

/* Calls the builder of each visible lane's kind; a missing one draws nothing. */
static void build_places(struct timeline *timeline, place_builder *const builders[])
{
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        const struct lane_place *place = &timeline->layout.places[i];
        if (builders[place->kind] != NULL && is_in_view(timeline, place)) {
            builders[place->kind](timeline, place);
        }
    }
}

static void build_labels(struct timeline *timeline)
{
    static place_builder *const builders[] = {
        [LANE_HEADING] = group_heading_scene_build, [LANE_PROCESS] = process_label_scene_build,
        [LANE_THREAD] = thread_label_scene_build,   [LANE_ROOM] = object_label_scene_build,
        [LANE_LOCK] = object_label_scene_build,     [LANE_SEMAPHORE] = object_label_scene_build,
        [LANE_EVENT] = object_label_scene_build,    [LANE_BARRIER] = object_label_scene_build,
        [LANE_QUEUE] = object_label_scene_build,    [LANE_REFERENT] = object_label_scene_build,
        [LANE_GIL] = object_label_scene_build,      [LANE_VARIABLE] = object_label_scene_build,
        [LANE_RWLOCK] = object_label_scene_build,   [LANE_EXECUTOR] = object_label_scene_build,
        [LANE_FUTURE] = object_label_scene_build,   [LANE_MANAGER] = object_label_scene_build,
    };
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        if (timeline->layout.places[i].kind == LANE_PROCESS) {
            process_bracket_scene_build(timeline, i);
        }
    }
    build_places(timeline, builders);
}

/* From when to when an object is there: a copy is made by a fork, and what is not shared ends with
 * its process. What lies outside was not, whatever its lane says. */
static struct scene_rect life_of_object(const struct timeline *timeline,
                                        const struct lane_place *place)
{
    const struct trace *trace = timeline->subject->trace;
    const struct trace_object *object = &trace->objects[place->index];
    const struct trace_process *process = &trace->processes[object->process];
    double left = timeline->columns.plot_left - MARGIN;
    double right = timeline->columns.plot_right + MARGIN;
    if (object->origin != NONE_INDEX && process->fork_event != NONE_INDEX) {
        left = fmax(left, timeline_event_x(timeline, process->fork_event));
    }
    if (!object->is_shared && process->end_event != NONE_INDEX) {
        right = fmin(right, timeline_event_x(timeline, process->end_event));
    }
    return (struct scene_rect){left, place->top - MARGIN, fmax(0, right - left),
                               place->height + 2 * MARGIN};
}

static void build_object_lane(struct timeline *timeline, const struct lane_place *place)
{
    static place_builder *const builders[] = {
        [LANE_ROOM] = room_lane_scene_build,           [LANE_LOCK] = lock_lane_scene_build,
        [LANE_SEMAPHORE] = semaphore_lane_scene_build, [LANE_EVENT] = lock_lane_scene_build,
        [LANE_BARRIER] = barrier_lane_scene_build,     [LANE_QUEUE] = queue_lane_scene_build,
        [LANE_REFERENT] = referent_lane_scene_build,   [LANE_GIL] = gil_lane_scene_build,
        [LANE_VARIABLE] = variable_lane_scene_build,   [LANE_EXECUTOR] = executor_lane_scene_build,
        [LANE_FUTURE] = future_lane_scene_build,       [LANE_RWLOCK] = rwlock_lane_scene_build,
        [LANE_MANAGER] = executor_lane_scene_build,
    };
    struct scene_rect life = life_of_object(timeline, place);
    double plot_right = timeline->columns.plot_right;
    timeline->columns.plot_right = fmin(plot_right, life.x + life.width); /* words end there, too */
    scene_begin_clip(timeline->scene, life);
    builders[place->kind](timeline, place);
    scene_end_clip(timeline->scene);
    timeline->columns.plot_right = plot_right;
}

static void build_lanes(struct timeline *timeline)
{
    static place_builder *const builders[] = {
        [LANE_PROCESS] = process_lane_scene_build, [LANE_THREAD] = thread_lane_scene_build,
        [LANE_ROOM] = build_object_lane,           [LANE_LOCK] = build_object_lane,
        [LANE_SEMAPHORE] = build_object_lane,      [LANE_EVENT] = build_object_lane,
        [LANE_BARRIER] = build_object_lane,        [LANE_QUEUE] = build_object_lane,
        [LANE_REFERENT] = build_object_lane,       [LANE_GIL] = build_object_lane,
        [LANE_VARIABLE] = build_object_lane,       [LANE_RWLOCK] = build_object_lane,
        [LANE_EXECUTOR] = build_object_lane,       [LANE_FUTURE] = build_object_lane,
        [LANE_MANAGER] = build_object_lane,
    };
    build_places(timeline, builders);
}

/* Words that no arrow may cross. */
static void build_thread_words(struct timeline *timeline, const struct lane_place *place)
{
    task_words_build(timeline, place);
    hold_words_build(timeline, place);
    forever_label_scene_build(timeline, place);
}

static void build_labels_above(struct timeline *timeline)
{
    static place_builder *const builders[] = {
        [LANE_PROCESS] = process_ending_scene_build,
        [LANE_THREAD] = build_thread_words,
        [LANE_FUTURE] = NULL, /* the last kind */
    };
    build_places(timeline, builders);
}

static void build_marks(struct timeline *timeline)
{
    static place_builder *const builders[] = {
        [LANE_THREAD] = step_marks_scene_build, [LANE_FUTURE] = NULL, /* the last kind */
    };
    build_places(timeline, builders);
}

/* What is selected and what the present step is about, over the playhead. */
static void build_marked(struct timeline *timeline)
{
    static place_builder *const builders[] = {
        [LANE_THREAD] = current_mark_scene_build, [LANE_FUTURE] = NULL, /* the last kind */
    };
    const struct timeline_columns *columns = &timeline->columns;
    struct scene_rect plot = {columns->plot_left - MARGIN, columns->lanes_top,
                              columns->plot_right - columns->plot_left + 2 * MARGIN,
                              columns->lanes_bottom - columns->lanes_top};
    uint32_t first_item = timeline->scene->item_count;
    scene_begin_clip(timeline->scene, plot);
    selection_mark_build(timeline);
    lit_arrow_scene_build(timeline);
    lit_lost_notify_scene_build(timeline);
    build_places(timeline, builders);
    scene_end_clip(timeline->scene);
    scene_remove_cut_words(timeline->scene, first_item, plot);
}

/* What scrolls: names are cut at the lanes' edges, the plot also at its sides. */
static void build_scrolled(struct timeline *timeline)
{
    const struct timeline_columns *columns = &timeline->columns;
    double height = columns->lanes_bottom - columns->lanes_top;
    struct scene_rect all = {timeline->card.x, columns->lanes_top, timeline->card.width, height};
    struct scene_rect plot = {columns->plot_left - MARGIN, columns->lanes_top,
                              columns->plot_right - columns->plot_left + 2 * MARGIN, height};
    uint32_t first_item = timeline->scene->item_count;
    scene_begin_clip(timeline->scene, all);
    build_labels(timeline);
    scene_end_clip(timeline->scene);
    scene_begin_clip(timeline->scene, plot);
    build_lanes(timeline);
    arrow_scene_build(timeline);
    build_labels_above(timeline);
    lost_notify_scene_build(timeline);
    build_marks(timeline);
    scene_end_clip(timeline->scene);
    scene_remove_cut_words(timeline->scene, first_item, all);
    scene_begin_clip(timeline->scene, all);
    step_veil_build(timeline);
    scene_end_clip(timeline->scene);
}

/* How much of the lanes is seen, at the card's right edge. */
static void add_scroll_bar(struct timeline *timeline)
{
    const struct timeline_columns *columns = &timeline->columns;
    double room = columns->lanes_bottom - columns->lanes_top;
    double whole = timeline->layout.content_height;
    if (whole <= room + 1) {
        return;
    }
    double limit = whole - room, scroll = fmin(fmax(timeline->view->scroll_px, 0), limit);
    double length = fmax(SCROLL_LEAST, room * room / whole);
    struct scene_rect bar = {timeline->card.x + timeline->card.width - SCROLL_INSET,
                             columns->lanes_top + (room - length) * scroll / limit, SCROLL_WIDTH,
                             length};
    scene_begin_group(timeline->scene, "lanes-scroll", NULL, bar);
    scene_add_rect(timeline->scene, bar,
                   (struct scene_style){.fill = colour_fade(timeline->theme->ink3, 0.5),
                                        .radius = SCROLL_WIDTH / 2});
    scene_end_group(timeline->scene);
}

void timeline_scene_build(struct scene *scene, const struct subject *subject,
                          const struct view *view, struct scene_rect card)
{
    struct timeline timeline = {
        .scene = scene,
        .subject = subject,
        .view = view,
        .theme = view->theme,
        .card = card,
        .columns = timeline_columns_of(subject, view, card),
    };
    time_axis_init(&timeline.axis, subject, view, timeline.columns.plot_left,
                   timeline.columns.plot_right);
    lane_layout_init(&timeline.layout, subject, view, &timeline.columns);
    struct link_list *found = subject->links == NULL ? link_list_create(subject->trace) : NULL;
    timeline.links = found != NULL ? found : subject->links;
    timeline.involvement = involvement_of(subject, view, timeline.links);
    struct lane_excerpt excerpt;
    lane_excerpt_init(&excerpt, scene->arena, subject, &view->selection, &timeline.layout,
                      &timeline.columns, &timeline.axis);
    timeline.excerpt = &excerpt;
    timeline.marked = marked_steps_find(&timeline);
    scene_begin_group(scene, "timeline", NULL, card);
    card_scene_build(scene, view->theme, card);
    ruler_scene_build(&timeline);
    build_scrolled(&timeline);
    add_scroll_bar(&timeline);
    range_scene_build(&timeline);
    pin_scene_build(&timeline);
    playhead_scene_build(&timeline);
    bookmark_scene_build(&timeline);
    build_marked(&timeline);
    if (timeline.columns.verdict.height > 0) {
        verdict_band_scene_build(&timeline);
    }
    if (timeline.columns.legend.height > 0) {
        double legend_y = timeline.columns.legend.y + 0.5;
        scene_add_line(scene, card.x + 1, legend_y, card.x + card.width - 1, legend_y,
                       view->theme->border, 1);
        struct visible_counts counts = {0};
        if (view->counts_legend) {
            counts = visible_counts_of(&timeline);
        }
        legend_scene_build(scene, subject, view, timeline.columns.legend,
                           view->counts_legend ? &counts : NULL);
    }
    scene_end_group(scene);
    link_list_destroy(found);
    lane_layout_finish(&timeline.layout);
    time_axis_finish(&timeline.axis);
}

/* The height of all lanes when there is so much room for them. */
static double lanes_height(const struct subject *subject, const struct view *view, double room)
{
    struct timeline_columns columns = {.lanes_bottom = room};
    struct lane_layout layout;
    lane_layout_init(&layout, subject, view, &columns);
    double height = layout.content_height;
    lane_layout_finish(&layout);
    return height;
}

double timeline_scene_height(const struct subject *subject, const struct view *view, double width)
{
    double least = lanes_height(subject, view, 0), most = lanes_height(subject, view, INFINITY);
    double lanes = fmin(least + ROOM_SHARE * (most - least), ROOM_ENOUGH);
    lanes = fmax(fmax(lanes, least + SHARE_LEAST * (most - least)), ROOM_LEAST);
    struct scene_rect high = {0, 0, width, 2 * ROOM_ENOUGH};
    struct timeline_columns columns = timeline_columns_of(subject, view, high);
    return ceil(high.height - (columns.lanes_bottom - columns.lanes_top) + lanes);
}
