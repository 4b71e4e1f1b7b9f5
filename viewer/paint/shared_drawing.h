/* One drawing for many pictures of the same thing. What several pictures have in common is written
 * once, as SVG; the drawing is cut into pieces, and each picture is some of the pieces, in order.
 * So a hundred steps cost little more than the first and what changes. Used by the page painter.
 */
#ifndef THREADLANE_VIEWER_PAINT_SHARED_DRAWING_H
#define THREADLANE_VIEWER_PAINT_SHARED_DRAWING_H

#include <stdio.h>

#include "viewer/scene/shape/scene.h"

struct shared_drawing;

/* Colours are written by the function, as in svg_item.h. Ids in the SVG begin with `prefix`, a
 * letter or two, so that a page may hold several drawings. */
struct shared_drawing *shared_drawing_create(void (*write_colour)(FILE *, scene_colour),
                                             const char *prefix);
void shared_drawing_destroy(struct shared_drawing *drawing); /* accepts NULL */

/* Adds the next picture. */
void shared_drawing_add(struct shared_drawing *drawing, const struct scene *scene);

/* After the last picture: <defs>, and all pieces as <g id="…">. */
void shared_drawing_write(struct shared_drawing *drawing, FILE *file);
/* As well after the last one: the pieces of a picture as <use href="#…"/>. */
void shared_drawing_write_uses(struct shared_drawing *drawing, uint32_t picture, FILE *file);

#endif
