#include "viewer/paint/deck_film.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/paint/film_colours.h"

/* What a frame shows: a page, or the way there. */
struct shot {
    uint32_t page;
    double progress; /* from the page before to this one, 1: this one */
};

struct deck_film {
    struct film film;
    const struct deck *deck;
    struct pango_shaper *shaper;
    struct scene scene;
    struct shot *shots;        /* by frame */
    struct film_frame *frames; /* by frame */
    uint32_t *colours;         /* of the theme */
};

/* Slow at both ends, as eyes follow best. */
static double ease(double progress)
{
    return (1 - cos(M_PI * progress)) / 2;
}

/* The page as it looks on the way: still at the step before, but later. */
static struct deck_page page_of(const struct deck *deck, const struct shot *shot)
{
    struct deck_page page = deck->pages[shot->page];
    if (shot->progress < 1) {
        const struct deck_page *before = &deck->pages[shot->page - 1];
        double begin_ns = (double)before->view.cursor_ns, end_ns = (double)page.view.cursor_ns;
        page = *before;
        page.view.cursor_ns =
            (uint64_t)llround(begin_ns + (end_ns - begin_ns) * ease(shot->progress));
    }
    return page;
}

static bool draw(void *owner, uint32_t frame, uint32_t *pixels)
{
    struct deck_film *film = owner;
    struct deck_page page = page_of(film->deck, &film->shots[frame]);
    struct deck one = *film->deck;
    one.pages = &page;
    one.page_count = 1;
    deck_page_scene_build(&film->scene, &one, 0);
    struct pixel_memory memory = {pixels, film->film.width, film->film.height,
                                  film->film.width * (int)sizeof *pixels};
    return cairo_painter_paint_pixels(memory, &film->scene, film->shaper);
}

static void add_shot(struct deck_film *film, uint32_t page, double progress, uint32_t duration_ms)
{
    film->shots[film->film.frame_count] = (struct shot){page, progress};
    film->frames[film->film.frame_count] = (struct film_frame){duration_ms};
    film->film.frame_count++;
}

/* From one moment to a later one there is a way. */
static bool can_glide(const struct deck *deck, uint32_t page)
{
    return page > 0 && deck->pages[page - 1].view.cursor_ns < deck->pages[page].view.cursor_ns;
}

static void add_page(struct deck_film *film, uint32_t page, struct glide glide)
{
    for (uint32_t i = 1; can_glide(film->deck, page) && i <= glide.frame_count; i++) {
        add_shot(film, page, (double)i / (glide.frame_count + 1), glide.frame_ms);
    }
    add_shot(film, page, 1, (uint32_t)(film->deck->pages[page].stand_ns / 1000000));
}

static int pixels_of(const struct deck *deck, double side)
{
    return (int)ceil(side * deck->paper.scale - 1e-6);
}

struct deck_film *deck_film_create(const struct deck *deck, struct pango_shaper *shaper,
                                   struct glide glide)
{
    const struct view *view = &deck->pages[0].view;
    size_t most = (size_t)deck->page_count * (glide.frame_count + 1);
    struct deck_film *film = array_of(1, sizeof *film);
    *film = (struct deck_film){
        .film = {.width = pixels_of(deck, view->width),
                 .height = pixels_of(deck, view->height),
                 .draw = draw},
        .deck = deck,
        .shaper = shaper,
        .shots = array_of(most, sizeof *film->shots),
        .frames = array_of(most, sizeof *film->frames),
    };
    film->film.owner = film;
    film->film.frames = film->frames;
    for (uint32_t i = 0; i < deck->page_count; i++) {
        add_page(film, i, glide);
    }
    film->colours = film_colours_set(&film->film, view->theme);
    scene_init(&film->scene, view->width, view->height, view->theme->background,
               pango_shaper_interface(shaper));
    return film;
}

const struct film *deck_film_of(const struct deck_film *film)
{
    return &film->film;
}

void deck_film_destroy(struct deck_film *film)
{
    if (film != NULL) {
        scene_finish(&film->scene);
        free(film->shots);
        free(film->frames);
        free(film->colours);
        free(film);
    }
}
