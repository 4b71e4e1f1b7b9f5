/* The window: passes what a person does to the player and shows the player's picture. It sleeps
 * while nothing changes. */
#ifndef THREADLANE_VIEWER_APP_WINDOW_H
#define THREADLANE_VIEWER_APP_WINDOW_H

#include "viewer/app/following.h"
#include "viewer/app/opening.h"
#include "viewer/app/player.h"

struct window;

struct window_wish {
    double width, height;
    bool is_in_pixels; /* else the size is that of the picture, whatever its scale */
    double scale;      /* 0: as the display says */
};

/* A window as it is wished, or smaller if the screen is; once a program. NULL: none could be had,
 * `reason` says why. It is left to the end of the program. */
struct window *window_open(const struct window_wish *wish, char *reason, size_t reason_size);
/* Shows how the opening goes on until it is done. False: the person does not want to wait. */
bool window_show_opening(struct window *window, struct opening *opening, const struct theme *theme,
                         enum language language, struct pango_shaper *shaper);
/* Runs until the person quits. With `following`, which may be NULL, the player's subject grows;
 * window_run then closes those that others take the place of. */
void window_run(struct window *window, struct player *player, struct following *following);

#endif
