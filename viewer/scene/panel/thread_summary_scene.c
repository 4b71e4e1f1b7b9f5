/* One row a thread: its name, a bar of the states it was in by their share of its life, and the
 * share it was running. */
#include <stdio.h>

#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/piece/state_words.h"

#define ROW_HEIGHT    26.0
#define BAR_HEIGHT    12.0
#define BAR_RADIUS    3.0
#define NAME_SIZE     13.5
#define NAME_SHARE    0.28 /* of the width */
#define PERCENT_WIDTH 48.0

static uint64_t sum_states(const struct interval_list *segments,
                           uint64_t sums[INTERVAL_CLASSES_MAX])
{
    uint64_t whole = 0;
    interval_index_add_sums(segments, 0, segments->count, sums);
    for (int state = 0; state < LANE_STATE_COUNT; state++) {
        whole += sums[state];
    }
    return whole;
}

void state_bar_scene_add(const struct panel *panel, struct scene_rect bar,
                         const uint64_t sums[LANE_STATE_COUNT], uint64_t whole)
{
    scene_add_rect(panel->scene, bar,
                   (struct scene_style){.fill = panel->theme->chip, .radius = BAR_RADIUS});
    scene_begin_clip(panel->scene, bar);
    double x = bar.x;
    for (int state = 0; state < LANE_STATE_COUNT; state++) {
        double width = bar.width * (double)sums[state] / (double)whole;
        /* waits are lower than work, so that the bar reads without colour too */
        double inset = state == LANE_RUNNING ? 0 : state == LANE_SLEEP ? 4 : 2.5;
        if (width > 0) {
            scene_add_rect(panel->scene,
                           (struct scene_rect){x, bar.y + inset, width, bar.height - 2 * inset},
                           (struct scene_style){
                               .fill = theme_state_colour(panel->theme, (enum lane_state)state),
                               .radius = 1.5});
        }
        x += width;
    }
    scene_end_clip(panel->scene);
}

static void add_row(const struct panel *panel, uint32_t thread, struct scene_rect row)
{
    uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
    uint64_t whole = sum_states(&panel->subject->lanes->threads[thread].segments, sums);
    double name_width = row.width * NAME_SHARE, centre = row.y + row.height / 2;
    double baseline = text_baseline(centre, NAME_SIZE);
    const char *name = panel->subject->trace->threads[thread].name;
    struct scene *scene = panel->scene;
    scene_begin_group(scene, scene_print_text(scene, "summary:%u", thread),
                      state_words_of_thread(scene, panel->subject, panel->view, thread), row);
    scene_add_name(scene, row.x, baseline, name, text_ui(NAME_SIZE, 600, panel->theme->ink),
                   ALIGN_LEFT, name_width - 8);
    if (whole > 0) {
        struct scene_rect bar = {row.x + name_width, centre - BAR_HEIGHT / 2,
                                 row.width - name_width - PERCENT_WIDTH, BAR_HEIGHT};
        state_bar_scene_add(panel, bar, sums, whole);
        double percent = 100.0 * (double)sums[LANE_RUNNING] / (double)whole;
        scene_add_text(scene, row.x + row.width, baseline,
                       scene_print_text(scene, "%.0f %%", percent),
                       text_ui(NAME_SIZE, 500, panel->theme->ink2), ALIGN_RIGHT, 0);
    }
    scene_end_group(scene);
}

static bool is_shown(const struct panel *panel, uint32_t thread)
{
    return panel->subject->trace->threads[thread].exists &&
           panel->subject->lanes->threads[thread].segments.count > 0;
}

static uint32_t count_threads(const struct panel *panel)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < panel->subject->trace->thread_count; i++) {
        count += is_shown(panel, i);
    }
    return count;
}

double thread_summary_height(const struct panel *panel)
{
    uint32_t count = count_threads(panel);
    return ROW_HEIGHT * (count > 0 ? count : 1);
}

static void add_note(const struct panel *panel, double x, double centre, const char *text)
{
    scene_add_text(panel->scene, x, text_baseline(centre, NAME_SIZE), text,
                   text_ui(NAME_SIZE, 400, panel->theme->ink3), ALIGN_LEFT, panel->text_width);
}

void thread_summary_scene_build(const struct panel *panel, struct scene_rect area)
{
    uint32_t count = count_threads(panel);
    enum language language = panel->view->language;
    if (count == 0) {
        add_note(panel, area.x, area.y + ROW_HEIGHT / 2, word_text(WORD_NOBODY_WAITS, language));
        return;
    }
    uint32_t room = (uint32_t)(area.height / ROW_HEIGHT);
    uint32_t shown = count <= room ? count : room - 1, done = 0;
    struct scene_rect row = {area.x, area.y, area.width, ROW_HEIGHT};
    for (uint32_t i = 1; i < panel->subject->trace->thread_count && done < shown; i++) {
        if (is_shown(panel, i)) {
            add_row(panel, i, row);
            row.y += ROW_HEIGHT;
            done++;
        }
    }
    if (shown < count) {
        const char *more = scene_print_text(panel->scene, "%u", count - shown);
        add_note(panel, row.x, row.y + ROW_HEIGHT / 2,
                 scene_print_text(panel->scene, word_text(WORD_THREADS_MORE, language), more));
    }
}
