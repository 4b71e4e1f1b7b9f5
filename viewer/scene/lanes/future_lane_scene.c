/* A future's life in one strip: a dashed outline while it is pending, a full bar while its task
 * runs, a thin line with a dot when it is finished, and a crossed line when it was cancelled. So
 * the height tells the state as the colour does. A pale bar is a task, or its result, on the way
 * from process to process; an outline with a dot is a result that is held back. */
#include <math.h>

#include "tracer/analysis/stretch_sentence.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/future_state.h"

#define RADIUS        4.0
#define TEXT_SIZE     12.0
#define TEXT_LEAST    9.0 /* smaller is not readable */
#define TEXT_INSET    8.0
#define CUT_ROOM      60.0 /* why it failed is told as far as there is room, but for less than that */
#define BAR_SHARE     0.78 /* of the lane's height */
#define PENDING_SHARE 0.62
#define LINE_WIDTH    2.0
#define DOT_RADIUS    4.0
#define CROSS_HALF    3.5
#define PALE          0.28
#define WORDS_SIZE    256

/* One stretch, and where it is drawn. */
struct stretch {
    const struct lane_hold *hold;
    enum future_look look;
    double left, right, middle, height;
};

static const char *stretch_words(struct timeline *timeline, const struct lane_hold *hold)
{
    char buffer[WORDS_SIZE];
    return scene_copy_text(timeline->scene,
                           future_state_text(timeline->subject->trace, hold,
                                             timeline->view->language, buffer, sizeof buffer));
}

static const char *stretch_title(struct timeline *timeline, const char *id,
                                 const struct lane_hold *hold)
{
    const struct state_subject subject = {timeline->subject->lanes, timeline->subject->analysis,
                                          timeline->view->language};
    char sentence[2 * WORDS_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    stretch_sentence_of_state(&subject, hold, stretch_words(timeline, hold), sentence,
                              sizeof sentence);
    return scene_print_text(timeline->scene, "%s · %s", sentence,
                            timeline_span_text(timeline, hold->begin_ns, hold->end_ns));
}

static void add_words(struct timeline *timeline, const struct stretch *stretch, double inset,
                      scene_colour colour, scene_colour plate)
{
    double left = fmax(stretch->left, timeline->columns.plot_left) + inset;
    double right = fmin(stretch->right, timeline->columns.plot_right) - TEXT_INSET;
    bool is_slim = stretch->hold->slot == FUTURE_PENDING || stretch->hold->slot == LANE_HELD_BACK;
    double size = fmin(TEXT_SIZE, stretch->height * (is_slim ? PENDING_SHARE : 1) - 2);
    const char *words = stretch_words(timeline, stretch->hold);
    struct text_style style = text_ui(size, 600, colour);
    double width = scene_measure_text(timeline->scene, words, style);
    bool can_cut = stretch->look == FUTURE_LOOK_FAILED && right - left >= CUT_ROOM;
    if ((width > right - left && !can_cut) || size < TEXT_LEAST) {
        return;
    }
    width = fmin(width, right - left);
    if (plate != 0) {
        scene_add_rect(
            timeline->scene,
            (struct scene_rect){left - 4, stretch->middle - size / 2 - 1, width + 8, size + 2},
            (struct scene_style){.fill = plate});
    }
    scene_add_text(timeline->scene, left, text_baseline(stretch->middle, size), words, style,
                   ALIGN_LEFT, right - left);
}

static struct scene_rect box_of(const struct stretch *stretch, double share)
{
    double height = stretch->height * share;
    return (struct scene_rect){stretch->left, stretch->middle - height / 2,
                               fmax(1, stretch->right - stretch->left - 1), height};
}

static void draw_pending(struct timeline *timeline, const struct stretch *stretch)
{
    struct scene_rect box = box_of(stretch, PENDING_SHARE);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = timeline->theme->empty,
                                        .stroke = timeline->theme->ink3,
                                        .stroke_width = 1,
                                        .radius = fmin(RADIUS, box.width / 2),
                                        .dash = {3, 3}});
    add_words(timeline, stretch, TEXT_INSET, timeline->theme->ink2, timeline->theme->empty);
}

static void draw_running(struct timeline *timeline, const struct stretch *stretch)
{
    struct scene_rect box = box_of(stretch, BAR_SHARE);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = timeline->theme->running,
                                        .radius = fmin(RADIUS, box.width / 2)});
    add_words(timeline, stretch, TEXT_INSET, timeline->theme->running_text, 0);
}

/* On its way to or from a worker. */
static void draw_travelling(struct timeline *timeline, const struct stretch *stretch)
{
    struct scene_rect box = box_of(stretch, PENDING_SHARE);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = colour_fade(timeline->theme->running, PALE),
                                        .radius = fmin(RADIUS, box.width / 2)});
    add_words(timeline, stretch, TEXT_INSET, timeline->theme->ink2, 0);
}

static void draw_lost(struct timeline *timeline, const struct stretch *stretch)
{
    struct scene_rect box = box_of(stretch, PENDING_SHARE);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = timeline->theme->forever_tint,
                                        .stroke = timeline->theme->forever,
                                        .stroke_width = 1,
                                        .radius = fmin(RADIUS, box.width / 2),
                                        .dash = {3, 3}});
    add_words(timeline, stretch, TEXT_INSET, timeline->theme->forever_text,
              timeline->theme->forever_tint);
}

/* Finished, but an earlier one has to be delivered first. */
static void draw_held_back(struct timeline *timeline, const struct stretch *stretch)
{
    struct scene_rect box = box_of(stretch, PENDING_SHARE);
    scene_colour colour = timeline->theme->running;
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = colour_fade(timeline->theme->ready, PALE),
                                        .stroke = colour,
                                        .stroke_width = 1.4,
                                        .radius = fmin(RADIUS, box.width / 2)});
    scene_add_circle(timeline->scene, stretch->left, stretch->middle, DOT_RADIUS,
                     (struct scene_style){.fill = colour});
    add_words(timeline, stretch, DOT_RADIUS + TEXT_INSET, timeline->theme->ink, 0);
}

static void draw_end(struct timeline *timeline, const struct stretch *stretch, scene_colour colour)
{
    double y = stretch->middle;
    scene_add_line(timeline->scene, stretch->left, y, stretch->right, y, colour_fade(colour, 0.55),
                   LINE_WIDTH);
    scene_add_circle(timeline->scene, stretch->left, y, DOT_RADIUS,
                     (struct scene_style){.fill = colour});
    add_words(timeline, stretch, DOT_RADIUS + TEXT_INSET, colour, timeline->theme->card);
}

static void draw_finished(struct timeline *timeline, const struct stretch *stretch)
{
    draw_end(timeline, stretch, timeline->theme->running);
}

static void draw_failed(struct timeline *timeline, const struct stretch *stretch)
{
    draw_end(timeline, stretch, timeline->theme->forever);
}

static void draw_cancelled(struct timeline *timeline, const struct stretch *stretch)
{
    scene_colour colour = timeline->theme->ink3;
    double x = stretch->left + CROSS_HALF, y = stretch->middle;
    const struct path_point points[] = {{PATH_MOVE, x + CROSS_HALF, y},
                                        {PATH_LINE, stretch->right, y}};
    scene_add_path(timeline->scene, points, 2,
                   (struct scene_style){.stroke = colour, .stroke_width = 1.5, .dash = {1, 4}});
    scene_add_line(timeline->scene, x - CROSS_HALF, y - CROSS_HALF, x + CROSS_HALF, y + CROSS_HALF,
                   colour, LINE_WIDTH);
    scene_add_line(timeline->scene, x - CROSS_HALF, y + CROSS_HALF, x + CROSS_HALF, y - CROSS_HALF,
                   colour, LINE_WIDTH);
    add_words(timeline, stretch, 2 * CROSS_HALF + TEXT_INSET, timeline->theme->ink2,
              timeline->theme->card);
}

static double end_x(const struct timeline *timeline, const struct lane_hold *hold)
{
    bool is_over = hold->slot != FUTURE_PENDING && hold->slot != FUTURE_RUNNING;
    bool is_stuck = hold->slot == FUTURE_RUNNING && timeline_is_dead(timeline, hold->thread);
    if (hold->end_event == NONE_INDEX && !is_over &&
        (is_stuck || timeline->subject->analysis->is_hung)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, hold->end_ns);
}

static void add_stretch(struct timeline *timeline, const struct lane_place *place,
                        const struct lane_hold *hold)
{
    static void (*const drawers[])(struct timeline *, const struct stretch *) = {
        [FUTURE_LOOK_PENDING] = draw_pending,     [FUTURE_LOOK_HANDED_OVER] = draw_travelling,
        [FUTURE_LOOK_RUNNING] = draw_running,     [FUTURE_LOOK_RESULT_COMES] = draw_travelling,
        [FUTURE_LOOK_LOST] = draw_lost,           [FUTURE_LOOK_HELD_BACK] = draw_held_back,
        [FUTURE_LOOK_FINISHED] = draw_finished,   [FUTURE_LOOK_FAILED] = draw_failed,
        [FUTURE_LOOK_CANCELLED] = draw_cancelled,
    };
    struct stretch stretch = {
        .hold = hold,
        .look = future_look_of(timeline->subject->trace, hold),
        .left = timeline_x(timeline, hold->begin_ns),
        .right = end_x(timeline, hold),
        .middle = place->centre,
        .height = place->height,
    };
    if (stretch.right < timeline->columns.plot_left ||
        stretch.left > timeline->columns.plot_right) {
        return;
    }
    const char *id = scene_print_text(timeline->scene, "future-state:%u", hold->begin_event);
    scene_begin_group(timeline->scene, id, stretch_title(timeline, id, hold),
                      box_of(&stretch, BAR_SHARE));
    drawers[stretch.look](timeline, &stretch);
    selection_mark_hold(timeline, hold, box_of(&stretch, BAR_SHARE));
    scene_end_group(timeline->scene);
}

void future_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "future:%u", place->index),
                      NULL, row);
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        add_stretch(timeline, place, &lane->holds[i]);
    }
    scene_end_group(timeline->scene);
}
