/* What was found, as a page: the words at the left, who waits for whom at the right if it hangs,
 * and the way out below them. If that has no room for its code, the words get all of the width. */
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
        .is_page = true,
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

/* Where things stand: all columns begin at the left, but for who waits for whom. */
struct page {
    struct scene *scene;
    const struct subject *subject;
    const struct view *view;
    double left, right, top, bottom;
    double words; /* width of what was found */
    bool has_graph;
};

/* The height that is left for what was found when the way out has all its code. */
static double words_height(const struct page *page)
{
    struct panel foot =
        column_of(page->scene, page->subject, page->view, page->left, page->right - page->left);
    return page->bottom - page->top - way_out_least_height(&foot);
}

static bool has_room(const struct page *page)
{
    struct panel column =
        column_of(page->scene, page->subject, page->view, page->left, page->words);
    return callout_least_height(&column) <= words_height(page);
}

static struct page page_of(struct scene *scene, const struct subject *subject,
                           const struct view *view, struct scene_rect card)
{
    struct page page = {
        .scene = scene,
        .subject = subject,
        .view = view,
        .left = card.x + INSET,
        .right = card.x + card.width - INSET,
        .top = card.y + INSET,
        .bottom = card.y + card.height - INSET,
    };
    page.has_graph = severity_of_analysis(subject->analysis) == SEVERITY_ALARM;
    double room = page.right - page.left;
    page.words = page.has_graph ? room * WORDS_SHARE : room;
    if (!has_room(&page)) {
        page.words = room;
        page.has_graph = false;
    }
    return page;
}

void finding_page_scene_build(struct scene *scene, const struct subject *subject,
                              const struct view *view, struct scene_rect card)
{
    struct page page = page_of(scene, subject, view, card);
    double limit = fmin(CALLOUT_SHARE * card.height, words_height(&page));
    card_scene_build(scene, view->theme, card);
    scene_begin_group(scene, "finding-page", NULL, card);
    struct panel panel = column_of(scene, subject, view, page.left, page.words);
    double y = callout_scene_add(&panel, page.top, limit);
    if (page.has_graph) {
        double left = page.left + page.words + 1.5 * INSET;
        struct panel side = column_of(scene, subject, view, left, page.right - left);
        y = add_graph(&side, page.top, y);
    }
    struct panel foot = column_of(scene, subject, view, page.left, page.right - page.left);
    way_out_scene_add(&foot, y, page.bottom, true);
    scene_end_group(scene);
}
