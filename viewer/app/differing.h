/* Going to where two runs differ, by the list of differences. */
#ifndef THREADLANE_VIEWER_APP_DIFFERING_H
#define THREADLANE_VIEWER_APP_DIFFERING_H

#include "viewer/app/player.h"

/* To where the two operations of a difference are, the one that comes first here; as people count
 * them. Nothing happens if there is no such difference, or one run alone. */
void differing_go_to(struct player *player, uint32_t number);
/* To the next one (1) or the one before (-1); at first to the first or the last one. */
void differing_step(struct player *player, int direction);

#endif
