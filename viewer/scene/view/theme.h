/* Every colour and size of the pictures. Themes differ in colours only. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_THEME_H
#define THREADLANE_VIEWER_SCENE_VIEW_THEME_H

#include "tracer/model/lane.h"
#include "viewer/scene/shape/scene.h"

struct theme {
    const char *name; /* "light", "dark", "paper" */
    scene_colour background, card, border, shadow;
    scene_colour ink, ink2, ink3;
    scene_colour grid, grid_strong, chip, code_box, empty;
    scene_colour playhead, playhead_text;
    scene_colour running, running_text, ready, ready_edge;
    scene_colour wait_lock, wait_lock_on; /* _on: words on it where it is solid */
    scene_colour wait_condition, wait_condition_tint, wait_condition_text, wait_condition_on;
    scene_colour wait_transfer, wait_transfer_on, sleep;
    scene_colour hold, hold_text, hold_level_text; /* _level_text: where a lock is taken again */
    scene_colour forever, forever_tint, forever_text, forever_on;
    scene_colour keyword;
};

const struct theme *theme_light(void);
const struct theme *theme_dark(void);
const struct theme *theme_paper(void); /* white; every state is told apart in greys */
/* By name, or NULL. */
const struct theme *theme_find(const char *name);
scene_colour theme_state_colour(const struct theme *theme, enum lane_state state);
/* The colour with another opacity, 0 to 1. */
scene_colour colour_fade(scene_colour colour, double opacity);

#endif
