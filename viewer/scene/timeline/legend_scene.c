/* The legend: a sample of every way of drawing that the picture uses, with how often it does. Where
 * there is room, those that do not occur are shown too, faded, as is what is out of sight. */
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/timeline/timeline_scene.h"
#include "viewer/scene/timeline/visible_counts.h"
#include "viewer/scene/view/words.h"

#define INSET         24.0
#define SAMPLE_WIDTH  30.0
#define SAMPLE_HEIGHT 16.0
#define SAMPLE_RADIUS 4.0
#define HELD_HEIGHT   12.0
#define WORD_GAP      8.0
#define COUNT_GAP     5.0 /* between a word and how many there are */
#define ITEM_GAP      20.0
#define ITEM_GAP_MIN  12.0
#define ROW_HEIGHT    24.0
#define SIZE          13.0
#define FADED         0.38
#define LANE_LIMIT    4096u /* segments looked at in a lane; longer ones are taken to show all */

enum sample {
    SAMPLE_RUNNING,
    SAMPLE_READY,
    SAMPLE_WAIT_LOCK,
    SAMPLE_WAIT_CONDITION,
    SAMPLE_WAIT_TRANSFER,
    SAMPLE_SLEEP,
    SAMPLE_HOLD,
    SAMPLE_HELD_BACK,
    SAMPLE_ASKS,
    SAMPLE_FOREVER,
    SAMPLE_ACTS_ON,
    SAMPLE_LOST_NOTIFY,
    SAMPLE_COUNT
};

/* Where a sample is drawn; its left side and its middle. */
struct spot {
    struct scene *scene;
    const struct theme *theme;
    double x, y;
    double opacity;
};

static struct scene_rect sample_box(const struct spot *spot, double height)
{
    return (struct scene_rect){spot->x, spot->y - height / 2, SAMPLE_WIDTH, height};
}

static void add_solid(const struct spot *spot, double height, double radius, scene_colour colour)
{
    scene_add_rect(
        spot->scene, sample_box(spot, height),
        (struct scene_style){.fill = colour_fade(colour, spot->opacity), .radius = radius});
}

static void add_pattern(const struct spot *spot, enum scene_fill kind, scene_colour tint,
                        scene_colour pattern, double gap, double width)
{
    struct scene_item *item = scene_add_fill(spot->scene, sample_box(spot, SAMPLE_HEIGHT), kind,
                                             colour_fade(tint, spot->opacity), SAMPLE_RADIUS);
    item->pattern = colour_fade(pattern, spot->opacity);
    item->pattern_gap = gap;
    item->pattern_width = width;
}

static void draw_running(const struct spot *spot)
{
    add_solid(spot, SAMPLE_HEIGHT, SAMPLE_RADIUS, spot->theme->running);
}

static void draw_ready(const struct spot *spot)
{
    scene_add_rect(
        spot->scene, sample_box(spot, 10),
        (struct scene_style){.fill = colour_fade(spot->theme->ready, spot->opacity),
                             .stroke = colour_fade(spot->theme->ready_edge, spot->opacity),
                             .stroke_width = 1,
                             .radius = SAMPLE_RADIUS});
}

static void draw_wait_lock(const struct spot *spot)
{
    scene_colour colour = spot->theme->wait_lock;
    add_pattern(spot, FILL_HATCH_FALLING, colour_fade(colour, 0.28), colour, 7, 2.4);
}

static void draw_wait_condition(const struct spot *spot)
{
    add_pattern(spot, FILL_DOTS, spot->theme->wait_condition_tint, spot->theme->wait_condition, 6,
                2.6);
    scene_add_rect(
        spot->scene, sample_box(spot, SAMPLE_HEIGHT),
        (struct scene_style){.stroke = colour_fade(spot->theme->wait_condition, spot->opacity),
                             .stroke_width = 1.5,
                             .radius = SAMPLE_RADIUS});
}

static void draw_wait_transfer(const struct spot *spot)
{
    scene_colour colour = spot->theme->wait_transfer;
    add_pattern(spot, FILL_BARS, colour_fade(colour, 0.3), colour, 5.5, 2.8);
}

static void draw_sleep(const struct spot *spot)
{
    scene_add_rect(spot->scene, sample_box(spot, 6),
                   (struct scene_style){.fill = colour_fade(spot->theme->sleep, spot->opacity),
                                        .stroke = colour_fade(spot->theme->ink3, spot->opacity),
                                        .stroke_width = 1,
                                        .radius = 3});
}

static void draw_hold(const struct spot *spot)
{
    add_solid(spot, 6, 3, spot->theme->hold);
}

static void draw_held_back(const struct spot *spot)
{
    scene_colour colour = colour_fade(spot->theme->running, spot->opacity);
    scene_add_rect(
        spot->scene, sample_box(spot, HELD_HEIGHT),
        (struct scene_style){.fill = colour_fade(spot->theme->ready, 0.28 * spot->opacity),
                             .stroke = colour,
                             .stroke_width = 1.4,
                             .radius = SAMPLE_RADIUS});
    scene_add_circle(spot->scene, spot->x, spot->y, 4, (struct scene_style){.fill = colour});
}

static void draw_asks(const struct spot *spot)
{
    double x = spot->x + SAMPLE_WIDTH / 2, y = spot->y;
    const struct path_point points[] = {{PATH_MOVE, x - 6, y - 5},
                                        {PATH_LINE, x + 6, y - 5},
                                        {PATH_LINE, x, y + 5},
                                        {PATH_CLOSE, 0, 0}};
    scene_add_path(
        spot->scene, points, 4,
        (struct scene_style){.fill = colour_fade(spot->theme->wait_lock, spot->opacity)});
}

static void draw_forever(const struct spot *spot)
{
    scene_colour red = colour_fade(spot->theme->forever, spot->opacity);
    struct scene_rect box = sample_box(spot, SAMPLE_HEIGHT);
    add_pattern(spot, FILL_HATCH_RISING, spot->theme->forever_tint,
                colour_fade(spot->theme->forever, 0.5), 7, 2.2);
    scene_add_rect(spot->scene, (struct scene_rect){box.x, box.y, box.width, 2},
                   (struct scene_style){.fill = red});
    scene_add_rect(spot->scene, (struct scene_rect){box.x, box.y + box.height - 2, box.width, 2},
                   (struct scene_style){.fill = red});
}

static void draw_acts_on(const struct spot *spot)
{
    scene_colour colour = colour_fade(spot->theme->wait_condition, spot->opacity);
    scene_add_line(spot->scene, spot->x, spot->y, spot->x + 20, spot->y, colour, 2);
    piece_add_arrow_head(spot->scene, spot->x + 29, spot->y, 1, 0, 11, colour);
}

static void draw_lost_notify(const struct spot *spot)
{
    scene_colour red = colour_fade(spot->theme->forever, spot->opacity);
    double x = spot->x - 1, y = spot->y;
    scene_add_line(spot->scene, x, y, x + 10, y, red, 2.4);
    const struct path_point points[] = {
        {PATH_MOVE, x + 9, y + 6},    {PATH_LINE, x + 13, y - 6},   {PATH_MOVE, x + 16, y + 6},
        {PATH_LINE, x + 20, y - 6},   {PATH_MOVE, x + 25, y - 5.5}, {PATH_LINE, x + 31, y},
        {PATH_LINE, x + 25, y + 5.5},
    };
    struct scene_item *item = scene_add_path(
        spot->scene, points, 7, (struct scene_style){.stroke = red, .stroke_width = 2.2});
    item->round_caps = true;
}

static const struct sample_row {
    enum word word;
    void (*draw)(const struct spot *spot);
    const char *id;
} samples[SAMPLE_COUNT] = {
    [SAMPLE_RUNNING] = {WORD_LEGEND_RUNNING, draw_running, "legend:running"},
    [SAMPLE_READY] = {WORD_LEGEND_READY, draw_ready, "legend:ready"},
    [SAMPLE_WAIT_LOCK] = {WORD_LEGEND_WAITS_LOCK, draw_wait_lock, "legend:wait-lock"},
    [SAMPLE_WAIT_CONDITION] = {WORD_LEGEND_WAITS_CONDITION, draw_wait_condition,
                               "legend:wait-condition"},
    [SAMPLE_WAIT_TRANSFER] = {WORD_LEGEND_WAITS_TRANSFER, draw_wait_transfer,
                              "legend:wait-transfer"},
    [SAMPLE_SLEEP] = {WORD_LEGEND_SLEEPS, draw_sleep, "legend:sleep"},
    [SAMPLE_HOLD] = {WORD_LEGEND_HOLDS, draw_hold, "legend:hold"},
    [SAMPLE_HELD_BACK] = {WORD_LEGEND_HELD_BACK, draw_held_back, "legend:held-back"},
    [SAMPLE_ASKS] = {WORD_LEGEND_ASKS, draw_asks, "legend:asks"},
    [SAMPLE_FOREVER] = {WORD_LEGEND_FOREVER, draw_forever, "legend:forever"},
    [SAMPLE_ACTS_ON] = {WORD_LEGEND_ACTS_ON, draw_acts_on, "legend:acts-on"},
    [SAMPLE_LOST_NOTIFY] = {WORD_LEGEND_LOST_NOTIFY, draw_lost_notify, "legend:lost-notify"},
};

/* Locks inside semaphores, queues and the like are not drawn as held. */
static bool holds_shown_lock(const struct subject *subject, const struct interval_list *holds)
{
    const struct trace_object *objects = subject->trace->objects;
    for (uint32_t i = 0; i < holds->count && i < LANE_LIMIT; i++) {
        uint32_t parent = objects[interval_owner(holds, i)].parent;
        if (parent == NONE_INDEX || objects[parent].type == TYPE_CONDITION) {
            return true;
        }
    }
    return holds->count > LANE_LIMIT;
}

static void find_states(const struct subject *subject, uint32_t thread, bool occurs[SAMPLE_COUNT])
{
    const struct packed_thread *lane = &subject->lanes->threads[thread];
    const struct analysis *analysis = subject->analysis;
    bool is_dead = analysis != NULL && analysis->is_dead != NULL && analysis->is_dead[thread];
    for (int state = 0; state < LANE_STATE_COUNT; state++) { /* samples begin with the states */
        occurs[state] = occurs[state] || (lane->state_bits >> state & 1) != 0;
    }
    occurs[SAMPLE_HOLD] = occurs[SAMPLE_HOLD] || holds_shown_lock(subject, &lane->holds);
    occurs[SAMPLE_FOREVER] = occurs[SAMPLE_FOREVER] || is_dead;
}

static bool has_held_back(const struct subject *subject)
{
    const struct trace *trace = subject->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        const struct hold_list *holds = &subject->lanes->objects[i].holds;
        for (uint32_t j = 0; trace->objects[i].type == TYPE_FUTURE && j < holds->list.count; j++) {
            if (hold_list_at(holds, j).slot == LANE_HELD_BACK) {
                return true;
            }
        }
    }
    return false;
}

/* Whether somebody asked for the GIL: then it has a lane. */
static bool has_asks(const struct subject *subject)
{
    for (uint32_t i = 0; i < subject->trace->object_count; i++) {
        if (subject->trace->objects[i].type == TYPE_GIL &&
            subject->lanes->objects[i].rest->changes.count > 0) {
            return true;
        }
    }
    return false;
}

static void find_occurring(const struct subject *subject, const struct view *view,
                           bool occurs[SAMPLE_COUNT])
{
    uint32_t threads = 0;
    for (uint32_t i = 1; i < subject->trace->thread_count; i++) {
        find_states(subject, i, occurs);
        threads += subject->trace->threads[i].exists;
    }
    occurs[SAMPLE_HELD_BACK] = has_held_back(subject);
    occurs[SAMPLE_ASKS] = has_asks(subject);
    occurs[SAMPLE_ACTS_ON] = threads > 1 && view->shows_arrows;
    for (uint32_t i = 0; subject->analysis != NULL && i < subject->analysis->finding_count; i++) {
        occurs[SAMPLE_LOST_NOTIFY] = occurs[SAMPLE_LOST_NOTIFY] ||
                                     subject->analysis->findings[i].kind == FINDING_LOST_NOTIFY;
    }
}

/* Which samples are shown, and how closely. */
struct arrangement {
    bool is_shown[SAMPLE_COUNT];
    double gap;
    uint32_t row_limit;
    const struct visible_counts *counts; /* NULL: they are not said */
};

static bool is_counted(const struct visible_counts *counts, int sample)
{
    return counts != NULL && sample != SAMPLE_HELD_BACK && sample != SAMPLE_ASKS;
}

static uint64_t count_of(const struct visible_counts *counts, int sample)
{
    switch (sample) {
    case SAMPLE_HOLD:
        return counts->holds;
    case SAMPLE_FOREVER:
        return counts->forevers;
    case SAMPLE_ACTS_ON:
        return counts->links;
    case SAMPLE_LOST_NOTIFY:
        return counts->lost_notifies;
    default:
        return counts->states[sample]; /* samples begin with the states */
    }
}

/* How many are seen, or "" of what is not counted, or not seen. */
static const char *count_text(const struct visible_counts *counts, int sample, char *buffer,
                              size_t size)
{
    if (!is_counted(counts, sample) || count_of(counts, sample) == 0) {
        return "";
    }
    bool is_estimate = counts->is_estimate && sample <= SAMPLE_HOLD;
    return visible_count_text(count_of(counts, sample), is_estimate, buffer, size);
}

static double count_width(const struct scene *scene, const struct visible_counts *counts,
                          int sample)
{
    char buffer[32];
    const char *text = count_text(counts, sample, buffer, sizeof buffer);
    return *text ? COUNT_GAP + scene_measure_text(scene, text, text_ui(SIZE, 700, 0)) : 0;
}

static double item_width(const struct scene *scene, enum language language,
                         const struct arrangement *arrangement, int sample)
{
    return SAMPLE_WIDTH + WORD_GAP +
           scene_measure_text(scene, word_text(samples[sample].word, language),
                              text_ui(SIZE, 500, 0)) +
           count_width(scene, arrangement->counts, sample);
}

/* How many rows an arrangement takes. */
static uint32_t count_rows(const struct scene *scene, enum language language, double width,
                           const struct arrangement *arrangement)
{
    uint32_t rows = 1;
    double x = 0;
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        if (!arrangement->is_shown[i]) {
            continue;
        }
        double item = item_width(scene, language, arrangement, i);
        if (x > 0 && x + item > width) {
            rows++;
            x = 0;
        }
        x += item + arrangement->gap;
    }
    return rows;
}

/* What needs no legend most comes first; the marks of a hang are never left out. */
static const enum sample left_out_first[] = {
    SAMPLE_ASKS,    SAMPLE_ACTS_ON,       SAMPLE_SLEEP,          SAMPLE_READY,     SAMPLE_HOLD,
    SAMPLE_RUNNING, SAMPLE_WAIT_TRANSFER, SAMPLE_WAIT_CONDITION, SAMPLE_WAIT_LOCK,
};

/* All if they fit into one row, but what few pictures have only where it occurs; else those that
 * occur, in as many rows as the strip has; if that is not enough, some are left out. */
static struct arrangement arrange_with(const struct scene *scene, enum language language,
                                       struct scene_rect strip, const bool occurs[SAMPLE_COUNT],
                                       const struct visible_counts *counts)
{
    double width = strip.width - 2 * INSET;
    struct arrangement arrangement = {.gap = ITEM_GAP, .row_limit = 1, .counts = counts};
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        bool is_rare = i == SAMPLE_HELD_BACK || i == SAMPLE_ASKS;
        arrangement.is_shown[i] = !is_rare || occurs[i];
    }
    if (count_rows(scene, language, width, &arrangement) == 1) {
        return arrangement;
    }
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        arrangement.is_shown[i] = occurs[i];
    }
    if (count_rows(scene, language, width, &arrangement) > 1) {
        arrangement.gap = ITEM_GAP_MIN;
        uint32_t rows = (uint32_t)(strip.height / ROW_HEIGHT);
        arrangement.row_limit = rows < 1 ? 1 : rows;
    }
    for (size_t i = 0; i < sizeof left_out_first / sizeof left_out_first[0] &&
                       count_rows(scene, language, width, &arrangement) > arrangement.row_limit;
         i++) {
        arrangement.is_shown[left_out_first[i]] = false;
    }
    return arrangement;
}

/* Without counts if there is no room for them. */
static struct arrangement arrange(const struct scene *scene, enum language language,
                                  struct scene_rect strip, const bool occurs[SAMPLE_COUNT],
                                  const struct visible_counts *counts)
{
    struct arrangement counted = arrange_with(scene, language, strip, occurs, counts);
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        if (occurs[i] && !counted.is_shown[i]) {
            return arrange_with(scene, language, strip, occurs, NULL);
        }
    }
    return counted;
}

static void add_sample(const struct spot *spot, enum language language, int sample,
                       const struct arrangement *arrangement)
{
    const char *word = word_text(samples[sample].word, language);
    char buffer[32];
    const char *count =
        spot->opacity < 1 ? "" : count_text(arrangement->counts, sample, buffer, sizeof buffer);
    double width = item_width(spot->scene, language, arrangement, sample);
    scene_colour ink = colour_fade(spot->theme->ink2, spot->opacity < 1 ? 0.6 : 1);
    scene_begin_group(spot->scene, samples[sample].id,
                      scene_print_text(spot->scene, "%s%s%s", word, *count ? ": " : "", count),
                      (struct scene_rect){spot->x, spot->y - ROW_HEIGHT / 2, width, ROW_HEIGHT});
    samples[sample].draw(spot);
    double x = spot->x + SAMPLE_WIDTH + WORD_GAP, baseline = text_baseline(spot->y, SIZE);
    x += scene_add_text(spot->scene, x, baseline, word, text_ui(SIZE, 500, ink), ALIGN_LEFT, 0);
    if (*count) {
        scene_add_text(spot->scene, x + COUNT_GAP, baseline, count,
                       text_ui(SIZE, 700, spot->theme->ink3), ALIGN_LEFT, 0);
    }
    scene_end_group(spot->scene);
}

void legend_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                        struct scene_rect strip, const struct visible_counts *counts)
{
    bool occurs[SAMPLE_COUNT] = {false};
    find_occurring(subject, view, occurs);
    struct arrangement arrangement = arrange(scene, view->language, strip, occurs, counts);
    double left = strip.x + INSET, right = strip.x + strip.width - INSET;
    uint32_t rows = count_rows(scene, view->language, right - left, &arrangement);
    struct spot spot = {.scene = scene,
                        .theme = view->theme,
                        .x = left,
                        .y = strip.y + strip.height / 2 - (rows - 1) * ROW_HEIGHT / 2};
    scene_begin_group(scene, "legend", NULL, strip);
    for (int i = 0; i < SAMPLE_COUNT; i++) {
        if (!arrangement.is_shown[i]) {
            continue;
        }
        double width = item_width(scene, view->language, &arrangement, i);
        if (spot.x > left && spot.x + width > right) {
            spot.x = left;
            spot.y += ROW_HEIGHT;
        }
        bool is_seen = !is_counted(counts, i) || count_of(counts, i) > 0;
        spot.opacity = occurs[i] && is_seen ? 1 : FADED;
        add_sample(&spot, view->language, i, &arrangement);
        spot.x += width + arrangement.gap;
    }
    scene_end_group(scene);
}
