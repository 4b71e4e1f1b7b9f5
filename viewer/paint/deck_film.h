/* A deck as a film: every page stands as long as it says, and before it the playhead glides from
 * the step before to its own. */
#ifndef THREADLANE_VIEWER_PAINT_DECK_FILM_H
#define THREADLANE_VIEWER_PAINT_DECK_FILM_H

#include "viewer/paint/film.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"

struct deck_film;

/* How the playhead glides; 0 frames: it jumps. */
struct glide {
    uint32_t frame_count, frame_ms;
};

/* Deck and shaper are borrowed. */
struct deck_film *deck_film_create(const struct deck *deck, struct pango_shaper *shaper,
                                   struct glide glide);
const struct film *deck_film_of(const struct deck_film *film);
void deck_film_destroy(struct deck_film *film); /* accepts NULL */

#endif
