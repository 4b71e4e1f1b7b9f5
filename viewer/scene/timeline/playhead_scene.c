#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/timeline/upright_line.h"

#define PILL_HEIGHT  26.0
#define PILL_PADDING 11.0
#define PILL_CENTRE  20.0 /* above the ruler's line */
#define TEXT_SIZE    13.0
#define MARGIN       8.0 /* bars stick out of the plot so far */
#define TIP_SIZE     5.0
#define EDGE         2.0  /* of the card */
#define CORNER       14.0 /* radius of what reaches into the card's corners */
#define RULER_TOP    4.0  /* below the card's edge */
#define DIM_OPACITY  0.62 /* of the veil over what has not happened yet */
#define LINE_WIDTH   1.6

/* Hides all below it, up to the card's edge; its right corners are as round as those of the card.
 * Words that would be cut by it are not said at all. */
static void add_wall(struct timeline *timeline, struct scene_rect wall)
{
    scene_remove_words(timeline->scene, wall);
    double corner = fmin(CORNER, wall.width / 2);
    struct scene_rect flat = {wall.x, wall.y, wall.width - corner, wall.height};
    struct scene_rect round = {wall.x + wall.width - 2 * corner, wall.y, 2 * corner, wall.height};
    struct scene_style style = {.fill = timeline->theme->card};
    scene_add_rect(timeline->scene, flat, style);
    style.radius = corner;
    scene_add_rect(timeline->scene, round, style);
}

/* What lies after the cursor is still to come; at the last step nothing is. */
static void add_veil(struct timeline *timeline, double x)
{
    const struct timeline_columns *columns = &timeline->columns;
    double left = fmax(x, columns->plot_left - MARGIN);
    bool is_hidden = timeline->view->hides_future;
    if ((timeline_is_at_end(timeline) && !is_hidden) || left >= columns->plot_right) {
        return;
    }
    double top = is_hidden ? timeline->card.y + RULER_TOP : columns->ruler_y + 1;
    double right =
        is_hidden ? timeline->card.x + timeline->card.width - EDGE : columns->plot_right + MARGIN;
    struct scene_rect veil = {left, top, right - left, columns->grid_bottom - top};
    scene_begin_group(timeline->scene, "future", NULL, (struct scene_rect){0});
    if (is_hidden) {
        add_wall(timeline, veil);
    } else {
        struct scene_style dim = {.fill = colour_fade(timeline->theme->card, DIM_OPACITY)};
        scene_add_rect(timeline->scene, veil, dim);
    }
    scene_end_group(timeline->scene);
}

static void add_pill(struct timeline *timeline, double x, const char *text)
{
    const struct theme *theme = timeline->theme;
    struct text_style style = text_ui(TEXT_SIZE, 700, theme->playhead_text);
    double width = scene_measure_text(timeline->scene, text, style) + 2 * PILL_PADDING;
    double middle = timeline->columns.ruler_y - PILL_CENTRE;
    double right = fmin(x + width / 2, timeline->columns.plot_right + 8);
    struct scene_rect pill = {right - width, middle - PILL_HEIGHT / 2, width, PILL_HEIGHT};
    double tip = pill.y + PILL_HEIGHT - 0.5;
    const struct path_point points[] = {{PATH_MOVE, x - TIP_SIZE, tip},
                                        {PATH_LINE, x + TIP_SIZE, tip},
                                        {PATH_LINE, x, tip + TIP_SIZE + 1},
                                        {PATH_CLOSE, 0, 0}};
    scene_begin_group(timeline->scene, "playhead", text, pill);
    scene_add_rect(timeline->scene, pill,
                   (struct scene_style){.fill = theme->playhead, .radius = PILL_HEIGHT / 2});
    scene_add_path(timeline->scene, points, 4, (struct scene_style){.fill = theme->playhead});
    scene_add_text(timeline->scene, pill.x + width / 2, text_baseline(middle, TEXT_SIZE), text,
                   style, ALIGN_CENTRE, 0);
    scene_end_group(timeline->scene);
}

void playhead_scene_build(struct timeline *timeline)
{
    const struct timeline_columns *columns = &timeline->columns;
    double x = timeline_cursor_x(timeline);
    add_veil(timeline, x);
    if (x < columns->plot_left - 1 || x > columns->plot_right) {
        return;
    }
    char text[32];
    clock_text(timeline->view->cursor_ns, timeline->subject->trace->end_ns, text, sizeof text);
    upright_line_add(timeline, x, columns->ruler_y - 10, columns->grid_bottom,
                     timeline->theme->playhead, LINE_WIDTH);
    add_pill(timeline, x, text);
}
