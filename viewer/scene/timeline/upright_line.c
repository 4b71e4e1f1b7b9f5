#include "viewer/scene/timeline/upright_line.h"

#include <math.h>

#define WORD_INSET 0.12 /* of a word's box: letters do not fill it */
#define WORD_ROOM  2.0  /* left and right of a word */

static double letters_bottom(const struct scene_item *word)
{
    return word->rect.y + word->rect.height * (1 - WORD_INSET);
}

/* The first word below a height that the line would strike through; NULL if there is none. */
static const struct scene_item *next_word(const struct timeline *timeline, double x, double y)
{
    const struct scene *scene = timeline->scene;
    const struct scene_item *next = NULL;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_TEXT && item->rect.x - WORD_ROOM < x &&
            item->rect.x + item->rect.width + WORD_ROOM > x && letters_bottom(item) > y &&
            item->rect.y < timeline->columns.lanes_bottom &&
            (next == NULL || item->rect.y < next->rect.y)) {
            next = item;
        }
    }
    return next;
}

void upright_line_add(struct timeline *timeline, double x, double top, double bottom,
                      scene_colour colour, double width)
{
    double below = fmax(top, timeline->columns.lanes_top);
    const struct scene_item *word;
    while ((word = next_word(timeline, x, below)) != NULL && word->rect.y < bottom) {
        double end = fmin(bottom, word->rect.y + word->rect.height * WORD_INSET);
        below = letters_bottom(word);
        if (end > top) {
            scene_add_line(timeline->scene, x, top, x, end, colour, width);
        }
        top = fmax(top, below);
    }
    if (bottom > top) {
        scene_add_line(timeline->scene, x, top, x, bottom, colour, width);
    }
}
