#include "viewer/paint/film_colours.h"

#include "tracer/model/arena.h"
#include "viewer/scene/view/theme_role.h"

uint32_t *film_colours_set(struct film *film, const struct theme *theme)
{
    uint32_t *colours = array_of(theme_role_count, sizeof *colours);
    for (uint32_t i = 0; i < theme_role_count; i++) {
        scene_colour colour = theme_role_colour(theme, i);
        if ((colour & 255) == 255) {
            colours[film->colour_count++] = colour >> 8;
        }
    }
    film->colours = colours;
    return colours;
}
