/* Two runs beside each other as a film: a picture a page of the left run's deck, each as long as
 * the page stands. */
#ifndef THREADLANE_VIEWER_PAINT_PAIR_FILM_H
#define THREADLANE_VIEWER_PAINT_PAIR_FILM_H

#include "viewer/paint/film.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"
#include "viewer/scene/frame/pair_scene.h"

struct pair_film;

/* All are borrowed. */
struct pair_film *pair_film_create(const struct deck *deck, const struct pair_steps *steps,
                                   struct pango_shaper *shaper);
const struct film *pair_film_of(const struct pair_film *film);
void pair_film_destroy(struct pair_film *film); /* accepts NULL */

#endif
