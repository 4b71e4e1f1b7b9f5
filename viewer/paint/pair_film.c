#include "viewer/paint/pair_film.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/paint/film_colours.h"

struct pair_film {
    struct film film;
    const struct pair_steps *steps;
    struct pango_shaper *shaper;
    struct scene scene;
    struct film_frame *frames; /* by page of the deck */
    uint32_t *colours;
};

static bool draw(void *owner, uint32_t frame, uint32_t *pixels)
{
    struct pair_film *film = owner;
    scene_clear(&film->scene);
    pair_scene_build(&film->scene, film->steps->at(film->steps->owner, frame));
    struct pixel_memory memory = {pixels, film->film.width, film->film.height,
                                  film->film.width * (int)sizeof *pixels};
    return cairo_painter_paint_pixels(memory, &film->scene, film->shaper);
}

struct pair_film *pair_film_create(const struct deck *deck, const struct pair_steps *steps,
                                   struct pango_shaper *shaper)
{
    const struct view *view = &steps->at(steps->owner, 0)->views[SIDE_LEFT];
    struct pair_film *film = array_of(1, sizeof *film);
    *film = (struct pair_film){
        .film = {.width = (int)ceil(view->width),
                 .height = (int)ceil(view->height),
                 .frame_count = deck->page_count,
                 .draw = draw},
        .steps = steps,
        .shaper = shaper,
        .frames = array_of(deck->page_count, sizeof *film->frames),
    };
    for (uint32_t i = 0; i < deck->page_count; i++) {
        film->frames[i].duration_ms = (uint32_t)(deck->pages[i].stand_ns / 1000000);
    }
    film->film.owner = film;
    film->film.frames = film->frames;
    film->colours = film_colours_set(&film->film, view->theme);
    scene_init(&film->scene, view->width, view->height, view->theme->background,
               pango_shaper_interface(shaper));
    return film;
}

const struct film *pair_film_of(const struct pair_film *film)
{
    return &film->film;
}

void pair_film_destroy(struct pair_film *film)
{
    if (film != NULL) {
        scene_finish(&film->scene);
        free(film->frames);
        free(film->colours);
        free(film);
    }
}
