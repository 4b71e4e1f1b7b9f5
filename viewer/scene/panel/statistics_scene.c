/* Threads: a bar of states, how much of it was running, and the longest wait. Objects: how often
 * and how long they were held and waited for, the longest by whom. */
#include "tracer/analysis/range_statistics.h"

#include "tracer/analysis/story.h"
#include "tracer/model/moment.h"
#include "viewer/scene/panel/panel_section.h"

#define LINE_HEIGHT  20.0
#define ROW_GAP      8.0
#define NAME_SIZE    13.5
#define WORDS_SIZE   12.5
#define NAME_SHARE   0.28
#define SHARE_WIDTH  92.0
#define BAR_HEIGHT   12.0
#define THREAD_SHARE 0.5 /* of the height, at most, for the threads */

struct table {
    const struct panel *panel;
    struct time_range range;
    double y, bottom;
    uint32_t left_out;
};

static const char *say(const struct table *table, enum word word)
{
    return word_text(word, table->panel->view->language);
}

static const char *time_of(const struct table *table, uint64_t ns)
{
    char text[32];
    return scene_copy_text(table->panel->scene, duration_text(ns, text, sizeof text));
}

static void add_line(const struct table *table, const char *text)
{
    const struct panel *panel = table->panel;
    scene_add_text(panel->scene, panel->text_x,
                   text_baseline(table->y + LINE_HEIGHT / 2, WORDS_SIZE), text,
                   text_ui(WORDS_SIZE, 400, panel->theme->ink2), ALIGN_LEFT, panel->text_width);
}

/* ---- threads ---- */

static void add_thread_bar(const struct table *table, uint32_t thread,
                           const struct thread_statistics *statistics)
{
    const struct panel *panel = table->panel;
    double name_width = panel->text_width * NAME_SHARE, centre = table->y + LINE_HEIGHT / 2;
    struct scene_rect bar = {panel->text_x + name_width, centre - BAR_HEIGHT / 2,
                             panel->text_width - name_width - SHARE_WIDTH, BAR_HEIGHT};
    scene_add_name(panel->scene, panel->text_x, text_baseline(centre, NAME_SIZE),
                   panel->subject->trace->threads[thread].name,
                   text_ui(NAME_SIZE, 600, panel->theme->ink), ALIGN_LEFT, name_width - 8);
    state_bar_scene_add(panel, bar, statistics->state_ns, statistics->whole_ns);
    double share =
        100.0 * (double)statistics->state_ns[LANE_RUNNING] / (double)statistics->whole_ns;
    const char *percent = scene_print_text(panel->scene, "%.0f %%", share);
    scene_add_text(panel->scene, panel->text_x + panel->text_width,
                   text_baseline(centre, WORDS_SIZE),
                   scene_print_text(panel->scene, say(table, WORD_RUNNING_SHARE), percent),
                   text_ui(WORDS_SIZE, 500, panel->theme->ink2), ALIGN_RIGHT, SHARE_WIDTH - 8);
}

static const char *wait_text(const struct table *table, const struct thread_statistics *statistics)
{
    if (statistics->longest_target == NONE_INDEX && statistics->longest_wait_ns == 0) {
        return say(table, WORD_NO_WAIT);
    }
    return scene_print_text(
        table->panel->scene, say(table, WORD_LONGEST_WAIT),
        time_of(table, statistics->longest_wait_ns),
        target_root_name(table->panel->subject->trace, statistics->longest_target));
}

static void add_thread(struct table *table, uint32_t thread)
{
    struct thread_statistics statistics =
        range_statistics_of_thread(table->panel->subject->lanes, thread, table->range);
    if (statistics.whole_ns == 0) {
        return;
    }
    if (table->y + 2 * LINE_HEIGHT > table->bottom) {
        table->left_out++;
        return;
    }
    struct scene *scene = table->panel->scene;
    struct scene_rect row = {table->panel->text_x, table->y, table->panel->text_width,
                             2 * LINE_HEIGHT};
    scene_begin_group(scene, scene_print_text(scene, "range-thread:%u", thread),
                      table->panel->subject->trace->threads[thread].name, row);
    add_thread_bar(table, thread, &statistics);
    table->y += LINE_HEIGHT;
    add_line(table, wait_text(table, &statistics));
    scene_end_group(scene);
    table->y += LINE_HEIGHT + ROW_GAP;
}

/* ---- objects ---- */

/* "3 holds, 1.2 ms in all, longest 0.6 ms by A" */
static const char *tally_text(const struct table *table, uint32_t count, enum word word,
                              uint64_t sum_ns, uint64_t longest_ns, uint32_t thread)
{
    struct scene *scene = table->panel->scene;
    const struct trace *trace = table->panel->subject->trace;
    const char *number = scene_print_text(scene, "%u", count);
    const char *counted =
        scene_print_text(scene, word_count_text(word, count, table->panel->view->language), number);
    return scene_print_text(scene, say(table, WORD_TALLY), counted, time_of(table, sum_ns),
                            time_of(table, longest_ns),
                            thread < trace->thread_count ? trace->threads[thread].name : "?");
}

static void add_object_lines(struct table *table, const struct object_statistics *statistics)
{
    if (statistics->hold_count > 0) {
        add_line(table,
                 tally_text(table, statistics->hold_count, WORD_HOLD_COUNT, statistics->held_ns,
                            statistics->longest_hold_ns, statistics->longest_holder));
        table->y += LINE_HEIGHT;
    }
    if (statistics->wait_count > 0) {
        add_line(table,
                 tally_text(table, statistics->wait_count, WORD_WAIT_COUNT, statistics->waited_ns,
                            statistics->longest_wait_ns, statistics->longest_waiter));
        table->y += LINE_HEIGHT;
    }
}

/* A condition's own lock has no name in the program. */
static const char *object_name(const struct table *table, uint32_t object)
{
    const struct trace *trace = table->panel->subject->trace;
    const struct trace_object *about = &trace->objects[object];
    bool is_inner = about->parent != NONE_INDEX && !about->has_name;
    return is_inner ? scene_print_text(table->panel->scene, say(table, WORD_LOCK_OF),
                                       trace->objects[about->parent].name)
                    : about->name;
}

static void add_object(struct table *table, uint32_t object)
{
    const struct panel *panel = table->panel;
    struct object_statistics statistics =
        range_statistics_of_object(panel->subject->lanes, object, table->range);
    uint32_t lines = 1 + (statistics.hold_count > 0) + (statistics.wait_count > 0);
    if (lines == 1) {
        return;
    }
    if (table->y + lines * LINE_HEIGHT > table->bottom) {
        table->left_out++;
        return;
    }
    const char *name = object_name(table, object);
    struct scene_rect row = {panel->text_x, table->y, panel->text_width, lines * LINE_HEIGHT};
    scene_begin_group(panel->scene, scene_print_text(panel->scene, "range-object:%u", object), name,
                      row);
    scene_add_name(panel->scene, panel->text_x,
                   text_baseline(table->y + LINE_HEIGHT / 2, NAME_SIZE), name,
                   text_ui(NAME_SIZE, 600, panel->theme->ink), ALIGN_LEFT, panel->text_width);
    table->y += LINE_HEIGHT;
    add_object_lines(table, &statistics);
    scene_end_group(panel->scene);
    table->y += ROW_GAP;
}

/* What people made themselves. */
static bool is_told(const struct trace *trace, uint32_t object)
{
    const struct trace_object *about = &trace->objects[object];
    bool is_condition_lock =
        about->parent != NONE_INDEX && trace->objects[about->parent].type == TYPE_CONDITION;
    return about->type != TYPE_STREAM && (!object_is_part(trace, object) || is_condition_lock);
}

static void add_left_out(struct table *table, enum word word)
{
    if (table->left_out > 0) {
        const char *number = scene_print_text(table->panel->scene, "%u", table->left_out);
        add_line(table, scene_print_text(table->panel->scene, say(table, word), number));
        table->y += LINE_HEIGHT;
    }
    table->left_out = 0;
}

void statistics_scene_build(const struct panel *panel, struct scene_rect area)
{
    const struct view *view = panel->view;
    const struct trace *trace = panel->subject->trace;
    double bottom = area.y + area.height;
    struct table table = {
        .panel = panel, .range = {view->range_begin_ns, view->range_end_ns}, .y = area.y};
    char begin[32], end[32];
    clock_text(view->range_begin_ns, trace->end_ns, begin, sizeof begin);
    clock_text(view->range_end_ns, trace->end_ns, end, sizeof end);
    add_line(&table, scene_print_text(panel->scene, say(&table, WORD_RANGE_FROM_TO),
                                      time_of(&table, view->range_end_ns - view->range_begin_ns),
                                      begin, end));
    table.y = panel_add_head(panel, table.y + LINE_HEIGHT, WORD_THREADS);
    table.bottom = area.y + area.height * THREAD_SHARE;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        add_thread(&table, i);
    }
    add_left_out(&table, WORD_THREADS_MORE);
    table.y = panel_add_head(panel, table.y, WORD_OBJECTS);
    table.bottom = bottom - LINE_HEIGHT;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (is_told(trace, i)) {
            add_object(&table, i);
        }
    }
    add_left_out(&table, WORD_NODES_MORE);
}
