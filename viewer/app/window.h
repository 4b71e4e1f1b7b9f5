/* The window: passes what a person does to the player and shows the player's picture. It sleeps
 * while nothing changes. */
#ifndef THREADLANE_VIEWER_APP_WINDOW_H
#define THREADLANE_VIEWER_APP_WINDOW_H

#include "viewer/app/player.h"

/* Runs until the person quits; once a program. False: no window could be had, `reason` says why. */
bool window_run(struct player *player, char *reason, size_t reason_size);

#endif
