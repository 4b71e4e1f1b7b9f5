/* What was found, as a page: the words at the left, who waits for whom at the right if it hangs,
 * and the way out below them. */
#include <math.h>

#include "viewer/scene/panel/panel_scene.h"
#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/view/severity.h"

#define INSET         20.0
#define BOX_OUTSET    6.0  /* tinted boxes reach further out */
#define WORDS_SHARE   0.52 /* of the card's width, if there is a picture beside them */
#define CALLOUT_SHARE 0.62 /* of its height, at most */
#define BODY_SIZE     13.5
#define LINE_HEIGHT   19.0
#define ROW_HEIGHT    27.0
#define HEAD_HEIGHT   30.0
#define GRAPH_HEIGHT  118.0 /* at least */

static struct panel column_of(struct scene *scene, const struct subject *subject,
                              const struct view *view, double left, double width)
{
    return (struct panel){
        .scene = scene,
        .subject = subject,
        .view = view,
        .theme = view->theme,
        .text_x = left,
        .text_width = width,
        .box_x = left - BOX_OUTSET,
        .box_width = width + 2 * BOX_OUTSET,
        .body_size = BODY_SIZE,
        .line_height = LINE_HEIGHT,
        .row_height = ROW_HEIGHT,
        .head_height = HEAD_HEIGHT,
    };
}

/* Returns the y below. */
static double add_graph(const struct panel *panel, double top, double bottom)
{
    double below = panel_add_head(panel, top - HEAD_HEIGHT / 2, WORD_WHO_WAITS_FOR_WHOM);
    bottom = fmax(bottom, below + GRAPH_HEIGHT);
    wait_graph_scene_build(
        panel->scene, panel->subject, panel->view,
        (struct scene_rect){panel->text_x, below, panel->text_width, bottom - below});
    return bottom;
}

void finding_page_scene_build(struct scene *scene, const struct subject *subject,
                              const struct view *view, struct scene_rect card)
{
    bool has_graph = severity_of_analysis(subject->analysis) == SEVERITY_ALARM;
    double room = card.width - 2 * INSET, words = has_graph ? room * WORDS_SHARE : room;
    double left = card.x + INSET, right = left + words + 1.5 * INSET;
    double top = card.y + INSET, bottom = card.y + card.height - INSET;
    card_scene_build(scene, view->theme, card);
    scene_begin_group(scene, "finding-page", NULL, card);
    struct panel panel = column_of(scene, subject, view, left, words);
    double y = callout_scene_add(&panel, top, CALLOUT_SHARE * card.height);
    if (has_graph) {
        struct panel side =
            column_of(scene, subject, view, right, card.x + card.width - INSET - right);
        y = add_graph(&side, top, y);
    }
    struct panel foot = column_of(scene, subject, view, left, room);
    way_out_scene_add(&foot, y, bottom, true);
    scene_end_group(scene);
}
