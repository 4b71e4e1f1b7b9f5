/* The panel at the right. What it shows in order of worth: the finding, a few steps, who waits for
 * whom, a way out, and then the rest of the steps. */
#include "viewer/scene/panel_section.h"
#include "viewer/scene/severity.h"

#define TEXT_INSET        28.0
#define BOX_INSET         20.0
#define COMPACT_HEIGHT    600.0 /* cards lower than this are set smaller */
#define TITLE_CENTRE      34.0
#define CALLOUT_TOP       62.0
#define CALLOUT_SHARE     0.42 /* of the card, at most */
#define BOTTOM            20.0
#define ROWS_MIN          3.0
#define HEAD_CENTRE       26.0  /* of a section's head below the section before */
#define GRAPH_HEIGHT      112.0 /* two rows of nodes */
#define GRAPH_HEIGHT_MORE 160.0 /* three */
#define GRAPH_HEIGHT_MOST 256.0 /* five */
#define FEW_THREADS       3u

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

static enum word title_word(const struct subject *subject)
{
    const struct analysis *analysis = subject->analysis;
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

/* The room kept for the picture between the steps and the way out; the same at every step, so that
 * nothing jumps during the replay. */
static double graph_height(const struct panel *panel, double room)
{
    uint32_t thread_count = 0;
    for (uint32_t i = 1; i < panel->subject->trace->thread_count; i++) {
        thread_count += panel->subject->trace->threads[i].exists;
    }
    double wanted = thread_count <= FEW_THREADS ? GRAPH_HEIGHT : GRAPH_HEIGHT_MORE;
    wanted = thread_count > 2 * FEW_THREADS ? GRAPH_HEIGHT_MOST : wanted;
    static const double heights[] = {GRAPH_HEIGHT_MOST, GRAPH_HEIGHT_MORE, GRAPH_HEIGHT};
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
        if (heights[i] <= wanted && panel->head_height + heights[i] <= room) {
            return heights[i];
        }
    }
    return 0;
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

/* Divides what lies between y and bottom. */
static void add_sections(const struct panel *panel, double y, double bottom)
{
    double rows = step_list_height(panel), rows_min = ROWS_MIN * panel->row_height;
    rows_min = rows < rows_min ? rows : rows_min;
    double room = bottom - y - panel->head_height - rows_min;
    double graph = graph_height(panel, room);
    double graph_section = graph > 0 ? graph + panel->head_height : 0;
    double way_out_top = bottom - room + graph_section; /* as if the list had its fewest rows */
    double way_out = way_out_scene_add(panel, way_out_top, bottom, false) - way_out_top;
    double list = bottom - y - panel->head_height - graph_section - way_out;
    list = rows < list ? rows : list;

    y = panel_add_head(panel, y, WORD_STEP_BY_STEP);
    step_list_scene_add(panel, y, list);
    y += list;
    if (graph > 0) {
        add_graph(panel, y, graph);
    }
    way_out_scene_add(panel, y + graph_section, bottom, true);
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

void panel_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                       struct scene_rect card)
{
    const struct panel_sizes *sizes = card.height < COMPACT_HEIGHT ? &compact : &usual;
    struct panel panel = panel_of(scene, subject, view, card, sizes);
    const char *title = word_text(title_word(subject), view->language);
    card_scene_build(scene, view->theme, card);
    scene_begin_group(scene, "panel", title, card);
    scene_add_text(scene, panel.text_x,
                   text_baseline(card.y + sizes->title_centre, sizes->title_size), title,
                   text_ui(sizes->title_size, 700, view->theme->ink), ALIGN_LEFT, panel.text_width);
    double y = callout_scene_add(&panel, card.y + sizes->callout_top, CALLOUT_SHARE * card.height);
    add_sections(&panel, y, card.y + card.height - BOTTOM);
    scene_end_group(scene);
}
