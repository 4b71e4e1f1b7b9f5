/* Two events that the picture is about, in their order: a sign that says which was first, and a
 * line from it down to a ring on its thread's bar. */
#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_part.h"
#include "viewer/scene/view/words.h"

#define LINE_WIDTH  1.6
#define RING_RADIUS 7.0
#define RING_WIDTH  3.0
#define SIGN_HEIGHT 22.0
#define SIGN_SIZE   13.0
#define SIGN_INSET  10.0
#define SIGN_GAP    4.0  /* between two signs */
#define PILL_ROOM   96.0 /* nearer to the playhead its pill would hide a sign */
#define SIGN_CENTRE 20.0 /* above the ruler's line */

/* A sign left or right of its line, so that two that are close do not touch. */
static void add_sign(struct timeline *timeline, double x, bool is_left, const char *text)
{
    const struct theme *theme = timeline->theme;
    const struct timeline_columns *columns = &timeline->columns;
    struct text_style style = text_ui(SIGN_SIZE, 700, theme->ink);
    double width = scene_measure_text(timeline->scene, text, style) + 2 * SIGN_INSET;
    double left = is_left ? x - width + SIGN_GAP / 2 : x - SIGN_GAP / 2;
    left = fmin(fmax(left, columns->plot_left), columns->plot_right - width);
    struct scene_rect box = {left, columns->ruler_y - SIGN_CENTRE - SIGN_HEIGHT / 2, width,
                             SIGN_HEIGHT};
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = theme->card,
                                        .stroke = theme->wait_lock,
                                        .stroke_width = 2,
                                        .radius = SIGN_HEIGHT / 2});
    scene_add_text(timeline->scene, left + width / 2,
                   text_baseline(box.y + SIGN_HEIGHT / 2, SIGN_SIZE), text, style, ALIGN_CENTRE, 0);
}

static void add_line(struct timeline *timeline, uint32_t event, double x)
{
    const struct timeline_columns *columns = &timeline->columns;
    const struct lane_place *place =
        lane_layout_thread(&timeline->layout, timeline->subject->trace->events[event].thread);
    double bottom = place == NULL
                        ? columns->lanes_bottom
                        : fmin(fmax(place->centre, columns->lanes_top), columns->lanes_bottom);
    struct path_point points[] = {{PATH_MOVE, x, columns->ruler_y - SIGN_CENTRE},
                                  {PATH_LINE, x, bottom}};
    struct scene_item *line = scene_add_path(
        timeline->scene, points, 2,
        (struct scene_style){.stroke = timeline->theme->wait_lock, .stroke_width = LINE_WIDTH});
    line->dash[0] = 6;
    line->dash[1] = 4;
}

static void add_ring(struct timeline *timeline, uint32_t event, double x)
{
    uint32_t thread = timeline->subject->trace->events[event].thread;
    const struct lane_place *place = lane_layout_thread(&timeline->layout, thread);
    if (place != NULL && place->centre > timeline->columns.lanes_top &&
        place->centre < timeline->columns.lanes_bottom) {
        scene_add_circle(timeline->scene, x, place->centre, RING_RADIUS,
                         (struct scene_style){.fill = timeline->theme->card,
                                              .stroke = timeline->theme->wait_lock,
                                              .stroke_width = RING_WIDTH});
    }
}

void pin_scene_build(struct timeline *timeline)
{
    static const enum word signs[] = {WORD_PIN_FIRST, WORD_PIN_THEN};
    const struct timeline_columns *columns = &timeline->columns;
    for (uint32_t i = 0; i < timeline->view->pin_count; i++) {
        uint32_t event = timeline->view->pins[i];
        double x = timeline_event_x(timeline, event);
        if (x < columns->plot_left || x > columns->plot_right) {
            continue;
        }
        const char *text = word_text(signs[i], timeline->view->language);
        scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "pin:%u", i + 1), text,
                          (struct scene_rect){0});
        add_line(timeline, event, x);
        add_ring(timeline, event, x);
        if (fabs(x - timeline_cursor_x(timeline)) > PILL_ROOM) {
            add_sign(timeline, x, i == 0, text);
        }
        scene_end_group(timeline->scene);
    }
}
