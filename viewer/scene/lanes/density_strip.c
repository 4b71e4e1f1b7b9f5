#include "viewer/scene/lanes/density_strip.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"

#define WAIT_SHARE_MIN                                                                             \
    56 /* of 255: a column in which somebody waited shows it at least so much                      \
        */
#define LEAST_SHARE  0.004
#define TINT         0.28
#define LEVEL_MIN    24  /* of 255: a level that is not 0 */
#define LEVEL_PX_MIN 2.5 /* of a wait's */

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

/* A wait that nobody waited beside is one column of a pattern, or misses it: it is a tick. */
static struct strip_layer tick_look(const struct theme *theme, enum lane_state state)
{
    scene_colour colour = theme_state_colour(theme, state);
    return (struct strip_layer){FILL_SOLID, colour, colour};
}

static bool is_alone(const struct lane_density *density, uint32_t column, uint32_t class)
{
    const float *share = density->shares + (size_t)column * density->class_count + class;
    bool is_left = column == 0 || share[-(int)density->class_count] <= 0;
    bool is_right = column + 1 == density->column_count || share[density->class_count] <= 0;
    return is_left && is_right;
}

/* From the bottom, where waits are looked for; each wait has a layer of ticks, too. */
static const struct {
    enum lane_state state;
    bool is_tick;
} stack[] = {
    {LANE_WAIT_LOCK, true},       {LANE_WAIT_LOCK, false},    {LANE_WAIT_CONDITION, true},
    {LANE_WAIT_CONDITION, false}, {LANE_WAIT_TRANSFER, true}, {LANE_WAIT_TRANSFER, false},
    {LANE_SLEEP, false},          {LANE_READY, false},        {LANE_RUNNING, false},
};

#define STACK_LAYERS (sizeof stack / sizeof stack[0])

static bool is_wait(enum lane_state state)
{
    return state == LANE_WAIT_LOCK || state == LANE_WAIT_CONDITION || state == LANE_WAIT_TRANSFER;
}

/* Waits that would be too low to see get more. */
static int height_of(float share, bool is_of_wait)
{
    if (share <= 0) {
        return 0;
    }
    int height = (int)((share < 1 ? share : 1) * 255 + 0.5f);
    if (is_of_wait && height < WAIT_SHARE_MIN) {
        return WAIT_SHARE_MIN;
    }
    return share > LEAST_SHARE && height == 0 ? 1 : height;
}

/* One column: shares of time become heights; what a wait gets too much is taken from what lies on
 * top. */
static void stack_column(const struct lane_density *density, uint32_t column, uint8_t *heights)
{
    const float *shares = density->shares + (size_t)column * density->class_count;
    int room = 255;
    for (size_t i = 0; i < STACK_LAYERS; i++) {
        enum lane_state state = stack[i].state;
        bool is_tick = is_wait(state) && shares[state] > 0 && is_alone(density, column, state);
        int height = is_tick == stack[i].is_tick ? height_of(shares[state], is_wait(state)) : 0;
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
    struct strip_layer layers[STACK_LAYERS];
    uint8_t *heights = array_of((size_t)density->column_count * STACK_LAYERS, 1);
    for (size_t i = 0; i < STACK_LAYERS; i++) {
        layers[i] = stack[i].is_tick ? tick_look(timeline->theme, stack[i].state)
                                     : density_strip_look(timeline->theme, stack[i].state);
    }
    for (uint32_t i = 0; i < density->column_count; i++) {
        stack_column(density, i, heights + (size_t)i * STACK_LAYERS);
    }
    const struct scene_strip strip = {layers, heights, STACK_LAYERS, density->column_count};
    scene_add_strip(timeline->scene, box_of(timeline, density, top, height), &strip);
    free(heights);
}

/* Of 255: what is there is at least so high. */
static int least_of(double height)
{
    int pixels = (int)ceil(LEVEL_PX_MIN * 255 / fmax(height, 1));
    return pixels > 255 ? 255 : pixels > LEVEL_MIN ? pixels : LEVEL_MIN;
}

static int level_of(float share, double most, int least)
{
    if (share <= 0) {
        return 0;
    }
    double part = share / (most > 1 ? most : 1);
    int filled = (int)((part < 1 ? part : 1) * 255 + 0.5);
    return filled < least ? least : filled;
}

void density_strip_add_level(struct timeline *timeline, const struct lane_density *density,
                             double top, double height, double most, struct strip_layer look)
{
    if (density == NULL) {
        return;
    }
    uint8_t *heights = array_of(density->column_count, 1);
    for (uint32_t i = 0; i < density->column_count; i++) {
        heights[i] = (uint8_t)level_of(density->shares[i], most, LEVEL_MIN);
    }
    const struct scene_strip strip = {&look, heights, 1, density->column_count};
    scene_add_strip(timeline->scene, box_of(timeline, density, top, height), &strip);
    free(heights);
}

void density_strip_add_waits(struct timeline *timeline, const struct lane_density *density,
                             double top, double height, double most, enum lane_state state)
{
    if (density == NULL) {
        return;
    }
    const struct strip_layer layers[2] = {tick_look(timeline->theme, state),
                                          density_strip_look(timeline->theme, state)};
    uint8_t *heights = array_of((size_t)density->column_count * 2, 1);
    for (uint32_t i = 0; i < density->column_count; i++) {
        int filled = level_of(density->shares[i], most, least_of(height));
        bool is_tick = is_alone(density, i, 0);
        heights[2 * i] = (uint8_t)(is_tick ? filled : 0);
        heights[2 * i + 1] = (uint8_t)(is_tick ? 0 : filled);
    }
    const struct scene_strip strip = {layers, heights, 2, density->column_count};
    scene_add_strip(timeline->scene, box_of(timeline, density, top, height), &strip);
    free(heights);
}
