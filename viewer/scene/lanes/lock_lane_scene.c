/* Who holds a lock, "free" in between, and below it those who wait for it; or who set an event,
 * "not set" in between, and who waits for it. */
#include <math.h>

#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/depth_strip.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/other_waiters.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/icon.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/piece/state_fill.h"
#include "viewer/scene/view/words.h"

#define BAR_RADIUS   6.0
#define TEXT_SIZE    14.0
#define LEVELS_SIZE  12.5 /* above strips */
#define ICON_INSET   18.0
#define TEXT_INSET   32.0
#define FREE_SIZE    12.5
#define FREE_ROOM    90.0 /* a shorter free stretch has no word */
#define FREE_END     30.0 /* the dots end before the for-ever sign */
#define FADE_PX      150.0
#define WAITER_SIZE  12.0
#define WAITER_INSET 8.0
#define WAITER_GAP   3.0

/* What differs between a lock and an event. */
struct strip_look {
    const char *id, *bar_id;
    enum word word, gap_word;
    enum icon icon;
    enum lane_state wait_state;
};

static const struct strip_look *look_of(const struct lane_place *place)
{
    static const struct strip_look lock = {"lock",    "held",    WORD_HELD_BY,
                                           WORD_FREE, ICON_LOCK, LANE_WAIT_LOCK};
    static const struct strip_look event = {"event",      "set",     WORD_SET_BY,
                                            WORD_NOT_SET, ICON_FLAG, LANE_WAIT_CONDITION};
    return place->kind == LANE_EVENT ? &event : &lock;
}

static double end_x(const struct timeline *timeline, uint32_t end_event, uint64_t end_ns,
                    uint32_t thread)
{
    if (end_event == NONE_INDEX && timeline_is_dead(timeline, thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, end_ns);
}

/* What was copied taken is in nobody's hands, so a hang leaves it taken for ever. */
static double hold_end_x(const struct timeline *timeline, const struct lane_hold *hold)
{
    bool is_copy = timeline->subject->trace->objects[hold->object].origin != NONE_INDEX;
    if (hold->end_event == NONE_INDEX && is_copy && timeline->subject->analysis->is_hung) {
        return timeline_forever_x(timeline);
    }
    return end_x(timeline, hold->end_event, hold->end_ns, hold->thread);
}

static bool is_seen(const struct timeline *timeline, double left, double right)
{
    return right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
}

/* The longest words that fit: "held by 小爱", 小爱, or none. */
static const char *words_that_fit(struct timeline *timeline, enum word word, const char *name,
                                  bool says_held, double room)
{
    struct text_style style = text_ui(TEXT_SIZE, 700, 0);
    const char *held =
        scene_print_text(timeline->scene, word_text(word, timeline->view->language), name);
    if (says_held && scene_measure_text(timeline->scene, held, style) <= room) {
        return held;
    }
    return scene_measure_text(timeline->scene, name, style) <= room ? name : "";
}

static void add_hold(struct timeline *timeline, const struct lane_place *place,
                     const struct lane_hold *hold, bool says_held)
{
    double left = timeline_x(timeline, hold->begin_ns);
    double right = hold_end_x(timeline, hold);
    if (!is_seen(timeline, left, right)) {
        return;
    }
    const struct theme *theme = timeline->theme;
    double height = timeline->layout.measure.lock_height;
    left = fmax(left, timeline->columns.plot_left - BAR_RADIUS);
    struct scene_rect bar = {left, place->centre - height / 2, fmax(1, right - left), height};
    const char *name = timeline_thread_name(timeline, hold->thread);
    const char *id =
        scene_print_text(timeline->scene, "%s:%u", look_of(place)->bar_id, hold->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), bar);
    scene_add_rect(
        timeline->scene, bar,
        (struct scene_style){.fill = theme->hold, .radius = fmin(BAR_RADIUS, bar.width / 2)});
    if (hold->end_event == NONE_INDEX && timeline_is_dead(timeline, hold->thread)) {
        double fade = fmin(FADE_PX, bar.width);
        scene_add_fill(timeline->scene, (struct scene_rect){right - fade, bar.y, fade, height},
                       FILL_FADE_RIGHT, theme->card, 0);
    }
    double levels = depth_strip_room(timeline, place->index);
    double size = fmin(levels > 0 ? LEVELS_SIZE : TEXT_SIZE, height - levels - 2);
    bool is_tight = size < timeline->scene->text_least_px; /* the words stand on the levels then */
    double middle = is_tight ? place->centre : place->centre - levels / 2;
    if (bar.width > 2 * ICON_INSET - 6) {
        icon_build(timeline->scene, look_of(place)->icon, bar.x + ICON_INSET, middle,
                   size / TEXT_SIZE, theme->hold_text);
    }
    double seen_right = fmin(right, timeline->columns.plot_right);
    const char *words = words_that_fit(timeline, look_of(place)->word, name, says_held,
                                       seen_right - bar.x - TEXT_INSET - WAITER_INSET);
    if (words[0] != 0) {
        scene_add_text(timeline->scene, bar.x + TEXT_INSET, text_baseline(middle, size), words,
                       text_ui(size, 650, theme->hold_text), ALIGN_LEFT, 0);
    }
    selection_mark_hold(timeline, hold, bar);
    scene_end_group(timeline->scene);
}

static void add_free(struct timeline *timeline, const struct lane_place *place, double left,
                     double right)
{
    left = fmax(left, timeline->columns.plot_left) + 4;
    right = fmin(right, timeline->columns.plot_right) - 4;
    if (right - left < 8) {
        return;
    }
    double y = place->centre;
    const struct path_point points[] = {{PATH_MOVE, left, y}, {PATH_LINE, right, y}};
    struct scene_item *dots = scene_add_path(
        timeline->scene, points, 2,
        (struct scene_style){.stroke = timeline->theme->sleep, .stroke_width = 2, .dash = {1, 5}});
    dots->round_caps = true;
    right = timeline_seen_end(timeline, right);
    if (right - left < FREE_ROOM) {
        return;
    }
    const char *word = word_text(look_of(place)->gap_word, timeline->view->language);
    struct text_style style = text_ui(FREE_SIZE, 400, timeline->theme->ink3);
    double width = scene_measure_text(timeline->scene, word, style) + 14;
    double middle = (left + right) / 2;
    scene_add_rect(timeline->scene, (struct scene_rect){middle - width / 2, y - 9, width, 18},
                   (struct scene_style){.fill = timeline->theme->card, .radius = 4});
    scene_add_text(timeline->scene, middle, text_baseline(y, FREE_SIZE), word, style, ALIGN_CENTRE,
                   0);
}

static struct scene_rect waiter_box(const struct timeline *timeline, const struct lane_place *place,
                                    uint32_t row, double left, double right)
{
    double bottom = place->centre + timeline->layout.measure.lock_height / 2;
    double pitch = (place->top + place->height - bottom) / (place->row_count + 0.6);
    return (struct scene_rect){left, bottom + WAITER_GAP + row * pitch, fmax(1, right - left),
                               pitch - WAITER_GAP};
}

static void add_waiter(struct timeline *timeline, const struct lane_place *place,
                       const struct lane_wait *wait)
{
    double left = timeline_x(timeline, wait->begin_ns);
    double right = end_x(timeline, wait->end_event, wait->end_ns, wait->thread);
    if (!is_seen(timeline, left, right) || wait->row >= place->named_waiters) {
        return;
    }
    struct scene_rect box = waiter_box(timeline, place, wait->row, left, right);
    const char *name = timeline_thread_name(timeline, wait->thread);
    const char *id = scene_print_text(timeline->scene, "queue:%u", wait->begin_event);
    scene_begin_group(timeline->scene, id, timeline_wait_title(timeline, id, wait), box);
    state_fill_build(timeline->scene, timeline->theme, look_of(place)->wait_state, box, 4);
    if (wait->end_event == NONE_INDEX && timeline_is_dead(timeline, wait->thread)) {
        double fade = fmin(FADE_PX, box.width);
        scene_add_fill(timeline->scene, (struct scene_rect){right - fade, box.y, fade, box.height},
                       FILL_FADE_RIGHT, timeline->theme->card, 0);
    }
    double size = fmin(WAITER_SIZE, box.height - 1);
    struct text_style style = text_ui(size, 600, timeline->theme->ink);
    double width = scene_measure_text(timeline->scene, name, style);
    if (width + 4 * WAITER_INSET < box.width) {
        struct scene_rect plate = {fmax(box.x, timeline->columns.plot_left) + WAITER_INSET, box.y,
                                   width + 2 * WAITER_INSET, box.height};
        scene_add_rect(timeline->scene, plate, (struct scene_style){.fill = timeline->theme->card});
        scene_add_text(timeline->scene, plate.x + WAITER_INSET,
                       text_baseline(box.y + box.height / 2, size), name, style, ALIGN_LEFT, 0);
    }
    selection_mark_wait(timeline, wait, box);
    scene_end_group(timeline->scene);
}

/* What is no shape: how much of the time it was held, and how many waited. */
static void add_densities(struct timeline *timeline, const struct lane_place *place)
{
    const struct place_density *density = timeline_density(timeline, place);
    double height = timeline->layout.measure.lock_height, top = place->centre - height / 2;
    const struct strip_layer held = {FILL_SOLID, timeline->theme->hold, 0};
    density_strip_add_level(timeline, density->holds, top, height, 1, held);
    double below = top + height + WAITER_GAP;
    density_strip_add_waits(timeline, density->waits, below,
                            place->top + place->height - WAITER_GAP - below, place->row_count,
                            look_of(place)->wait_state);
}

void lock_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "%s:%u", look_of(place)->id, place->index),
                      NULL, row);
    add_densities(timeline, place);
    bool is_summed = timeline_density(timeline, place)->holds != NULL;
    double free_x = timeline_x(timeline, 0);
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        const struct lane_hold *hold = &lane->holds[i];
        if (!is_summed) {
            add_free(timeline, place, free_x, timeline_x(timeline, hold->begin_ns));
        }
        add_hold(timeline, place, hold, i == 0);
        free_x = fmax(free_x, hold_end_x(timeline, hold));
    }
    depth_strip_build(timeline, place);
    double tail = timeline->axis.tail_px;
    if (!is_summed) {
        add_free(timeline, place, free_x,
                 timeline->axis.end_x + (tail > FREE_END ? tail - FREE_END : 0));
    }
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        add_waiter(timeline, place, &lane->waits[i]);
    }
    const struct waiter_look others = {"queue", look_of(place)->wait_state, 0, waiter_box};
    other_waiters_build(timeline, place, &others);
    scene_end_group(timeline->scene);
}
