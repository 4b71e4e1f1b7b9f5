#include "viewer/scene/piece/state_fill.h"

#include <math.h>

#define START_TINT      0.2
#define START_OUTLINE   1.4
#define READY_SHARE     (14.0 / 36)
#define READY_LEAST     6.0 /* higher than a sleep, also where lanes are slim */
#define READY_OUTLINE   1.0
#define SLEEP_SHARE     (6.0 / 36)
#define LOCK_TINT       0.28
#define TRANSFER_TINT   0.30
#define DOT_OPACITY     0.45
#define FOREVER_OPACITY 0.17
#define FOREVER_RULE    2.0
#define FOREVER_CAP     8.0

static struct scene_rect centred(struct scene_rect box, double height)
{
    return (struct scene_rect){box.x, box.y + (box.height - height) / 2, box.width, height};
}

static void add_pattern(struct scene_item *item, double gap, double width, scene_colour colour)
{
    item->pattern_gap = gap;
    item->pattern_width = width;
    item->pattern = colour;
}

static void add_condition_wait(struct scene *scene, const struct theme *theme,
                               struct scene_rect box, double radius)
{
    struct scene_item *item =
        scene_add_fill(scene, box, FILL_DOTS, theme->wait_condition_tint, radius);
    add_pattern(item, 7, 2.6, colour_fade(theme->wait_condition, DOT_OPACITY));
    scene_add_rect(scene, box,
                   (struct scene_style){
                       .stroke = theme->wait_condition, .stroke_width = 1.5, .radius = radius});
}

static void add_lock_wait(struct scene *scene, const struct theme *theme, struct scene_rect box,
                          double radius)
{
    struct scene_item *item = scene_add_fill(scene, box, FILL_HATCH_FALLING,
                                             colour_fade(theme->wait_lock, LOCK_TINT), radius);
    add_pattern(item, 7 * M_SQRT1_2, 2.4, theme->wait_lock);
}

static void add_transfer_wait(struct scene *scene, const struct theme *theme, struct scene_rect box,
                              double radius)
{
    struct scene_item *item = scene_add_fill(
        scene, box, FILL_BARS, colour_fade(theme->wait_transfer, TRANSFER_TINT), radius);
    add_pattern(item, 5.5, 2.8, theme->wait_transfer);
}

static void add_ready(struct scene *scene, const struct theme *theme, struct scene_rect box,
                      double radius)
{
    double height = fmax(fmin(READY_LEAST, box.height), box.height * READY_SHARE);
    struct scene_rect bar = centred(box, height);
    scene_add_rect(scene, bar,
                   (struct scene_style){.fill = theme->ready,
                                        .stroke = theme->ready_edge,
                                        .stroke_width = fmin(READY_OUTLINE, bar.width / 4),
                                        .radius = fmin(radius, bar.height / 2)});
}

static void add_sleep(struct scene *scene, const struct theme *theme, struct scene_rect box)
{
    struct scene_rect line = centred(box, fmax(4, box.height * SLEEP_SHARE));
    scene_add_rect(scene, line,
                   (struct scene_style){.fill = theme->sleep,
                                        .stroke = theme->ink3,
                                        .stroke_width = 1,
                                        .radius = fmin(line.height, line.width) / 2});
}

void state_fill_build(struct scene *scene, const struct theme *theme, enum lane_state state,
                      struct scene_rect box, double radius)
{
    radius = fmin(radius, box.width / 2);
    switch (state) {
    case LANE_RUNNING:
        scene_add_rect(scene, box, (struct scene_style){.fill = theme->running, .radius = radius});
        break;
    case LANE_READY:
        add_ready(scene, theme, box, radius);
        break;
    case LANE_WAIT_LOCK:
        add_lock_wait(scene, theme, box, radius);
        break;
    case LANE_WAIT_CONDITION:
        add_condition_wait(scene, theme, box, radius);
        break;
    case LANE_WAIT_TRANSFER:
        add_transfer_wait(scene, theme, box, radius);
        break;
    case LANE_SLEEP:
        add_sleep(scene, theme, box);
        break;
    case LANE_STATE_COUNT:
        break;
    }
}

void forever_fill_build(struct scene *scene, const struct theme *theme, struct scene_rect box,
                        scene_colour cap, double fade_px)
{
    struct scene_item *item = scene_add_fill(scene, box, FILL_HATCH_RISING, theme->forever_tint, 0);
    add_pattern(item, 9 * M_SQRT1_2, 2.6, colour_fade(theme->forever, FOREVER_OPACITY));
    double bottom = box.y + box.height - FOREVER_RULE;
    struct scene_style rule = {.fill = theme->forever};
    scene_add_rect(scene, (struct scene_rect){box.x, box.y, box.width, FOREVER_RULE}, rule);
    scene_add_rect(scene, (struct scene_rect){box.x, bottom, box.width, FOREVER_RULE}, rule);
    if (fade_px > 0) {
        double width = fmin(fade_px, box.width);
        struct scene_rect fade = {box.x + box.width - width, box.y, width, box.height};
        scene_add_fill(scene, fade, FILL_FADE_RIGHT, theme->card, 0);
    }
    if (cap != 0) {
        double width = fmin(FOREVER_CAP, box.width);
        scene_add_rect(scene, (struct scene_rect){box.x, box.y, width, box.height},
                       (struct scene_style){.fill = cap, .radius = fmin(3, width / 2)});
    }
}

void start_fill_build(struct scene *scene, const struct theme *theme, struct scene_rect box,
                      double radius)
{
    scene_add_rect(scene, box,
                   (struct scene_style){.fill = colour_fade(theme->running, START_TINT),
                                        .stroke = theme->running,
                                        .stroke_width = START_OUTLINE,
                                        .radius = radius});
}
