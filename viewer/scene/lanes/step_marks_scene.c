/* The numbered circles above a thread's bar. Circles that would touch become one pill that names
 * the first and the last number; a label is set only if it ends before the next circle, without its
 * arguments if need be. So labels give way before numbers do, and no number is lost. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/marked_steps.h"
#include "viewer/scene/piece/piece.h"

#define LABEL_SIZE   13.0
#define LABEL_OFFSET 15.0 /* right of the circle's middle */
#define OVERHANG     7.0  /* of signs over the left end of the plot */
#define LABEL_GAP    4.0  /* before the next circle */
#define CLUSTER_GAP  1.0
#define PILL_PADDING 5.0
#define TITLE_LINES  6    /* of a cluster's tooltip */
#define NUMBER_SHARE 1.25 /* of the radius: the size of digits */
#define LEADER_WIDTH 1.5

/* Steps so near to each other that one sign stands for them. */
struct cluster {
    uint32_t first_step, last_step; /* indexes; only those of this thread lie between */
    uint32_t count;
    double first_x, last_x; /* of the events */
    double left, right;     /* of the sign */
    enum step_tone tone;    /* the worst of all */
};

/* As wide as with the numbers themselves, near enough, and measured only once for all numbers of so
 * many digits: a sign may grow a hundred thousand times. */
static double text_width(const struct timeline *timeline, const struct cluster *cluster,
                         struct text_style style)
{
    char text[32];
    snprintf(text, sizeof text, "%u–%u", cluster->first_step + 1, cluster->last_step + 1);
    for (char *c = text; *c != 0; c++) {
        *c = *c >= '1' && *c <= '9' ? '0' : *c;
    }
    return scene_measure_text(timeline->scene, text, style);
}

static void fit_sign(struct timeline *timeline, struct cluster *cluster)
{
    double radius = timeline->layout.measure.mark_radius;
    double middle = (cluster->first_x + cluster->last_x) / 2;
    double half = piece_badge_half_width(timeline->scene, radius, cluster->first_step + 1);
    if (cluster->count > 1) {
        struct text_style style = text_ui(radius * NUMBER_SHARE, 700, 0);
        double text = text_width(timeline, cluster, style);
        half = fmax((cluster->last_x - cluster->first_x) / 2 + radius, text / 2 + PILL_PADDING);
    }
    middle = fmax(middle, timeline->columns.plot_left - OVERHANG + half);
    cluster->left = middle - half;
    cluster->right = middle + half;
}

static uint32_t gravity_of(enum step_tone tone)
{
    return tone == TONE_BAD ? 2 : tone == TONE_PLAIN ? 0 : 1;
}

static struct cluster cluster_of_step(struct timeline *timeline, const struct marked_step *step)
{
    struct cluster cluster = {.first_step = step->index,
                              .last_step = step->index,
                              .count = 1,
                              .first_x = step->x,
                              .last_x = step->x,
                              .tone = step->tone};
    fit_sign(timeline, &cluster);
    return cluster;
}

static void join_clusters(struct timeline *timeline, struct cluster *cluster,
                          const struct cluster *next)
{
    cluster->last_step = next->last_step;
    cluster->last_x = next->last_x;
    cluster->count += next->count;
    if (gravity_of(next->tone) > gravity_of(cluster->tone)) {
        cluster->tone = next->tone;
    }
    fit_sign(timeline, cluster);
}

struct cluster_list {
    struct cluster *clusters; /* from left to right */
    size_t count, capacity;
};

static bool touches(const struct cluster *cluster, const struct cluster *next)
{
    return next->left < cluster->right + CLUSTER_GAP;
}

/* A cluster that grows may come to touch the one before it. */
static void add_to_list(struct timeline *timeline, struct cluster_list *list,
                        struct cluster cluster)
{
    list->clusters =
        array_grow(list->clusters, list->count + 1, &list->capacity, sizeof *list->clusters);
    list->clusters[list->count++] = cluster;
    while (list->count > 1 &&
           touches(&list->clusters[list->count - 2], &list->clusters[list->count - 1])) {
        join_clusters(timeline, &list->clusters[list->count - 2], &list->clusters[list->count - 1]);
        list->count--;
    }
}

/* A hidden future must not be told by how many steps a badge stands for. */
static bool is_hidden(const struct timeline *timeline, const struct marked_step *step)
{
    const struct view *view = timeline->view;
    return view->hides_future && (view->step == NONE_INDEX || step->index > view->step);
}

/* All of a thread; free `clusters` with free(). */
static struct cluster_list clusters_of(struct timeline *timeline, uint32_t thread)
{
    struct cluster_list list = {0};
    uint32_t count;
    const struct marked_step *steps = marked_steps_of(timeline, thread, &count);
    for (uint32_t i = 0; i < count && !is_hidden(timeline, &steps[i]); i++) {
        add_to_list(timeline, &list, cluster_of_step(timeline, &steps[i]));
    }
    return list;
}

static scene_colour label_colour(const struct theme *theme, enum step_tone tone)
{
    return tone == TONE_BAD ? theme->forever_text : theme->ink;
}

/* "start()" for "start(A)"; the same if nothing can be left out. */
static const char *short_label(struct timeline *timeline, const char *label)
{
    const char *open = strchr(label, '('), *end = label + strlen(label);
    bool has_arguments = open != NULL && open > label && end[-1] == ')';
    return has_arguments ? scene_print_text(timeline->scene, "%.*s()", (int)(open - label), label)
                         : label;
}

/* As much of it as there is room for; "" if there is none. */
static const char *fitting_label(struct timeline *timeline, const char *label, double room,
                                 struct text_style style)
{
    const char *tries[] = {label, short_label(timeline, label)};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (scene_measure_text(timeline->scene, tries[i], style) <= room) {
            return tries[i];
        }
    }
    return "";
}

static bool is_current(const struct timeline *timeline, const struct cluster *cluster)
{
    uint32_t step = timeline->view->step;
    return step >= cluster->first_step && step <= cluster->last_step &&
           story_bare_step(timeline->subject->story, step).thread ==
               story_bare_step(timeline->subject->story, cluster->first_step).thread;
}

/* What the present step is called stands in front of what is still to come, other names before. */
static double label_end(const struct timeline *timeline, const struct cluster *cluster,
                        double limit)
{
    double end = fmin(limit - LABEL_GAP, timeline->columns.plot_right);
    return is_current(timeline, cluster) ? end : timeline_seen_end(timeline, end);
}

static void add_label(struct timeline *timeline, const struct cluster *cluster, double y,
                      double limit)
{
    const struct story_step step = story_step(timeline->subject->story, cluster->first_step);
    struct text_style style =
        text_code(LABEL_SIZE, 500, label_colour(timeline->theme, cluster->tone));
    double x = fmax(cluster->first_x + LABEL_OFFSET, cluster->right + 2 * GROUND_PADDING);
    double room = label_end(timeline, cluster, limit) - x;
    const char *label = cluster->count == 1 ? fitting_label(timeline, step.label, room, style) : "";
    if (label[0] != 0) {
        piece_add_ground(timeline->scene, x, y, scene_measure_text(timeline->scene, label, style),
                         LABEL_SIZE, timeline->theme->card);
        scene_add_text(timeline->scene, x, text_baseline(y, LABEL_SIZE), label, style, ALIGN_LEFT,
                       0);
    }
}

static void add_sign(struct timeline *timeline, const struct cluster *cluster, double y)
{
    const struct theme *theme = timeline->theme;
    double radius = timeline->layout.measure.mark_radius;
    scene_colour fill = tone_colour(theme, cluster->tone);
    scene_colour ink = tone_ink(theme, cluster->tone);
    if (cluster->count == 1) {
        piece_add_badge(timeline->scene, (cluster->left + cluster->right) / 2, y, radius,
                        cluster->first_step + 1, fill, ink);
        return;
    }
    double size = radius * NUMBER_SHARE;
    const char *numbers =
        scene_print_text(timeline->scene, "%u–%u", cluster->first_step + 1, cluster->last_step + 1);
    scene_add_rect(
        timeline->scene,
        (struct scene_rect){cluster->left, y - radius, cluster->right - cluster->left, 2 * radius},
        (struct scene_style){.fill = fill, .radius = radius});
    scene_add_text(timeline->scene, (cluster->left + cluster->right) / 2, text_baseline(y, size),
                   numbers, text_ui(size, 700, ink), ALIGN_CENTRE, 0);
}

/* The sentences of the first steps of a cluster, a line each; clicks go to the first. */
static const char *cluster_title(struct timeline *timeline, uint32_t thread,
                                 const struct cluster *cluster)
{
    const struct story *story = timeline->subject->story;
    const char *title = story_step(story, cluster->first_step).sentence;
    uint32_t shown = 1;
    for (uint32_t i = cluster->first_step + 1; i <= cluster->last_step && shown < TITLE_LINES;
         i++) {
        if (story_bare_step(story, i).thread == thread) {
            title =
                scene_print_text(timeline->scene, "%s\n%s", title, story_step(story, i).sentence);
            shown++;
        }
    }
    return shown < cluster->count ? scene_print_text(timeline->scene, "%s\n…", title) : title;
}

static void add_cluster(struct timeline *timeline, const struct lane_place *place,
                        const struct cluster *cluster, double limit)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    double bar_top = place->centre - measure->bar_height / 2;
    double y = bar_top - measure->mark_leader - measure->mark_radius;
    scene_colour colour = tone_colour(timeline->theme, cluster->tone);
    struct scene_rect hit = {cluster->left, y - measure->mark_radius,
                             cluster->right - cluster->left, 2 * measure->mark_radius};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "mark:%u", cluster->first_step + 1),
                      cluster_title(timeline, place->index, cluster), hit);
    scene_add_line(timeline->scene, cluster->first_x, y, cluster->first_x, bar_top, colour,
                   LEADER_WIDTH);
    if (cluster->count > 1) {
        scene_add_line(timeline->scene, cluster->last_x, y, cluster->last_x, bar_top, colour,
                       LEADER_WIDTH);
    }
    add_sign(timeline, cluster, y);
    if (measure->has_labels) {
        add_label(timeline, cluster, y, limit);
    }
    scene_end_group(timeline->scene);
}

/* The mark of the current step, or all others. */
static void add_marks(struct timeline *timeline, const struct lane_place *place, bool adds_current)
{
    struct cluster_list list = clusters_of(timeline, place->index);
    for (size_t i = 0; i < list.count; i++) {
        double limit = i + 1 < list.count ? list.clusters[i + 1].left : INFINITY;
        if (is_current(timeline, &list.clusters[i]) == adds_current) {
            add_cluster(timeline, place, &list.clusters[i], limit);
        }
    }
    free(list.clusters);
}

void step_marks_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    add_marks(timeline, place, false);
}

void current_mark_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    uint32_t step = timeline->view->step;
    if (step != NONE_INDEX &&
        story_bare_step(timeline->subject->story, step).thread == place->index) {
        add_marks(timeline, place, true);
    }
}
