#include "viewer/scene/frame/opening_scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "viewer/scene/piece/card.h"
#include "viewer/scene/piece/piece.h"

#define CARD_WIDTH  520.0
#define CARD_HEIGHT 268.0
#define INSET       32.0
#define TITLE_SIZE  21.0
#define ROW_SIZE    15.5
#define ROW_HEIGHT  34.0
#define ROWS_TOP    84.0
#define SMALL_SIZE  13.0
#define BADGE       9.0
#define BAR_HEIGHT  6.0
#define BAR_SHARE   0.28 /* of the bar: what moves along it */
#define BAR_TURN_S  1.4  /* from one end to the other */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != 0 ? slash + 1 : path;
}

static void add_tick(struct scene *scene, double x, double y, scene_colour colour)
{
    const struct path_point points[] = {
        {PATH_MOVE, x - 4.5, y}, {PATH_LINE, x - 1.2, y + 3.6}, {PATH_LINE, x + 4.8, y - 3.8}};
    struct scene_item *item =
        scene_add_path(scene, points, 3, (struct scene_style){.stroke = colour, .stroke_width = 2});
    item->round_caps = true;
}

static void add_stage(struct scene *scene, const struct theme *theme, double x, double y,
                      const char *words, int turn)
{
    bool is_done = turn < 0, is_now = turn == 0;
    scene_add_circle(scene, x + BADGE, y, BADGE,
                     (struct scene_style){.fill = is_done ? theme->running : theme->chip,
                                          .stroke = is_now ? theme->running : 0,
                                          .stroke_width = is_now ? 2 : 0});
    if (is_done) {
        add_tick(scene, x + BADGE, y, theme->card);
    }
    scene_add_text(
        scene, x + 2 * BADGE + 14, text_baseline(y, ROW_SIZE), words,
        text_ui(ROW_SIZE, is_now ? 650 : 450, is_done || is_now ? theme->ink : theme->ink3),
        ALIGN_LEFT, 0);
}

/* How much there is to do is not known, so the bar shows that something moves. */
static void add_bar(struct scene *scene, const struct theme *theme, struct scene_rect bar,
                    double elapsed_s)
{
    double phase = fmod(elapsed_s / BAR_TURN_S, 2);
    double place = phase < 1 ? phase : 2 - phase, length = bar.width * BAR_SHARE;
    struct scene_rect mover = {bar.x + (bar.width - length) * place, bar.y, length, bar.height};
    struct scene_style track = {.fill = theme->grid_strong, .radius = bar.height / 2};
    scene_add_rect(scene, bar, track);
    scene_add_rect(scene, mover,
                   (struct scene_style){.fill = theme->running, .radius = bar.height / 2});
}

static const char *read_words(struct scene *scene, const struct opening_view *view,
                              enum language language)
{
    if (view->event_count == 0) {
        return word_text(WORD_OPENING_READ, language);
    }
    char count[32];
    snprintf(count, sizeof count, "%.1f M", (double)view->event_count / 1e6);
    return scene_print_text(scene, word_text(WORD_OPENING_HAS_READ, language), count);
}

void opening_scene_build(struct scene *scene, const struct theme *theme, enum language language,
                         const struct opening_view *view)
{
    double width = fmin(CARD_WIDTH, scene->width - 2 * INSET);
    struct scene_rect card = {(scene->width - width) / 2, (scene->height - CARD_HEIGHT) / 2, width,
                              CARD_HEIGHT};
    double left = card.x + INSET, room = width - 2 * INSET;
    const char *stages[] = {
        read_words(scene, view, language),
        word_text(WORD_OPENING_SORT, language),
        word_text(WORD_OPENING_EXPLAIN, language),
    };
    scene_begin_group(scene, "opening", base_name(view->file_name), card);
    card_scene_build(scene, theme, card);
    scene_add_name(scene, left, text_baseline(card.y + 44, TITLE_SIZE), base_name(view->file_name),
                   text_ui(TITLE_SIZE, 700, theme->ink), ALIGN_LEFT, room);
    for (int i = 0; i < OPENING_DONE; i++) {
        add_stage(scene, theme, left, card.y + ROWS_TOP + i * ROW_HEIGHT, stages[i],
                  i - (int)view->stage);
    }
    double bar_y = card.y + ROWS_TOP + 3 * ROW_HEIGHT + 8;
    add_bar(scene, theme, (struct scene_rect){left, bar_y, room, BAR_HEIGHT}, view->elapsed_s);
    double note_y = text_baseline(bar_y + 34, SMALL_SIZE);
    scene_add_text(scene, left, note_y, word_text(WORD_OPENING_CANCEL, language),
                   text_ui(SMALL_SIZE, 450, theme->ink3), ALIGN_LEFT, room);
    scene_add_text(scene, left + room, note_y, scene_print_text(scene, "%.0f s", view->elapsed_s),
                   text_ui(SMALL_SIZE, 450, theme->ink3), ALIGN_RIGHT, 0);
    scene_end_group(scene);
}
