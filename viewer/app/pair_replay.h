/* Two runs beside each other, step by step: as a page for browsers or a film. The left run leads,
 * the right one is at the same place of the program. */
#ifndef THREADLANE_VIEWER_APP_PAIR_REPLAY_H
#define THREADLANE_VIEWER_APP_PAIR_REPLAY_H

#include "viewer/app/pairing.h"
#include "viewer/paint/pango_shaper.h"

/* Whether a file of that name would be one: .html, .gif, .mp4, .webm. */
bool pair_replay_takes(const char *file_name);
/* Writes it. The pairing's cursors are somewhere else after that. False: `reason` says why. */
bool pair_replay_export(struct pairing *pairing, struct pango_shaper *shaper, const char *file_name,
                        char *reason, size_t reason_size);

#endif
