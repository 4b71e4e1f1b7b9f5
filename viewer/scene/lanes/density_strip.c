#include "viewer/scene/lanes/density_strip.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"

#define WAIT_SHARE_MIN                                                                             \
    56 /* of 255: a column in which somebody waited shows it at least so much                      \
        */
#define LEAST_SHARE 0.004
#define TINT        0.28

struct strip_layer density_strip_look(const struct theme *theme, enum lane_state state)
{
    switch (state) {
    case LANE_WAIT_LOCK:
        return (struct strip_layer){FILL_HATCH_FALLING, colour_fade(theme->wait_lock, TINT),
                                    theme->wait_lock};
    case LANE_WAIT_CONDITION:
        return (struct strip_layer){FILL_DOTS, theme->wait_condition_tint, theme->wait_condition};
    case LANE_WAIT_TRANSFER:
        return (struct strip_layer){FILL_BARS, colour_fade(theme->wait_transfer, TINT),
                                    theme->wait_transfer};
    case LANE_RUNNING:
    case LANE_READY:
    case LANE_SLEEP:
    case LANE_STATE_COUNT:
        break;
    }
    return (struct strip_layer){FILL_SOLID, theme_state_colour(theme, state), 0};
}

/* Waits lie at the bottom, where they are looked for. */
static const enum lane_state stack[LANE_STATE_COUNT] = {
    LANE_WAIT_LOCK, LANE_WAIT_CONDITION, LANE_WAIT_TRANSFER, LANE_SLEEP, LANE_READY, LANE_RUNNING,
};

static bool is_wait(enum lane_state state)
{
    return state == LANE_WAIT_LOCK || state == LANE_WAIT_CONDITION || state == LANE_WAIT_TRANSFER;
}

/* One column: shares of time become heights; waits that would be too low to see get more, which is
 * taken from what lies on top. */
static void stack_column(const float *shares, uint8_t *heights)
{
    int room = 255;
    for (int i = 0; i < LANE_STATE_COUNT; i++) {
        float share = shares[stack[i]];
        int height = (int)lroundf(fminf(share, 1) * 255);
        if (share > 0 && is_wait(stack[i]) && height < WAIT_SHARE_MIN) {
            height = WAIT_SHARE_MIN;
        } else if (share > LEAST_SHARE && height == 0) {
            height = 1;
        }
        height = height < room ? height : room;
        heights[i] = (uint8_t)height;
        room -= height;
    }
}

static struct scene_rect box_of(const struct timeline *timeline, const struct lane_density *density,
                                double top, double height)
{
    return (struct scene_rect){timeline->columns.plot_left, top, density->column_count, height};
}

void density_strip_add_states(struct timeline *timeline, const struct lane_density *density,
                              double top, double height)
{
    if (density == NULL) {
        return;
    }
    struct strip_layer layers[LANE_STATE_COUNT];
    uint8_t *heights = array_of((size_t)density->column_count * LANE_STATE_COUNT, 1);
    for (int i = 0; i < LANE_STATE_COUNT; i++) {
        layers[i] = density_strip_look(timeline->theme, stack[i]);
    }
    for (uint32_t i = 0; i < density->column_count; i++) {
        stack_column(density->shares + (size_t)i * density->class_count,
                     heights + (size_t)i * LANE_STATE_COUNT);
    }
    const struct scene_strip strip = {layers, heights, LANE_STATE_COUNT, density->column_count};
    scene_add_strip(timeline->scene, box_of(timeline, density, top, height), &strip);
    free(heights);
}

void density_strip_add_level(struct timeline *timeline, const struct lane_density *density,
                             double top, double height, double most, struct strip_layer look)
{
    if (density == NULL) {
        return;
    }
    uint8_t *heights = array_of(density->column_count, 1);
    for (uint32_t i = 0; i < density->column_count; i++) {
        double share = fmin(1, density->shares[i] / fmax(most, 1));
        int filled = (int)lround(share * 255);
        heights[i] = (uint8_t)(density->shares[i] > 0 && filled < 24 ? 24 : filled);
    }
    const struct scene_strip strip = {&look, heights, 1, density->column_count};
    scene_add_strip(timeline->scene, box_of(timeline, density, top, height), &strip);
    free(heights);
}
