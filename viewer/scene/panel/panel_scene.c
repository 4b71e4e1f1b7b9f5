/* The panel at the right. What it shows in order of worth: the finding, a few steps, who waits for
 * whom, a way out, and then the rest of the steps. */
#include <math.h>

#include "viewer/scene/panel/panel_scene.h"
#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/piece/card.h"
#include "viewer/scene/view/severity.h"

#define TEXT_INSET       28.0
#define BOX_INSET        20.0
#define COMPACT_HEIGHT   600.0 /* cards lower than this are set smaller */
#define TITLE_CENTRE     34.0
#define CALLOUT_TOP      62.0
#define CALLOUT_SHARE    0.42 /* of the card, at most */
#define BOTTOM           20.0
#define ROWS_MIN         3.0
#define HEAD_CENTRE      26.0  /* of a section's head below the section before */
#define GRAPH_HEIGHT_MIN 112.0 /* two rows of nodes; with less room it is left out */
#define GRAPH_HEIGHT_MAX 330.0

/* Sizes of a card of usual height and of a low one. */
struct panel_sizes {
    double title_size, title_centre, callout_top;
    double body_size, line_height, row_height, head_height;
};

static const struct panel_sizes usual = {21, TITLE_CENTRE, CALLOUT_TOP, 15.5, 24, 35, 44};
static const struct panel_sizes compact = {17, 24, 44, 13.5, 20, 27, 36};

double panel_add_head(const struct panel *panel, double y, enum word word)
{
    double centre = y + panel->head_height * HEAD_CENTRE / usual.head_height;
    piece_add_section_head(panel->scene, panel->theme, panel->text_x, centre,
                           word_text(word, panel->view->language), panel->text_width);
    return y + panel->head_height;
}

static enum word title_word(const struct subject *subject, const struct view *view)
{
    const struct analysis *analysis = subject->analysis;
    if (view->entry == ENTRY_FIND) {
        return WORD_FIND;
    }
    if (view->has_range) {
        return WORD_SELECTED_RANGE;
    }
    if (view->selection.kind != SELECTION_NONE) {
        return WORD_SELECTED;
    }
    if (analysis == NULL || analysis->finding_count == 0) {
        return WORD_WHAT_HAPPENED;
    }
    const struct finding *finding = &analysis->findings[0];
    if (finding->kind == FINDING_LOCK_ORDER_RISK) {
        return WORD_WHAT_COULD_GO_WRONG;
    }
    return severity_of_finding(finding) == SEVERITY_ALARM ? WORD_WHAT_WENT_WRONG
                                                          : WORD_WHAT_HAPPENED;
}

static const struct throttling *throttling_of(const struct analysis *analysis)
{
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        if (analysis->findings[i].throttling != NULL) {
            return analysis->findings[i].throttling;
        }
    }
    return NULL;
}

/* The height that the picture between the steps and the way out would like. */
static double wanted_graph_height(const struct panel *panel)
{
    const struct throttling *throttling = throttling_of(panel->subject->analysis);
    double waits = wait_graph_height(panel->subject, panel->view, panel->text_width);
    if (severity_of_analysis(panel->subject->analysis) == SEVERITY_ALARM) {
        return waits;
    }
    double whole =
        throttling != NULL ? throttle_scene_height(throttling) : thread_summary_height(panel);
    return whole > waits ? whole : waits;
}

/* The height that it gets, 0 when it has no room. It does not depend on the cursor, so that
 * nothing jumps during the replay. */
static double graph_height(const struct panel *panel, double room)
{
    double wanted = wanted_graph_height(panel);
    wanted = wanted > GRAPH_HEIGHT_MAX ? GRAPH_HEIGHT_MAX : wanted;
    double most = room - panel->head_height;
    return most < GRAPH_HEIGHT_MIN ? 0 : wanted < most ? wanted : most;
}

/* The wait graph while somebody waits; else what there is to say about the whole run. */
static void add_graph(const struct panel *panel, double y, double height)
{
    const struct subject *subject = panel->subject;
    const struct throttling *throttling = throttling_of(subject->analysis);
    bool is_hung = severity_of_analysis(subject->analysis) == SEVERITY_ALARM;
    struct scene_rect area = {panel->text_x, y + panel->head_height, panel->text_width, height};
    if (is_hung || wait_graph_has_waits(subject, panel->view)) {
        panel_add_head(panel, y, WORD_WHO_WAITS_FOR_WHOM);
        wait_graph_scene_build(panel->scene, subject, panel->view, area);
    } else if (throttling != NULL) {
        panel_add_head(panel, y, WORD_WAVES);
        throttle_scene_build(panel, throttling, area);
    } else {
        panel_add_head(panel, y, WORD_THREADS_OVERALL);
        thread_summary_scene_build(panel, area);
    }
}

/* How the height below the finding is divided. */
struct shares {
    double list, graph, way_out; /* without the heads of list and graph; 0: left out */
};

static struct shares divide(const struct panel *panel, double y, double bottom)
{
    double rows = step_list_height(panel), rows_min = ROWS_MIN * panel->row_height;
    rows_min = rows < rows_min ? rows : rows_min;
    double room = bottom - y - panel->head_height - rows_min;
    double graph = graph_height(panel, room);
    double graph_section = graph > 0 ? graph + panel->head_height : 0;
    double way_out_top = bottom - room + graph_section; /* as if the list had its fewest rows */
    double way_out = way_out_scene_add(panel, way_out_top, bottom, false) - way_out_top;
    double list = bottom - y - panel->head_height - graph_section - way_out;
    return (struct shares){list, graph, way_out};
}

/* Rows are shown whole: they shrink a little if that shows all of them, else the last is left
 * out. */
static void add_sections(struct panel *panel, double y, double bottom)
{
    struct shares shares = divide(panel, y, bottom);
    panel->row_height = step_list_row_height(panel, shares.list);
    double rows = floor(shares.list / panel->row_height + 0.001);
    double list = rows * panel->row_height, all = step_list_height(panel);
    list = list < all ? list : all;
    y = panel_add_head(panel, y, WORD_STEP_BY_STEP);
    step_list_scene_add(panel, y, list);
    y += list;
    if (shares.graph > 0) {
        add_graph(panel, y, shares.graph);
        y += panel->head_height + shares.graph;
    }
    if (shares.way_out > 0) {
        way_out_scene_add(panel, y, bottom, true);
    }
}

static struct panel panel_of(struct scene *scene, const struct subject *subject,
                             const struct view *view, struct scene_rect card,
                             const struct panel_sizes *sizes)
{
    return (struct panel){
        .scene = scene,
        .subject = subject,
        .view = view,
        .theme = view->theme,
        .text_x = card.x + TEXT_INSET,
        .text_width = card.width - 2 * TEXT_INSET,
        .box_x = card.x + BOX_INSET,
        .box_width = card.width - 2 * BOX_INSET,
        .body_size = sizes->body_size,
        .line_height = sizes->line_height,
        .row_height = sizes->row_height,
        .head_height = sizes->head_height,
    };
}

/* What went wrong, the steps, who waits for whom, a way out. */
static void add_explanation(struct panel *panel, struct scene_rect area, double callout_height)
{
    double y = callout_scene_add(panel, area.y, callout_height);
    add_sections(panel, y, area.y + area.height);
}

void panel_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                       struct scene_rect card)
{
    const struct panel_sizes *sizes = card.height < COMPACT_HEIGHT ? &compact : &usual;
    struct panel panel = panel_of(scene, subject, view, card, sizes);
    const char *title = word_text(title_word(subject, view), view->language);
    card_scene_build(scene, view->theme, card);
    scene_begin_group(scene, "panel", title, card);
    scene_add_text(scene, panel.text_x,
                   text_baseline(card.y + sizes->title_centre, sizes->title_size), title,
                   text_ui(sizes->title_size, 700, view->theme->ink), ALIGN_LEFT, panel.text_width);
    struct scene_rect area = {panel.text_x, card.y + sizes->callout_top, panel.text_width,
                              card.height - sizes->callout_top - BOTTOM};
    if (view->entry == ENTRY_FIND) {
        find_scene_build(&panel, area);
    } else if (view->has_range) {
        statistics_scene_build(&panel, area);
    } else {
        add_explanation(&panel, area, CALLOUT_SHARE * card.height);
    }
    scene_end_group(scene);
}

void panel_picture_scene_build(struct scene *scene, const struct subject *subject,
                               const struct view *view, double width)
{
    struct scene_rect card = {-TEXT_INSET, 0, width + 2 * TEXT_INSET, 0};
    struct panel panel = panel_of(scene, subject, view, card, &usual);
    double height = fmin(fmax(wanted_graph_height(&panel), GRAPH_HEIGHT_MIN), GRAPH_HEIGHT_MAX);
    scene->width = width;
    scene->height = panel.head_height + height;
    add_graph(&panel, 0, height);
}
