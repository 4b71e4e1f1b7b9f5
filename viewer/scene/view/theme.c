#include "viewer/scene/view/theme.h"

#include <string.h>

/* The state colours were searched so that every pair stays distinct also in deutan, protan and
 * tritan vision; a hatch, a height or a shape always says the same a second time. */

static const struct theme light = {
    .name = "light",
    .background = 0xf4f3efff,
    .card = 0xffffffff,
    .border = 0xe2dfd8ff,
    .shadow = 0x1b1f2704,
    .ink = 0x1b1f27ff,
    .ink2 = 0x545b69ff,
    .ink3 = 0x676e7bff,
    .grid = 0xf0eee9ff,
    .grid_strong = 0xe6e3dcff,
    .chip = 0xf4f3efff,
    .code_box = 0xf7f6f2ff,
    .empty = 0xfafaf8ff,
    .playhead = 0x1b1f27ff,
    .playhead_text = 0xffffffff,
    .running = 0x0e8472ff,
    .running_text = 0xffffffff,
    .ready = 0xefc343ff,
    .ready_edge = 0x8a6a00ff,
    .wait_lock = 0xd77b00ff,
    .wait_lock_on = 0x1b1f27ff,
    .wait_condition = 0x70549dff,
    .wait_condition_tint = 0xefeaf6ff,
    .wait_condition_text = 0x4f3880ff,
    .wait_condition_on = 0xffffffff,
    .wait_transfer = 0x349ec4ff,
    .wait_transfer_on = 0x1b1f27ff,
    .sleep = 0xd5d7ddff,
    .hold = 0x0b3b82ff,
    .hold_text = 0xffffffff,
    .hold_level_text = 0xffffffff,
    .forever = 0xd41f2bff,
    .forever_tint = 0xfce9e8ff,
    .forever_text = 0xa31420ff,
    .forever_on = 0xffffffff,
    .keyword = 0x70549dff,
};

static const struct theme dark = {
    .name = "dark",
    .background = 0x12151bff,
    .card = 0x1a1e26ff,
    .border = 0x2b313cff,
    .shadow = 0x00000010,
    .ink = 0xeceef2ff,
    .ink2 = 0xa9b0bdff,
    .ink3 = 0x8b93a1ff,
    .grid = 0x222731ff,
    .grid_strong = 0x2d343fff,
    .chip = 0x242a34ff,
    .code_box = 0x12151bff,
    .empty = 0x161a21ff,
    .playhead = 0xeceef2ff,
    .playhead_text = 0x12151bff,
    .running = 0x24c9a5ff,
    .running_text = 0x06231dff,
    .ready = 0xfded8eff,
    .ready_edge = 0xfded8eff,
    .wait_lock = 0xe78e12ff,
    .wait_lock_on = 0x1a1e26ff,
    .wait_condition = 0xb16cc8ff,
    .wait_condition_tint = 0x2c2440ff,
    .wait_condition_text = 0xcdb8f5ff,
    .wait_condition_on = 0x1a1e26ff,
    .wait_transfer = 0xa4e2feff,
    .wait_transfer_on = 0x1a1e26ff,
    .sleep = 0x424756ff,
    .hold = 0x5383feff,
    .hold_text = 0x1a1e26ff,
    .hold_level_text = 0xffffffff,
    .forever = 0xf15359ff,
    .forever_tint = 0x3a1b21ff,
    .forever_text = 0xff9a9cff,
    .forever_on = 0x1a1e26ff,
    .keyword = 0xb16cc8ff,
};

/* Greys from dark to light: hold, running, waits, ready. */
static const struct theme paper = {
    .name = "paper",
    .background = 0xffffffff,
    .card = 0xffffffff,
    .border = 0xb5b5b5ff,
    .shadow = 0x00000000,
    .ink = 0x000000ff,
    .ink2 = 0x2b2b2bff,
    .ink3 = 0x4f4f4fff,
    .grid = 0xececebff,
    .grid_strong = 0xd5d5d3ff,
    .chip = 0xf3f3f1ff,
    .code_box = 0xf7f7f5ff,
    .empty = 0xffffffff,
    .playhead = 0x000000ff,
    .playhead_text = 0xffffffff,
    .running = 0x118271ff,
    .running_text = 0xffffffff,
    .ready = 0xf0d27aff,
    .ready_edge = 0x6b5200ff,
    .wait_lock = 0xb16006ff,
    .wait_lock_on = 0xffffffff,
    .wait_condition = 0x5a3f8aff,
    .wait_condition_tint = 0xf1edf7ff,
    .wait_condition_text = 0x3b2570ff,
    .wait_condition_on = 0xffffffff,
    .wait_transfer = 0x3f9dc6ff,
    .wait_transfer_on = 0x000000ff,
    .sleep = 0xe4e4e4ff,
    .hold = 0x082a5eff,
    .hold_text = 0xffffffff,
    .hold_level_text = 0xffffffff,
    .forever = 0x9c0f19ff,
    .forever_tint = 0xfbeeeeff,
    .forever_text = 0x7d0a13ff,
    .forever_on = 0xffffffff,
    .keyword = 0x5a3f8aff,
};

const struct theme *theme_light(void)
{
    return &light;
}

const struct theme *theme_dark(void)
{
    return &dark;
}

const struct theme *theme_paper(void)
{
    return &paper;
}

const struct theme *theme_find(const char *name)
{
    static const struct theme *const themes[] = {&light, &dark, &paper};
    for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++) {
        if (strcmp(themes[i]->name, name) == 0) {
            return themes[i];
        }
    }
    return NULL;
}

scene_colour theme_state_colour(const struct theme *theme, enum lane_state state)
{
    const scene_colour colours[LANE_STATE_COUNT] = {
        [LANE_RUNNING] = theme->running,
        [LANE_READY] = theme->ready,
        [LANE_WAIT_LOCK] = theme->wait_lock,
        [LANE_WAIT_CONDITION] = theme->wait_condition,
        [LANE_WAIT_TRANSFER] = theme->wait_transfer,
        [LANE_SLEEP] = theme->sleep,
    };
    return state < LANE_STATE_COUNT ? colours[state] : theme->ink3;
}

scene_colour colour_fade(scene_colour colour, double opacity)
{
    double share = opacity < 0 ? 0 : opacity > 1 ? 1 : opacity;
    scene_colour alpha = (scene_colour)((colour & 0xff) * share + 0.5);
    return (colour & 0xffffff00) | alpha;
}
