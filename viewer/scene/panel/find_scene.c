/* The side list: what is typed, and below it all that has it in its words, kind by kind. The row
 * that Enter opens is marked, and always seen. */
#include <math.h>
#include <stdlib.h>

#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/view/find.h"

#define BOX_HEIGHT  40.0
#define BOX_GAP     8.0
#define SIZE        15.0
#define ROW_HEIGHT  26.0
#define HEAD_HEIGHT 32.0
#define ROW_SIZE    13.5
#define INDENT      12.0
#define CARET       18.0
#define NUMBER_ROOM 34.0

static const enum word heads[FIND_KIND_COUNT] = {
    [FIND_FINDING] = WORD_FINDINGS, [FIND_STEP] = WORD_STEP_BY_STEP, [FIND_THREAD] = WORD_THREADS,
    [FIND_OBJECT] = WORD_OBJECTS,   [FIND_MARK] = WORD_MARKS,
};

static void add_box(const struct panel *panel, struct scene_rect box)
{
    const struct theme *theme = panel->theme;
    const char *typed = panel->view->entry_text;
    bool is_empty = *typed == '\0';
    const char *text = is_empty ? word_text(WORD_FIND_HINT, panel->view->language) : typed;
    double baseline = text_baseline(box.y + BOX_HEIGHT / 2, SIZE), x = box.x + INDENT;
    scene_begin_group(panel->scene, "find", text, box);
    scene_add_rect(
        panel->scene, box,
        (struct scene_style){
            .fill = theme->code_box, .stroke = theme->keyword, .stroke_width = 1.6, .radius = 9});
    double width =
        scene_add_text(panel->scene, x, baseline, text,
                       text_ui(SIZE, is_empty ? 400 : 600, is_empty ? theme->ink3 : theme->ink),
                       ALIGN_LEFT, box.width - 2 * INDENT);
    scene_add_rect(panel->scene,
                   (struct scene_rect){is_empty ? x - 2 : x + width + 2,
                                       box.y + (BOX_HEIGHT - CARET) / 2, 1.6, CARET},
                   (struct scene_style){.fill = theme->ink});
    scene_end_group(panel->scene);
}

/* "7  小爱 waits on cond", "stop point" for a mark without a note. */
static const char *row_text(const struct panel *panel, struct find_hit hit)
{
    const char *text = find_hit_text(panel->subject, panel->view->marks, hit);
    return *text != '\0' ? text : word_text(WORD_STOP_POINT, panel->view->language);
}

static void add_row(const struct panel *panel, struct find_hit hit, uint32_t row, double y)
{
    struct scene *scene = panel->scene;
    const struct theme *theme = panel->theme;
    struct scene_rect box = {panel->box_x, y, panel->box_width, ROW_HEIGHT};
    const char *text = scene_copy_text(scene, row_text(panel, hit));
    double centre = y + ROW_HEIGHT / 2, baseline = text_baseline(centre, ROW_SIZE);
    double left = panel->text_x;
    scene_begin_group(scene, scene_print_text(scene, "found:%u", row + 1), text, box);
    if (row == panel->view->found_row) {
        scene_add_rect(scene, box, (struct scene_style){.fill = theme->chip, .radius = 7});
    }
    if (hit.kind == FIND_STEP) {
        scene_add_text(scene, left + NUMBER_ROOM - 10, baseline,
                       scene_print_text(scene, "%u", hit.index + 1),
                       text_ui(ROW_SIZE, 600, theme->ink2), ALIGN_RIGHT, 0);
        left += NUMBER_ROOM;
    }
    scene_add_text(scene, left, baseline, text, text_ui(ROW_SIZE, 500, theme->ink), ALIGN_LEFT,
                   panel->text_x + panel->text_width - left);
    scene_end_group(scene);
}

static double head_height(const struct find_hits *hits, uint32_t row)
{
    bool begins = row == 0 || hits->hits[row].kind != hits->hits[row - 1].kind;
    return begins ? HEAD_HEIGHT : 0;
}

/* The first row that is shown, so that the marked one is, too. */
static uint32_t first_row(const struct find_hits *hits, uint32_t marked, double height)
{
    uint32_t first = marked < hits->count ? marked : 0;
    double used = ROW_HEIGHT + HEAD_HEIGHT;
    while (first > 0 && used + ROW_HEIGHT + head_height(hits, first) <= height * 0.6) {
        used += ROW_HEIGHT + head_height(hits, first);
        first--;
    }
    return first;
}

static void add_rows(const struct panel *panel, const struct find_hits *hits,
                     struct scene_rect area)
{
    double y = area.y, bottom = area.y + area.height;
    uint32_t first = first_row(hits, panel->view->found_row, area.height);
    for (uint32_t i = first; i < hits->count; i++) {
        enum find_kind kind = hits->hits[i].kind;
        bool has_head = i == first || kind != hits->hits[i - 1].kind;
        if (y + (has_head ? HEAD_HEIGHT : 0) + ROW_HEIGHT > bottom) {
            break;
        }
        if (has_head) {
            const char *head =
                scene_print_text(panel->scene, "%s  %u",
                                 word_text(heads[kind], panel->view->language), hits->counts[kind]);
            piece_add_section_head(panel->scene, panel->theme, panel->text_x,
                                   y + HEAD_HEIGHT * 0.62, head, panel->text_width);
            y += HEAD_HEIGHT;
        }
        add_row(panel, hits->hits[i], i, y);
        y += ROW_HEIGHT;
    }
}

void find_scene_build(const struct panel *panel, struct scene_rect area)
{
    struct scene_rect box = {panel->box_x, area.y, panel->box_width, BOX_HEIGHT};
    struct find_hits hits =
        find_hits_create(panel->subject, panel->view->marks, panel->view->entry_text);
    add_box(panel, box);
    area.y += BOX_HEIGHT + BOX_GAP;
    area.height -= BOX_HEIGHT + BOX_GAP;
    if (hits.count == 0) {
        scene_add_text(panel->scene, panel->text_x, text_baseline(area.y + ROW_HEIGHT, ROW_SIZE),
                       word_text(WORD_NOTHING_FOUND, panel->view->language),
                       text_ui(ROW_SIZE, 400, panel->theme->ink3), ALIGN_LEFT, panel->text_width);
    }
    add_rows(panel, &hits, area);
    free(hits.hits);
}
