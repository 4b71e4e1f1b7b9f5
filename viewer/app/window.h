/* The window: passes what a person does to the player and shows the player's picture. It sleeps
 * while nothing changes. */
#ifndef THREADLANE_VIEWER_APP_WINDOW_H
#define THREADLANE_VIEWER_APP_WINDOW_H

#include "viewer/app/following.h"
#include "viewer/app/player.h"

/* Runs until the person quits; once a program. With `following`, which may be NULL, the player's
 * subject grows; window_run then closes those that others take the place of. False: no window could
 * be had, `reason` says why. */
bool window_run(struct player *player, struct following *following, char *reason,
                size_t reason_size);

#endif
