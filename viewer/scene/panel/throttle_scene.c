/* A throttled semaphore: how many permits were in use over time, with a mark where each wave was
 * let in, and who was in it. */
#include <stdio.h>

#include "tracer/model/arena.h"
#include "viewer/scene/panel/panel_section.h"

#define CHART_HEIGHT   62.0
#define CHART_TOP      8.0
#define AXIS_WIDTH     22.0 /* for the number of permits */
#define LABEL_SIZE     12.0
#define MARK_RADIUS    8.0
#define MARK_GAP_MIN   18.0
#define ROW_HEIGHT     22.0
#define ROW_SIZE       13.0
#define ROW_TIME_WIDTH 66.0
#define WAVES_GAP      10.0 /* below the words */
#define ROWS_TOP       36.0 /* below the chart: room for the marks' numbers and the words */

struct chart {
    const struct panel *panel;
    const struct throttling *throttling;
    struct scene_rect plot;
    uint64_t begin_ns, end_ns;
};

static struct chart chart_of(const struct panel *panel, const struct throttling *throttling,
                             struct scene_rect area)
{
    struct chart chart = {
        .panel = panel,
        .throttling = throttling,
        .plot = {area.x + AXIS_WIDTH, area.y + CHART_TOP, area.width - AXIS_WIDTH, CHART_HEIGHT},
        .begin_ns = throttling->member_count > 0 ? throttling->members[0].begin_ns : 0,
    };
    for (uint32_t i = 0; i < throttling->member_count; i++) {
        uint64_t end_ns = throttling->members[i].end_ns;
        chart.end_ns = end_ns > chart.end_ns ? end_ns : chart.end_ns;
    }
    chart.end_ns = chart.end_ns > chart.begin_ns ? chart.end_ns : chart.begin_ns + 1;
    return chart;
}

static double chart_x(const struct chart *chart, uint64_t time_ns)
{
    double share = (double)(time_ns - chart->begin_ns) / (double)(chart->end_ns - chart->begin_ns);
    return chart->plot.x + share * chart->plot.width;
}

static double chart_y(const struct chart *chart, double in_use)
{
    double most = chart->throttling->permits > 0 ? (double)chart->throttling->permits : 1;
    return chart->plot.y + chart->plot.height * (1 - in_use / most);
}

/* Permits in use during one column of the chart, on average. */
static double use_between(const struct throttling *throttling, double begin_ns, double end_ns)
{
    double used = 0;
    for (uint32_t i = 0; i < throttling->member_count; i++) {
        double begin = (double)throttling->members[i].begin_ns;
        double end = (double)throttling->members[i].end_ns;
        begin = begin > begin_ns ? begin : begin_ns;
        end = end < end_ns ? end : end_ns;
        used += end > begin ? end - begin : 0;
    }
    return used / (end_ns - begin_ns);
}

/* The use as a closed outline of columns two pixels wide. */
static void add_use(const struct chart *chart)
{
    uint32_t columns = (uint32_t)(chart->plot.width / 2), count = 0;
    struct path_point *points =
        arena_allocate(chart->panel->scene->arena, (2 * columns + 3) * sizeof *points);
    double bottom = chart->plot.y + chart->plot.height;
    double step_ns = (double)(chart->end_ns - chart->begin_ns) / columns;
    points[count++] = (struct path_point){PATH_MOVE, chart->plot.x, bottom};
    for (uint32_t i = 0; i < columns; i++) {
        double begin_ns = (double)chart->begin_ns + i * step_ns;
        double y = chart_y(chart, use_between(chart->throttling, begin_ns, begin_ns + step_ns));
        points[count++] = (struct path_point){PATH_LINE, chart->plot.x + 2 * i, y};
        points[count++] = (struct path_point){PATH_LINE, chart->plot.x + 2 * i + 2, y};
    }
    points[count++] = (struct path_point){PATH_LINE, chart->plot.x + 2 * columns, bottom};
    points[count++] = (struct path_point){PATH_CLOSE, 0, 0};
    scene_colour hold = chart->panel->theme->hold;
    scene_add_path(
        chart->panel->scene, points, count,
        (struct scene_style){.fill = colour_fade(hold, 0.22), .stroke = hold, .stroke_width = 1.2});
}

static void add_axis(const struct chart *chart)
{
    struct scene *scene = chart->panel->scene;
    const struct theme *theme = chart->panel->theme;
    double right = chart->plot.x + chart->plot.width;
    double top = chart_y(chart, (double)chart->throttling->permits), bottom = chart_y(chart, 0);
    scene_add_line(scene, chart->plot.x, top, right, top, theme->grid_strong, 1);
    scene_add_line(scene, chart->plot.x, bottom, right, bottom, theme->grid_strong, 1);
    struct text_style style = text_ui(LABEL_SIZE, 500, theme->ink3);
    const char *most =
        scene_print_text(scene, "%llu", (unsigned long long)chart->throttling->permits);
    scene_add_text(scene, chart->plot.x - 6, text_baseline(top, LABEL_SIZE), most, style,
                   ALIGN_RIGHT, 0);
    scene_add_text(scene, chart->plot.x - 6, text_baseline(bottom, LABEL_SIZE), "0", style,
                   ALIGN_RIGHT, 0);
}

/* A tick and a number where each wave begins; numbers that would touch are left out. */
static void add_marks(const struct chart *chart)
{
    struct scene *scene = chart->panel->scene;
    const struct theme *theme = chart->panel->theme;
    double bottom = chart->plot.y + chart->plot.height, free_x = chart->plot.x - MARK_GAP_MIN;
    for (uint32_t i = 0; i < chart->throttling->wave_count; i++) {
        double x = chart_x(chart, chart->throttling->waves[i].begin_ns);
        scene_add_line(scene, x, chart->plot.y, x, bottom + 4, theme->ink3, 1);
        if (x - MARK_RADIUS >= free_x) {
            piece_add_badge(scene, x + (i == 0 ? MARK_RADIUS : 0), bottom + 4 + MARK_RADIUS,
                            MARK_RADIUS, i + 1, theme->ink2, theme->card);
            free_x = x + MARK_RADIUS + 2;
        }
    }
}

static const char *members_text(const struct chart *chart, const struct throttle_wave *wave)
{
    const struct trace *trace = chart->panel->subject->trace;
    const char *text = "";
    for (uint32_t i = 0; i < wave->member_count; i++) {
        uint32_t user = chart->throttling->members[wave->first_member + i].user;
        const char *name = user < trace->thread_count ? trace->threads[user].name : "?";
        text = scene_print_text(chart->panel->scene, "%s%s%s", text, i > 0 ? ", " : "", name);
    }
    return text;
}

static void add_wave(const struct chart *chart, uint32_t index, double y)
{
    struct scene *scene = chart->panel->scene;
    const struct theme *theme = chart->panel->theme;
    const struct throttle_wave *wave = &chart->throttling->waves[index];
    double x = chart->panel->text_x, centre = y + ROW_HEIGHT / 2;
    double baseline = text_baseline(centre, ROW_SIZE);
    const char *members = members_text(chart, wave);
    char time[32];
    clock_text(wave->begin_ns, chart->end_ns, time, sizeof time);
    scene_begin_group(scene, scene_print_text(scene, "wave:%u", index + 1), members,
                      (struct scene_rect){x, y, chart->panel->text_width, ROW_HEIGHT});
    piece_add_badge(scene, x + MARK_RADIUS, centre, MARK_RADIUS, index + 1, theme->ink2,
                    theme->card);
    scene_add_text(scene, x + 26 + ROW_TIME_WIDTH, baseline, time,
                   text_ui(ROW_SIZE, 500, theme->ink2), ALIGN_RIGHT, 0);
    double left = x + 26 + ROW_TIME_WIDTH + 14;
    scene_add_text(scene, left, baseline, members, text_ui(ROW_SIZE, 500, theme->ink), ALIGN_LEFT,
                   x + chart->panel->text_width - left);
    scene_end_group(scene);
}

/* As many waves as fit above `bottom`; the last row says how many more there are. */
static void add_waves(const struct chart *chart, double y, double bottom)
{
    uint32_t room = bottom > y ? (uint32_t)((bottom - y) / ROW_HEIGHT) : 0;
    uint32_t count = chart->throttling->wave_count;
    uint32_t shown = count <= room ? count : room > 0 ? room - 1 : 0;
    struct scene *scene = chart->panel->scene;
    for (uint32_t i = 0; i < shown; i++, y += ROW_HEIGHT) {
        add_wave(chart, i, y);
    }
    if (shown < count && room > 0) {
        const char *more =
            scene_print_text(scene, word_text(WORD_WAVES_MORE, chart->panel->view->language),
                             scene_print_text(scene, "%u", count - shown));
        scene_add_text(scene, chart->panel->text_x, text_baseline(y + ROW_HEIGHT / 2, ROW_SIZE),
                       more, text_ui(ROW_SIZE, 400, chart->panel->theme->ink3), ALIGN_LEFT,
                       chart->panel->text_width);
    }
}

static void add_words(const struct chart *chart, double centre_y)
{
    const struct throttling *throttling = chart->throttling;
    struct scene *scene = chart->panel->scene;
    char used[32];
    snprintf(used, sizeof used, "%.1f", throttling->utilisation * (double)throttling->permits);
    const char *words =
        scene_print_text(scene, word_text(WORD_UTILISATION, chart->panel->view->language), used,
                         scene_print_text(scene, "%llu", (unsigned long long)throttling->permits));
    scene_add_text(scene, chart->panel->text_x, text_baseline(centre_y, ROW_SIZE), words,
                   text_ui(ROW_SIZE, 400, chart->panel->theme->ink2), ALIGN_LEFT,
                   chart->panel->text_width);
}

double throttle_scene_height(const struct throttling *throttling)
{
    return CHART_TOP + CHART_HEIGHT + ROWS_TOP + WAVES_GAP + throttling->wave_count * ROW_HEIGHT;
}

void throttle_scene_build(const struct panel *panel, const struct throttling *throttling,
                          struct scene_rect area)
{
    struct chart chart = chart_of(panel, throttling, area);
    double bottom = chart.plot.y + chart.plot.height;
    scene_begin_group(panel->scene, "throttling", word_text(WORD_WAVES, panel->view->language),
                      area);
    add_axis(&chart);
    add_use(&chart);
    add_marks(&chart);
    add_words(&chart, bottom + ROWS_TOP - 3);
    add_waves(&chart, bottom + ROWS_TOP + WAVES_GAP, area.y + area.height);
    scene_end_group(panel->scene);
}
