/* An executor's load: above, how many tasks wait in its queue; below, how many its workers run. Of
 * a manager the same of calls, which its threads serve. Each stretch is as high as its number, up
 * to the largest of the whole run, and says it inside, or above itself, where there is room. */
#include <math.h>

#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define RADIUS       2.0
#define TEXT_SIZE    12.0
#define TEXT_LEAST   10.0 /* smaller is not readable */
#define TEXT_GAP     2.0  /* between a low stretch and its number above it */
#define TEXT_INSET   6.0
#define ROW_GAP      4.0
#define LEAST_HEIGHT 3.0 /* of one task */
#define TINT         0.30
#define DENSE_PX     0.5 /* stretches that end nearer to the last drawn one are left out */

/* One of the two rows. */
struct load_row {
    const char *id;
    uint32_t object;
    enum word word;
    scene_colour fill, ink, ink_above;
    double bottom, height;
    uint32_t most;
};

/* Where the number of a stretch stands; false if there is no room. */
static bool place_number(const struct load_row *row, struct scene_rect box, double *middle,
                         struct text_style *style)
{
    if (box.height >= TEXT_LEAST + 2 * TEXT_GAP) {
        double size = fmin(TEXT_SIZE, box.height - TEXT_GAP);
        *middle = box.y + box.height / 2;
        *style = text_ui(size, 600, row->ink);
        return true;
    }
    *middle = box.y - TEXT_GAP - TEXT_LEAST / 2;
    *style = text_ui(TEXT_LEAST, 600, row->ink_above);
    return *middle - TEXT_LEAST / 2 >= row->bottom - row->height;
}

static void add_number(struct timeline *timeline, const struct load_row *row, uint32_t count,
                       struct scene_rect box)
{
    double middle;
    struct text_style style;
    if (!place_number(row, box, &middle, &style)) {
        return;
    }
    double left = fmax(box.x, timeline->columns.plot_left);
    double room = fmin(box.x + box.width, timeline->columns.plot_right) - left - 2 * TEXT_INSET;
    const char *number = scene_print_text(timeline->scene, "%u", count);
    const char *words =
        scene_print_text(timeline->scene, word_text(row->word, timeline->view->language), number);
    const char *text = scene_measure_text(timeline->scene, words, style) <= room ? words : number;
    if (scene_measure_text(timeline->scene, text, style) <= room) {
        scene_add_text(timeline->scene, left + TEXT_INSET, text_baseline(middle, style.size_px),
                       text, style, ALIGN_LEFT, 0);
    }
}

static void add_stretch(struct timeline *timeline, const struct load_row *row, uint32_t event,
                        uint32_t count, double left, double right)
{
    double share = row->most > 0 ? (double)count / row->most : 0;
    double height = fmax(LEAST_HEIGHT, row->height * share);
    struct scene_rect box = {left, row->bottom - height, fmax(1, right - left - 1), height};
    const char *id = scene_print_text(timeline->scene, "%s:%u", row->id, event);
    scene_begin_group(timeline->scene, id, timeline_object_title(timeline, id, row->object, event),
                      box);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = row->fill, .radius = fmin(RADIUS, box.width / 2)});
    add_number(timeline, row, count, box);
    scene_end_group(timeline->scene);
}

static uint32_t count_of(const struct lane_level *level, bool is_running)
{
    return is_running ? level->running : level->count;
}

/* The load that is left when everything hangs stays for ever. */
static double last_x(const struct timeline *timeline)
{
    return timeline->subject->analysis->is_hung ? timeline_forever_x(timeline)
                                                : timeline->axis.end_x;
}

/* Levels of the same number are one stretch; those of nothing are left empty. */
static void add_row(struct timeline *timeline, const struct object_lane *lane,
                    const struct load_row *row, bool is_running)
{
    double drawn_x = -INFINITY;
    for (uint32_t i = 0, next; i < lane->level_count; i = next) {
        uint32_t count = count_of(&lane->levels[i], is_running);
        for (next = i + 1;
             next < lane->level_count && count_of(&lane->levels[next], is_running) == count;) {
            next++;
        }
        double left = timeline_x(timeline, lane->levels[i].time_ns);
        double right = next < lane->level_count ? timeline_x(timeline, lane->levels[next].time_ns)
                                                : last_x(timeline);
        bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
        if (count > 0 && is_seen && right - drawn_x >= DENSE_PX) {
            add_stretch(timeline, row, lane->levels[i].event, count, left, right);
            drawn_x = right;
        }
    }
}

void executor_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    const struct packed_rest *rest = timeline->subject->lanes->objects[place->index].rest;
    const struct theme *theme = timeline->theme;
    struct scene_rect all = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    double height = (place->height - 3 * ROW_GAP) / 2;
    bool has_calls = place->kind == LANE_MANAGER;
    struct load_row waiting = {
        has_calls ? "calls-wait" : "tasks-wait", place->index, WORD_TASKS_WAIT,
        colour_fade(theme->wait_transfer, TINT), theme->ink,   theme->ink,
        place->top + ROW_GAP + height,           height,       rest->level_max};
    struct load_row running = {has_calls ? "calls-served" : "tasks-run",
                               place->index,
                               has_calls ? WORD_CALLS_SERVED : WORD_TASKS_RUN,
                               theme->running,
                               theme->running_text,
                               theme->ink,
                               place->top + 2 * (ROW_GAP + height),
                               height,
                               rest->running_max};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "executor:%u", place->index), NULL, all);
    add_row(timeline, lane, &waiting, false);
    add_row(timeline, lane, &running, true);
    scene_end_group(timeline->scene);
}
