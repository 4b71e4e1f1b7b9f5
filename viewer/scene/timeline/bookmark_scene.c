/* Marks that a person has set: a flag on the ruler at each, filled where playback stops. The note
 * of the one at the cursor stands in a box under the ruler. */
#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/view/words.h"

#define POLE_HEIGHT 16.0 /* above the ruler's line, and … */
#define POLE_BELOW  6.0  /* … below */
#define FLAG_WIDTH  11.0
#define FLAG_HEIGHT 9.0
#define PILL_RISE   33.0 /* over the playhead's pill */
#define LINE_WIDTH  1.6
#define HIT         14.0 /* around the flag */
#define NOTE_SIZE   13.5
#define NOTE_HEIGHT 28.0
#define NOTE_INSET  12.0
#define NOTE_TOP    10.0 /* below the ruler's line */
#define NOTE_SHARE  0.6  /* of the plot, at most */
#define FLAGS_MAX   400u /* more in view would be one bar */

static const char *title_of(const struct timeline *timeline, const struct mark *mark)
{
    return *mark->note != '\0' ? mark->note : word_text(WORD_STOP_POINT, timeline->view->language);
}

static void add_flag(struct timeline *timeline, const struct mark *mark, uint32_t number, double x)
{
    bool is_at_cursor = fabs(x - timeline_cursor_x(timeline)) < 1; /* there its pill stands */
    double line = timeline->columns.ruler_y - (is_at_cursor ? PILL_RISE : 0);
    double top = line - POLE_HEIGHT;
    scene_colour colour = timeline->theme->keyword;
    const struct path_point flag[] = {{PATH_MOVE, x, top},
                                      {PATH_LINE, x + FLAG_WIDTH, top + FLAG_HEIGHT / 2},
                                      {PATH_LINE, x, top + FLAG_HEIGHT},
                                      {PATH_CLOSE, 0, 0}};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "bookmark:%u", number),
                      title_of(timeline, mark),
                      (struct scene_rect){x - 2, top - 2, HIT, POLE_HEIGHT + POLE_BELOW});
    scene_add_line(timeline->scene, x, top, x, line + POLE_BELOW, colour, LINE_WIDTH);
    scene_add_path(timeline->scene, flag, 4,
                   (struct scene_style){.fill = mark->is_stop ? colour : timeline->theme->card,
                                        .stroke = colour,
                                        .stroke_width = LINE_WIDTH});
    scene_end_group(timeline->scene);
}

static void add_note(struct timeline *timeline, const struct mark *mark, double x)
{
    const struct theme *theme = timeline->theme;
    const struct timeline_columns *columns = &timeline->columns;
    struct text_style style = text_ui(NOTE_SIZE, 600, theme->ink);
    double room = (columns->plot_right - columns->plot_left) * NOTE_SHARE;
    double words = fmin(scene_measure_text(timeline->scene, mark->note, style), room);
    double width = words + 2 * NOTE_INSET;
    double left = fmax(columns->plot_left, fmin(x - width / 2, columns->plot_right - width));
    struct scene_rect box = {left, columns->ruler_y + NOTE_TOP, width, NOTE_HEIGHT};
    scene_begin_group(timeline->scene, "note", mark->note, box);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = theme->card,
                                        .stroke = theme->keyword,
                                        .stroke_width = LINE_WIDTH,
                                        .radius = 7});
    scene_add_text(timeline->scene, left + NOTE_INSET,
                   text_baseline(box.y + NOTE_HEIGHT / 2, NOTE_SIZE), mark->note, style, ALIGN_LEFT,
                   words + 1);
    scene_end_group(timeline->scene);
}

void bookmark_scene_build(struct timeline *timeline)
{
    const struct marks *marks = timeline->view->marks;
    const struct timeline_columns *columns = &timeline->columns;
    if (marks == NULL) {
        return;
    }
    uint64_t from_ns = time_axis_time(&timeline->axis, columns->plot_left);
    size_t first = marks_count_before(marks, from_ns);
    for (size_t i = first; i < marks->count && i - first < FLAGS_MAX; i++) {
        double x = timeline_x(timeline, marks->items[i].time_ns);
        if (x >= columns->plot_left && x <= columns->plot_right) {
            add_flag(timeline, &marks->items[i], (uint32_t)i + 1, x);
        }
    }
    const struct mark *here = marks_find(marks, timeline->view->cursor_ns);
    if (here != NULL && *here->note != '\0') {
        add_note(timeline, here, timeline_cursor_x(timeline));
    }
}
