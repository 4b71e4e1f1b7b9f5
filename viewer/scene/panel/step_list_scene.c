/* The list of steps. It follows the cursor: the current row is kept in the middle as far as the
 * list reaches; the view's list_scroll_px shifts it from there. Only rows that are seen are
 * built. */
#include <math.h>

#include "viewer/scene/panel/panel_section.h"

#define BADGE_RADIUS   10.5
#define BADGE_LEFT     0.5  /* left of the text */
#define BADGE_GAP      11.5 /* to the sentence */
#define SENTENCE_GAP   12.0 /* to the time */
#define TIME_SIZE      13.0
#define FOREVER_SIZE   17.0
#define SELECTED_WIDTH 3.0
#define ROW_RADIUS     8.0
#define ROW_SHARE_MIN  0.72 /* rows may shrink to this if that shows all of them */
#define ROW_SHARE_SOME 0.82 /* or to this if it does not */
#define ROUNDING       0.5  /* pixels of a row that do not count as seen */
#define BAR_WIDTH      4.0
#define BAR_MIN        24.0

double step_list_height(const struct panel *panel)
{
    uint32_t count = panel->subject->story->step_count;
    return panel->row_height * (count > 0 ? count : 1);
}

double step_list_row_height(const struct panel *panel, double height)
{
    uint32_t count = panel->subject->story->step_count;
    double fitting = count > 0 ? height / count : 0;
    if (fitting < ROW_SHARE_MIN * panel->row_height) { /* some have to be left out anyway */
        double rows = floor(height / (ROW_SHARE_SOME * panel->row_height));
        fitting = rows > 0 ? height / rows : panel->row_height;
    }
    return fitting < panel->row_height ? fitting : panel->row_height;
}

static double scroll_of(const struct panel *panel, double height)
{
    double most = step_list_height(panel) - height;
    uint32_t count = panel->subject->story->step_count, step = panel->view->step;
    double current = step < count ? (step + 0.5) * panel->row_height : 0;
    double follow = floor((current - height / 2) / panel->row_height) * panel->row_height;
    follow = follow < 0 ? 0 : follow > most ? most : follow;
    double scroll = follow + panel->view->list_scroll_px;
    scroll = scroll > most ? most : scroll;
    return scroll < 0 ? 0 : scroll;
}

/* How a row looks, by its step and by where the cursor is. */
struct row_style {
    scene_colour highlight; /* 0: none */
    scene_colour badge, badge_ink, ink, time_ink;
    int weight;
};

static struct row_style row_style_of(const struct panel *panel, uint32_t index)
{
    const struct theme *theme = panel->theme;
    const struct view *view = panel->view;
    enum step_tone tone = story_bare_step(panel->subject->story, index).tone;
    bool is_bad = tone >= TONE_BAD, is_current = view->step == index;
    bool is_future = view->step == NONE_INDEX || index > view->step;
    if (is_future) {
        return (struct row_style){
            .badge = theme->chip,
            .badge_ink = theme->ink3,
            .ink = theme->ink3,
            .time_ink = theme->ink3,
            .weight = 500,
        };
    }
    return (struct row_style){
        .highlight = !is_current ? 0
                     : is_bad    ? theme->forever_tint
                                 : theme->chip,
        .badge = tone_colour(theme, tone),
        .badge_ink = tone_ink(theme, tone),
        .ink = is_bad ? theme->forever_text : theme->ink,
        .time_ink = theme->ink2,
        .weight = is_bad ? 700 : 500,
    };
}

/* The time at the right of a row; returns its width. */
static double add_time(const struct panel *panel, const struct story_step *step, double right,
                       double centre, scene_colour ink)
{
    const struct story *story = panel->subject->story;
    if (step->tone == TONE_HANG) {
        return scene_add_text(panel->scene, right, text_baseline(centre, FOREVER_SIZE), "∞",
                              text_ui(FOREVER_SIZE, 500, ink), ALIGN_RIGHT, 0);
    }
    char time[32];
    clock_text(step->time_ns, story_time(story, story->step_count - 1), time, sizeof time);
    return scene_add_text(panel->scene, right, text_baseline(centre, TIME_SIZE), time,
                          text_ui(TIME_SIZE, 500, ink), ALIGN_RIGHT, 0);
}

/* Sentences stand below each other, so the longest number says where. */
static double sentence_offset(const struct panel *panel)
{
    uint32_t last = panel->subject->story->step_count;
    return 2 * piece_badge_half_width(panel->scene, BADGE_RADIUS, last) - BADGE_LEFT + BADGE_GAP;
}

static void add_row(const struct panel *panel, uint32_t index, double y)
{
    struct scene *scene = panel->scene;
    const struct story_step step = story_step(panel->subject->story, index);
    struct row_style style = row_style_of(panel, index);
    struct scene_rect row = {panel->box_x, y, panel->box_width, panel->row_height};
    double centre = y + panel->row_height / 2, size = panel->body_size - 0.5;
    double right = panel->text_x + panel->text_width;
    scene_begin_group(scene, scene_print_text(scene, "step:%u", index + 1), step.sentence, row);
    if (style.highlight != 0) {
        scene_add_rect(scene, row,
                       (struct scene_style){.fill = style.highlight, .radius = ROW_RADIUS});
    }
    if (selection_means_step(&panel->view->selection, panel->subject->trace, &step)) {
        scene_add_rect(scene, (struct scene_rect){row.x, row.y + 4, SELECTED_WIDTH, row.height - 8},
                       (struct scene_style){.fill = panel->theme->hold, .radius = 1.5});
    }
    double badge = piece_badge_half_width(scene, BADGE_RADIUS, index + 1);
    piece_add_badge(scene, panel->text_x - BADGE_LEFT + badge, centre, BADGE_RADIUS, index + 1,
                    style.badge, style.badge_ink);
    double sentence_x = sentence_offset(panel);
    double time_width = add_time(panel, &step, right, centre, style.time_ink);
    double room = panel->text_width - sentence_x - time_width - SENTENCE_GAP;
    scene_add_text(scene, panel->text_x + sentence_x, text_baseline(centre, size), step.sentence,
                   text_ui(size, style.weight, style.ink), ALIGN_LEFT, room);
    scene_end_group(scene);
}

static void add_scroll_bar(const struct panel *panel, double y, double height, double scroll)
{
    double whole = step_list_height(panel);
    double length = height * height / whole;
    length = length < BAR_MIN ? BAR_MIN : length;
    double top = y + (height - length) * scroll / (whole - height);
    struct scene_rect bar = {panel->box_x + panel->box_width + 6, top, BAR_WIDTH, length};
    scene_add_rect(panel->scene, bar,
                   (struct scene_style){.fill = colour_fade(panel->theme->ink3, 0.5),
                                        .radius = BAR_WIDTH / 2});
}

void step_list_scene_add(const struct panel *panel, double y, double height)
{
    struct scene *scene = panel->scene;
    uint32_t count = panel->subject->story->step_count;
    struct scene_rect area = {panel->box_x, y, panel->box_width, height};
    scene_begin_group(scene, "steps", word_text(WORD_STEP_BY_STEP, panel->view->language), area);
    if (count == 0) {
        scene_add_text(
            scene, panel->text_x, text_baseline(y + panel->row_height / 2, panel->body_size),
            word_text(WORD_NO_STEPS, panel->view->language),
            text_ui(panel->body_size, 400, panel->theme->ink3), ALIGN_LEFT, panel->text_width);
        scene_end_group(scene);
        return;
    }
    bool is_long = step_list_height(panel) > height + ROUNDING;
    double scroll = is_long ? scroll_of(panel, height) : 0;
    scene_begin_clip(scene, area);
    uint32_t first = (uint32_t)((scroll + ROUNDING) / panel->row_height);
    for (uint32_t i = first; i < count && i * panel->row_height - scroll < height - ROUNDING; i++) {
        add_row(panel, i, y + i * panel->row_height - scroll);
    }
    scene_end_clip(scene);
    if (is_long) {
        add_scroll_bar(panel, y, height, scroll);
    }
    scene_end_group(scene);
}
