/* A process, above its threads: its name and number at the left, and in the plot a thin line for as
 * long as it lives, the word how it ended, dots while it is a zombie, dashes once it is an orphan.
 * A strip at the left edge holds its threads together. */
#include <math.h>

#include "viewer/scene/lanes/fold_mark.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/process_ending.h"
#include "viewer/scene/view/words.h"

#define STRIP_INSET    5.0 /* from the card's left side */
#define STRIP_WIDTH    4.0
#define STRIP_MARGIN   3.0 /* between the strips of two processes */
#define STRIP_GAP      5.0 /* of a slide's name from the strip */
#define STRIP_OPACITY  0.55
#define RULE_OPACITY   0.8
#define FOLD_GAP       1.5 /* of the name from what the fold mark stands beside */
#define NAME_GAP       8.0
#define NAME_SIZE      14.5
#define NAME_COMPACT   13.0
#define DETAIL_SIZE    12.5
#define DETAIL_COMPACT 11.5
#define NAME_RISE      8.0
#define DETAIL_DROP    9.0
#define LIFE_WIDTH     2.0
#define LIFE_OPACITY   0.45
#define DOT_RADIUS     3.5
#define END_HALF       5.0
#define WORD_SIZE      12.0
#define WORD_GAP       7.0
#define PLATE_INSET    4.0

/* ---- its name ---- */

static const char *pid_text(struct timeline *timeline, const struct trace_process *process)
{
    if (process->pid == 0) {
        return "";
    }
    return scene_print_text(timeline->scene, word_text(WORD_PROCESS_PID, timeline->view->language),
                            scene_print_text(timeline->scene, "%u", process->pid));
}

/* "pid 30497 · child of main". */
static const char *detail_text(struct timeline *timeline, const struct trace_process *process)
{
    const struct trace *trace = timeline->subject->trace;
    const char *pid = pid_text(timeline, process);
    if (process->parent == NONE_INDEX || process->parent == 0) {
        return pid;
    }
    const char *parent = scene_print_text(
        timeline->scene, word_text(WORD_PROCESS_CHILD_OF, timeline->view->language),
        trace->processes[process->parent].name);
    return scene_print_text(timeline->scene, "%s%s%s", pid, pid[0] != 0 ? " · " : "", parent);
}

static void add_names(struct timeline *timeline, const struct lane_place *place,
                      const struct trace_process *process, const char *details)
{
    bool is_roomy = timeline->layout.measure.has_details;
    const struct theme *theme = timeline->theme;
    double left = timeline->card.x + STRIP_INSET + STRIP_WIDTH + STRIP_GAP;
    double right = timeline->columns.name_right;
    left = fmax(left, timeline->columns.label_left);
    double y = place->centre - (is_roomy ? NAME_RISE : 0);
    double size = is_roomy ? NAME_SIZE : NAME_COMPACT;
    double width = scene_add_name(timeline->scene, left, text_baseline(y, size), process->name,
                                  text_ui(size, 700, theme->ink2), ALIGN_LEFT, right - left);
    if (is_roomy) {
        struct text_style detail = text_ui(DETAIL_SIZE, 400, theme->ink3);
        scene_add_text(timeline->scene, left,
                       text_baseline(place->centre + DETAIL_DROP, DETAIL_SIZE),
                       piece_parts_that_fit(timeline->scene, details, detail, right - left), detail,
                       ALIGN_LEFT, right - left);
        return;
    }
    const char *pid = pid_text(timeline, process);
    struct text_style style = text_ui(DETAIL_COMPACT, 400, theme->ink3);
    left += width + NAME_GAP;
    if (scene_measure_text(timeline->scene, pid, style) <= right - left) {
        scene_add_text(timeline->scene, left, text_baseline(y, DETAIL_COMPACT), pid, style,
                       ALIGN_LEFT, 0);
    }
}

void process_label_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct trace_process *process = &timeline->subject->trace->processes[place->index];
    const char *details = detail_text(timeline, process);
    struct scene_rect row = {timeline->card.x, place->top,
                             timeline->columns.plot_left - timeline->card.x, place->height};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "process:%u", place->index),
                      scene_print_text(timeline->scene, "%s · %s", process->name, details), row);
    add_names(timeline, place, process, details);
    fold_mark_build(timeline, place, timeline->columns.label_left - FOLD_GAP);
    scene_end_group(timeline->scene);
}

/* ---- the strip that holds its threads together ---- */

void process_bracket_scene_build(struct timeline *timeline, uint32_t at)
{
    const struct lane_layout *layout = &timeline->layout;
    const struct lane_place *place = &layout->places[at];
    double bottom = place->top + place->height;
    for (uint32_t i = at + 1; i < layout->place_count && layout->places[i].kind == LANE_THREAD;
         i++) {
        bottom = layout->places[i].top + layout->places[i].height;
    }
    struct scene_rect strip = {timeline->card.x + STRIP_INSET, place->top + STRIP_MARGIN,
                               STRIP_WIDTH, bottom - place->top - 2 * STRIP_MARGIN};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "bracket-process:%u", place->index),
                      timeline->subject->trace->processes[place->index].name, strip);
    scene_add_rect(timeline->scene, strip,
                   (struct scene_style){.fill = colour_fade(timeline->theme->ink3, STRIP_OPACITY),
                                        .radius = STRIP_WIDTH / 2});
    scene_end_group(timeline->scene);
}

/* ---- its life ---- */

/* The stretches of a life, from left to right. */
struct life {
    double begin_x, orphan_x, end_x, reaped_x;
    bool has_ended;
};

static struct life life_of(const struct timeline *timeline, uint32_t index)
{
    const struct trace *trace = timeline->subject->trace;
    const struct trace_process *process = &trace->processes[index];
    struct life life = {.has_ended = process->end_event != NONE_INDEX};
    uint32_t begin =
        process->begin_event != NONE_INDEX ? process->begin_event : process->fork_event;
    uint64_t orphaned_ns = process_orphaned_ns(trace, index);
    life.begin_x =
        begin == NONE_INDEX ? timeline_x(timeline, 0) : timeline_event_x(timeline, begin);
    life.end_x =
        life.has_ended ? timeline_event_x(timeline, process->end_event) : timeline->axis.end_x;
    life.reaped_x =
        life.has_ended ? timeline_x(timeline, process_reaped_ns(trace, index)) : life.end_x;
    life.orphan_x = orphaned_ns == UINT64_MAX ? life.end_x : timeline_x(timeline, orphaned_ns);
    return life;
}

static void add_line(struct timeline *timeline, double left, double right, double y,
                     const double dash[2])
{
    left = fmax(left, timeline->columns.plot_left);
    right = fmin(right, timeline->columns.plot_right);
    if (right - left < 1) {
        return;
    }
    const struct path_point points[] = {{PATH_MOVE, left, y}, {PATH_LINE, right, y}};
    struct scene_item *line = scene_add_path(
        timeline->scene, points, 2,
        (struct scene_style){.stroke = colour_fade(timeline->theme->ink3, LIFE_OPACITY),
                             .stroke_width = LIFE_WIDTH,
                             .dash = {dash[0], dash[1]}});
    line->round_caps = true;
}

/* Words on a plate that covers the line; returns their right end. */
static double add_plate(struct timeline *timeline, double left, double y, const char *words)
{
    struct text_style style = text_ui(WORD_SIZE, 500, timeline->theme->ink2);
    double width = scene_measure_text(timeline->scene, words, style);
    scene_add_rect(timeline->scene,
                   (struct scene_rect){left - PLATE_INSET, y - WORD_SIZE / 2 - 1,
                                       width + 2 * PLATE_INSET, WORD_SIZE + 2},
                   (struct scene_style){.fill = timeline->theme->card});
    scene_add_text(timeline->scene, left, text_baseline(y, WORD_SIZE), words, style, ALIGN_LEFT, 0);
    return left + width;
}

static double plate_width(struct timeline *timeline, const char *words)
{
    return scene_measure_text(timeline->scene, words, text_ui(WORD_SIZE, 500, 0)) + 2 * PLATE_INSET;
}

/* The middle of a stretch says what it is, if there is room. */
static void add_stretch_word(struct timeline *timeline, enum word word, double left, double right,
                             double y)
{
    const char *words = word_text(word, timeline->view->language);
    left = fmax(left, timeline->columns.plot_left);
    right = fmin(right, timeline->columns.plot_right);
    double width = plate_width(timeline, words);
    if (right - left > width + 2 * WORD_GAP) {
        add_plate(timeline, (left + right - width) / 2 + PLATE_INSET, y, words);
    }
}

/* How it ended, to the right of its end if there is room, else to the left. */
/* Words that end at `left + width` stand before the playhead if that would cross them, once the
 * replay is over; until then it passes over them. */
static double clear_of_playhead(const struct timeline *timeline, double left, double width)
{
    double playhead = timeline_cursor_x(timeline);
    bool is_crossed = timeline_is_at_end(timeline) && playhead > left - WORD_GAP &&
                      playhead < left + width + WORD_GAP;
    return is_crossed ? playhead - WORD_GAP - width : left;
}

static void add_ending(struct timeline *timeline, const struct lane_place *place,
                       const struct life *life)
{
    if (!life->has_ended || life->end_x < timeline->columns.plot_left ||
        life->end_x > timeline->columns.plot_right) {
        return;
    }
    char buffer[PROCESS_ENDING_SIZE];
    const char *words = scene_copy_text(
        timeline->scene, process_ending_text(timeline->subject->trace, place->index,
                                             timeline->view->language, buffer, sizeof buffer));
    double x = life->end_x, y = place->centre;
    scene_add_line(timeline->scene, x, y - END_HALF, x, y + END_HALF, timeline->theme->ink2, 2);
    if (words[0] == 0) {
        return;
    }
    double width = plate_width(timeline, words);
    bool is_zombie_long = life->reaped_x - x > END_HALF;
    double right = is_zombie_long ? life->reaped_x + DOT_RADIUS : x;
    if (right + WORD_GAP + width <= timeline->columns.plot_right) {
        add_plate(timeline, right + WORD_GAP, y, words);
        return;
    }
    double left = clear_of_playhead(timeline, x - WORD_GAP - width + PLATE_INSET, width);
    if (left >= fmax(life->begin_x, timeline->columns.plot_left)) {
        add_plate(timeline, left, y, words);
    }
}

static const char *life_title(struct timeline *timeline, uint32_t index)
{
    const struct trace *trace = timeline->subject->trace;
    const struct trace_process *process = &trace->processes[index];
    enum language language = timeline->view->language;
    char buffer[PROCESS_ENDING_SIZE];
    process_ending_text(trace, index, language, buffer, sizeof buffer);
    uint32_t begin =
        process->begin_event != NONE_INDEX ? process->begin_event : process->fork_event;
    uint32_t end = process->end_event;
    const char *title = scene_print_text(
        timeline->scene, "%s: %s%s%s", process->name,
        timeline_span_text(timeline, begin != NONE_INDEX ? trace->events[begin].time_ns : 0,
                           end != NONE_INDEX ? trace->events[end].time_ns : trace->end_ns),
        buffer[0] != 0 ? " · " : "", buffer);
    if (end == NONE_INDEX || process_reaped_ns(trace, index) <= trace->events[end].time_ns) {
        return title;
    }
    return scene_print_text(
        timeline->scene, "%s · %s %s", title, word_text(WORD_PROCESS_ZOMBIE, language),
        timeline_span_text(timeline, trace->events[end].time_ns, process_reaped_ns(trace, index)));
}

void process_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    static const double solid[2] = {0, 0}, dots[2] = {1, 5}, dashes[2] = {5, 5};
    struct life life = life_of(timeline, place->index);
    double y = place->centre;
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "life:%u", place->index),
                      life_title(timeline, place->index),
                      (struct scene_rect){life.begin_x, place->top,
                                          fmax(1, life.reaped_x - life.begin_x), place->height});
    add_line(timeline, life.begin_x, fmin(life.orphan_x, life.end_x), y, solid);
    add_line(timeline, life.orphan_x, life.end_x, y, dashes);
    add_line(timeline, life.end_x, life.reaped_x, y, dots);
    if (life.begin_x >= timeline->columns.plot_left - DOT_RADIUS) {
        scene_add_circle(timeline->scene, life.begin_x + DOT_RADIUS, y, DOT_RADIUS,
                         (struct scene_style){.fill = timeline->theme->ink3});
    }
    scene_end_group(timeline->scene);
}

void process_ending_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    struct life life = life_of(timeline, place->index);
    add_stretch_word(timeline, WORD_PROCESS_ORPHAN, life.orphan_x, life.end_x, place->centre);
    add_stretch_word(timeline, WORD_PROCESS_ZOMBIE, life.end_x, life.reaped_x, place->centre);
    add_ending(timeline, place, &life);
}
