/* The stretch of time that a person has selected on the ruler: a tint over all lanes between two
 * lines, and how long it is. */
#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"

#define TINT         0.10
#define LINE_WIDTH   1.4
#define LABEL_SIZE   12.5
#define LABEL_HEIGHT 20.0
#define LABEL_INSET  8.0

static void add_label(struct timeline *timeline, double middle, const char *text)
{
    const struct theme *theme = timeline->theme;
    const struct timeline_columns *columns = &timeline->columns;
    struct text_style style = text_ui(LABEL_SIZE, 650, theme->card);
    double width = scene_measure_text(timeline->scene, text, style) + 2 * LABEL_INSET;
    double left = fmin(fmax(middle - width / 2, columns->plot_left), columns->plot_right - width);
    struct scene_rect box = {left, columns->ruler_y + 4, width, LABEL_HEIGHT};
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = theme->hold, .radius = LABEL_HEIGHT / 2});
    scene_add_text(timeline->scene, left + width / 2,
                   text_baseline(box.y + LABEL_HEIGHT / 2, LABEL_SIZE), text, style, ALIGN_CENTRE,
                   0);
}

void range_scene_build(struct timeline *timeline)
{
    const struct view *view = timeline->view;
    const struct timeline_columns *columns = &timeline->columns;
    if (!view->has_range) {
        return;
    }
    double left = fmax(timeline_x(timeline, view->range_begin_ns), columns->plot_left);
    double right = fmin(timeline_x(timeline, view->range_end_ns), columns->plot_right);
    if (right < left) {
        return;
    }
    char length[32];
    uint64_t length_ns = view->range_end_ns - view->range_begin_ns;
    const char *text = duration_text(length_ns, length, sizeof length);
    double top = columns->ruler_y, bottom = columns->grid_bottom;
    scene_colour colour = timeline->theme->hold;
    scene_begin_group(timeline->scene, "range", text, (struct scene_rect){0});
    scene_add_rect(timeline->scene, (struct scene_rect){left, top, right - left, bottom - top},
                   (struct scene_style){.fill = colour_fade(colour, TINT)});
    scene_add_line(timeline->scene, left, top, left, bottom, colour, LINE_WIDTH);
    scene_add_line(timeline->scene, right, top, right, bottom, colour, LINE_WIDTH);
    add_label(timeline, (left + right) / 2, text);
    scene_end_group(timeline->scene);
}
