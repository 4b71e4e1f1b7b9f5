#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/paint/html_page.h"
#include "viewer/scene/layout/timeline_layout.h"
#include "viewer/scene/panel/panel_scene.h"
#include "viewer/scene/timeline/timeline_scene.h"
#include "viewer/scene/view/theme_role.h"

#define FIGURE_WIDTH 1000.0 /* of a picture that half fills a screen, so that words can be read */
#define PAIR_WIDTH   1720.0 /* of two, which have all the width of a screen */
#define ASIDE_WIDTH  380.0

static void write_role(FILE *file, scene_colour colour)
{
    fprintf(file, "var(--%s)", theme_role_name(theme_role_of(colour)));
}

static struct view view_in_roles(const struct deck_page *page)
{
    struct view view = page->view;
    view.theme = theme_of_roles();
    view.hover_id = NULL;
    view.shows_help = false;
    return view;
}

static struct html_spot spot_of(const struct scene *scene, const struct subject *subject,
                                const struct deck_page *page, const struct html_drawing *figure)
{
    struct html_spot spot = {0, 0};
    struct scene_rect playhead, lane;
    if (scene_find(scene, "playhead", &playhead)) {
        spot.left = (playhead.x + playhead.width / 2) / figure->width;
    }
    char id[32] = "";
    if (page->step != NONE_INDEX) {
        snprintf(id, sizeof id, "thread:%u", story_bare_step(subject->story, page->step).thread);
    }
    if (scene_find(scene, id, &lane)) {
        spot.top = (lane.y + lane.height / 2) / figure->height;
    }
    return spot;
}

static void add_figure(struct html_page *page, struct scene *scene, uint32_t index)
{
    const struct subject *subject = deck_page_subject(page->deck, index);
    struct view view = view_in_roles(&page->deck->pages[index]);
    struct scene_rect card = {0, 0, page->figure.width, page->figure.height};
    scene_clear(scene);
    timeline_scene_build(scene, subject, &view, card);
    shared_drawing_add(page->figure.shared, scene);
    page->spots[index] = spot_of(scene, subject, &page->deck->pages[index], &page->figure);
}

static void add_pair(struct html_page *page, struct scene *scene, uint32_t index)
{
    struct pair pair = *page->pair->at(page->pair->owner, index);
    for (int side = 0; side < SIDE_COUNT; side++) {
        pair.views[side].theme = theme_of_roles();
        pair.views[side].shows_help = false;
    }
    struct scene_rect area = {0, 0, page->figure.width, page->figure.height};
    scene_clear(scene);
    pair_timelines_scene_build(scene, &pair, area);
    shared_drawing_add(page->figure.shared, scene);
}

static void add_aside(struct html_page *page, struct scene *scene, uint32_t index)
{
    struct view view = view_in_roles(&page->deck->pages[index]);
    scene_clear(scene);
    panel_picture_scene_build(scene, deck_page_subject(page->deck, index), &view, ASIDE_WIDTH);
    shared_drawing_add(page->aside.shared, scene);
    page->aside.height = fmax(page->aside.height, scene->height);
}

static struct html_drawing empty_figure(const struct html_page *page, const struct view *view)
{
    struct html_drawing figure = {.shared = shared_drawing_create(write_role, "f")};
    if (page->pair != NULL) {
        figure.width = PAIR_WIDTH;
        figure.height = pair_timelines_height(page->pair->at(page->pair->owner, 0), figure.width);
    } else {
        figure.width = FIGURE_WIDTH;
        figure.height = timeline_scene_height(page->subject, view, figure.width);
    }
    return figure;
}

void html_drawings_create(struct html_page *page, const struct text_shaper *shaper)
{
    const struct deck *deck = page->deck;
    struct view view = view_in_roles(&deck->pages[0]);
    page->figure = empty_figure(page, &view);
    page->aside = (struct html_drawing){.shared = shared_drawing_create(write_role, "a"),
                                        .width = ASIDE_WIDTH};
    page->spots = array_of(deck->page_count, sizeof *page->spots);
    struct scene scene;
    scene_init(&scene, page->figure.width, page->figure.height, view.theme->background, shaper);
    for (uint32_t i = 0; i < deck->page_count; i++) {
        page->spots[i] = (struct html_spot){0, 0};
        if (page->pair != NULL) {
            add_pair(page, &scene, i);
        } else {
            add_figure(page, &scene, i);
            add_aside(page, &scene, i);
        }
    }
    scene_finish(&scene);
}

void html_drawings_destroy(struct html_page *page)
{
    shared_drawing_destroy(page->figure.shared);
    shared_drawing_destroy(page->aside.shared);
    free(page->spots);
}

static void begin_svg(const struct html_page *page, const struct html_drawing *drawing,
                      const char *class_name)
{
    fprintf(page->file, "<svg class=\"drawing%s%s\" viewBox=\"0 0 %g %g\" role=\"img\"",
            *class_name ? " " : "", class_name, drawing->width, drawing->height);
}

/* What hides all that is to come while a question is asked; the script moves it to the playhead. */
static void write_veil(const struct html_page *page)
{
    struct scene_rect card = {0, 0, page->figure.width, page->figure.height};
    struct timeline_columns columns =
        timeline_columns_of(page->subject, &page->deck->pages[0].view, card);
    double top = columns.lanes_top + 1;
    fprintf(page->file, "<rect class=\"veil\" x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\"/>\n",
            columns.plot_left, top, card.width - 2 - columns.plot_left, columns.legend.y - 1 - top);
}

void html_write_drawing(const struct html_page *page, const struct html_drawing *drawing,
                        const char *name)
{
    begin_svg(page, drawing, "");
    fputs(" aria-label=\"", page->file);
    html_write_text(page, name);
    fputs("\">\n", page->file);
    shared_drawing_write(drawing->shared, page->file);
    if (drawing == &page->figure && page->pair == NULL) {
        write_veil(page);
    }
    fputs("</svg>\n", page->file);
}

void html_write_still(const struct html_page *page, const struct html_drawing *drawing,
                      uint32_t index, const char *class_name)
{
    begin_svg(page, drawing, class_name);
    fprintf(page->file, " aria-labelledby=\"caption-%u\" aria-describedby=\"alternative-%u\">",
            index, index);
    shared_drawing_write_uses(drawing->shared, index, page->file);
    fputs("</svg>", page->file);
}
