/* Drawn from the last to the first, so that each knows where the next one of its row begins: words
 * may reach out of a short bracket up to there. */
#include "viewer/scene/lanes/bracket_scene.h"

#include <math.h>

#include "tracer/analysis/stretch_sentence.h"
#include "viewer/scene/piece/piece.h"

#define STOREYS_MAX   16
#define DENSE_PX      0.5 /* brackets that begin nearer to the next one are left out */
#define TICK_PX       2.0 /* narrower ones are a line */
#define RADIUS        3.0
#define TINT          0.22
#define TEXT_SIZE     11.5
#define TEXT_LEAST    8.0
#define TEXT_INSET    5.0
#define TEXT_GAP      6.0 /* before the next bracket */
#define FADE_PX       150.0
#define FAILED_DASH   3.0
#define SENTENCE_SIZE 500

struct rows {
    struct timeline *timeline;
    const struct lane_place *place;
    const struct packed_thread *lane;
    double next_x[STOREYS_MAX]; /* by depth: where the bracket to the right begins */
};

static uint64_t time_of(const struct rows *rows, uint32_t event)
{
    return rows->timeline->subject->trace->events[event].time_ns;
}

/* Where the thread's bar ends, or for ever. */
static double unfinished_x(const struct rows *rows)
{
    const struct interval_list *segments = &rows->lane->segments;
    uint32_t count = segments->count;
    while (count > 0 && interval_is_gap(segments, count - 1)) {
        count--;
    }
    if (timeline_is_dead(rows->timeline, rows->place->index) || count == 0) {
        return timeline_forever_x(rows->timeline);
    }
    return timeline_x(rows->timeline, interval_end(segments, count - 1));
}

static struct scene_rect box_of(const struct rows *rows, const struct lane_bracket *bracket)
{
    const struct lane_measure *measure = &rows->timeline->layout.measure;
    double pitch = measure->storey_height + measure->storey_gap;
    double left = timeline_x(rows->timeline, time_of(rows, bracket->begin_event));
    double right = bracket->end_event == NONE_INDEX
                       ? unfinished_x(rows)
                       : timeline_x(rows->timeline, time_of(rows, bracket->end_event));
    return (struct scene_rect){left,
                               rows->place->top + measure->storeys_offset + bracket->depth * pitch,
                               fmax(TICK_PX, right - left), measure->storey_height};
}

static const struct event *event_of(const struct rows *rows, const struct lane_bracket *bracket)
{
    return &rows->timeline->subject->trace->events[bracket->event];
}

/* "semaphore.acquire". */
static const char *operation_name(const struct event *event)
{
    const char *name = kind_name((uint16_t)(kind_operation(event->kind) << 2));
    return name != NULL ? name : "";
}

/* "semaphore.acquire sem". */
static const char *full_name(const struct rows *rows, const struct lane_bracket *bracket)
{
    const struct trace *trace = rows->timeline->subject->trace;
    const struct event *event = event_of(rows, bracket);
    const struct trace_object *object = event_object(trace, event);
    const char *name = object != NULL ? object->name : "";
    if (event->target != NONE_INDEX && event_is_about(event, TARGET_THREAD)) {
        name = trace->threads[target_index(event->target)].name;
    }
    return scene_print_text(rows->timeline->scene, "%s%s%s", operation_name(event),
                            name[0] != 0 ? " " : "", name);
}

/* What could not finish at once has the colour of what it waits for. */
static scene_colour colour_of(const struct rows *rows, const struct lane_bracket *bracket)
{
    const struct theme *theme = rows->timeline->theme;
    uint16_t kind = event_of(rows, bracket)->kind;
    enum lane_state state = lane_operation_state(kind_operation(kind));
    if (kind == EVENT_LOCK_ACQUIRE) {
        return theme->hold;
    }
    bool is_wait = state != LANE_RUNNING && state != LANE_READY && state != LANE_SLEEP;
    return kind_stage(kind) == STAGE_BEGIN && is_wait ? theme_state_colour(theme, state)
                                                      : theme->ink3;
}

static void add_box(const struct rows *rows, const struct lane_bracket *bracket,
                    struct scene_rect box)
{
    scene_colour colour = colour_of(rows, bracket);
    bool is_tick = box.width <= TICK_PX;
    struct scene_style style = {
        .fill = is_tick ? colour : colour_fade(colour, TINT),
        .stroke = is_tick ? 0 : colour,
        .stroke_width = 1,
        .radius = is_tick ? 0 : fmin(RADIUS, box.width / 2),
    };
    if (bracket->has_failed && !is_tick) {
        style.dash[0] = style.dash[1] = FAILED_DASH;
    }
    scene_add_rect(rows->timeline->scene, box, style);
    if (bracket->end_event == NONE_INDEX) { /* no right side: it does not end there */
        double fade = fmin(FADE_PX, box.width);
        scene_add_fill(rows->timeline->scene,
                       (struct scene_rect){box.x + box.width - fade, box.y, fade + 1, box.height},
                       FILL_FADE_RIGHT, rows->timeline->theme->card, 0);
    }
}

/* The longest of its names that fits inside; else one that reaches out, up to the next bracket. */
static void add_name(const struct rows *rows, const struct lane_bracket *bracket,
                     struct scene_rect box)
{
    struct timeline *timeline = rows->timeline;
    double size = fmin(TEXT_SIZE, box.height - 2);
    double left = fmax(box.x, timeline->columns.plot_left) + TEXT_INSET;
    double next = fmin(rows->next_x[bracket->depth] - TEXT_GAP, timeline->columns.plot_right);
    double inside = fmin(box.x + box.width - TEXT_INSET, next);
    struct text_style style = text_code(size, 500, timeline->theme->ink);
    const char *full = full_name(rows, bracket);
    const char *operation = operation_name(event_of(rows, bracket));
    const struct {
        const char *name;
        double right;
    } choices[] = {{full, inside}, {operation, inside}, {full, next}, {operation, next}};
    for (uint32_t i = 0; size >= TEXT_LEAST && i < sizeof choices / sizeof choices[0]; i++) {
        if (left + scene_measure_text(timeline->scene, choices[i].name, style) <=
            choices[i].right) {
            scene_add_text(timeline->scene, left, text_baseline(box.y + box.height / 2, size),
                           choices[i].name, style, ALIGN_LEFT, 0);
            return;
        }
    }
}

static const char *title_of(const struct rows *rows, const char *id,
                            const struct lane_bracket *bracket)
{
    const struct timeline *timeline = rows->timeline;
    const struct state_subject subject = {timeline->subject->lanes, timeline->subject->analysis,
                                          timeline->view->language};
    uint64_t end_ns = bracket->end_event == NONE_INDEX ? timeline->subject->trace->end_ns
                                                       : time_of(rows, bracket->end_event);
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    stretch_sentence_of_bracket(&subject, rows->place->index, bracket, full_name(rows, bracket),
                                sentence, sizeof sentence);
    return scene_print_text(
        timeline->scene, "%s · %s", sentence,
        timeline_span_text(timeline, time_of(rows, bracket->begin_event), end_ns));
}

static void add_bracket(struct rows *rows, const struct lane_bracket *bracket)
{
    struct timeline *timeline = rows->timeline;
    struct scene_rect box = box_of(rows, bracket);
    double *next_x = &rows->next_x[bracket->depth];
    if (box.x + box.width < timeline->columns.plot_left || *next_x - box.x < DENSE_PX) {
        return;
    }
    const char *id = scene_print_text(timeline->scene, "bracket:%u", bracket->event);
    scene_begin_group(timeline->scene, id, title_of(rows, id, bracket), box);
    add_box(rows, bracket, box);
    add_name(rows, bracket, box);
    scene_end_group(timeline->scene);
    *next_x = box.x;
}

/* How many brackets begin before the plot's right edge. */
static uint32_t count_until(const struct rows *rows, uint64_t time_ns)
{
    uint32_t low = 0, high = rows->lane->bracket_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (time_of(rows, rows->lane->brackets[middle].event) <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void bracket_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    if (!place->is_unfolded) {
        return;
    }
    const struct timeline_columns *columns = &timeline->columns;
    struct rows rows = {timeline, place, &timeline->subject->lanes->threads[place->index], {0}};
    for (uint32_t i = 0; i < STOREYS_MAX; i++) {
        rows.next_x[i] = INFINITY;
    }
    uint64_t left_ns = time_axis_time(&timeline->axis, columns->plot_left);
    uint64_t right_ns = time_axis_time(&timeline->axis, columns->plot_right);
    for (uint32_t i = count_until(&rows, right_ns); i-- > 0;) {
        const struct lane_bracket bracket = lane_bracket_at(rows.lane, i);
        add_bracket(&rows, &bracket);
        if (bracket.depth == 0 && time_of(&rows, bracket.begin_event) < left_ns) {
            break; /* what comes before it has ended before it */
        }
    }
}
