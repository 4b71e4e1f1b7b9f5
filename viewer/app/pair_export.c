#include "viewer/app/pair_export.h"

#include <string.h>
#include <strings.h>

#include "tracer/language/language.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/exporter.h"
#include "viewer/paint/pair_words_painter.h"
#include "viewer/paint/whole_file.h"

/* ---- opening ---- */

static bool open_both(const struct picture_options *options,
                      struct opened_subject *opened[SIDE_COUNT], char *reason, size_t reason_size)
{
    const char *names[SIDE_COUNT] = {options->file_name, options->other_name};
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct trace_error error;
        opened[side] = subject_open(names[side], &error);
        if (opened[side] == NULL) {
            snprintf(reason, reason_size, "%s", error.text);
            return false;
        }
    }
    return true;
}

/* The right one's cursor goes where the left one's is. What is unfolded on the left may not be
 * there on the right. */
static bool choose_right_view(const struct picture_options *options, const struct subject *subject,
                              struct view *view, char *reason, size_t reason_size)
{
    struct picture_options right = *options;
    right.has_step = right.has_time = false;
    if (picture_options_view(&right, subject, view, reason, reason_size)) {
        return true;
    }
    right.unfolded_count = 0;
    return picture_options_view(&right, subject, view, reason, reason_size);
}

/* Steps side by side, as times of two runs say little. */
static bool choose_views(const struct picture_options *options,
                         struct opened_subject *const opened[SIDE_COUNT],
                         struct view views[SIDE_COUNT], char *reason, size_t reason_size)
{
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct subject subject = subject_in_language(opened[side], options->language);
        bool is_chosen =
            side == SIDE_LEFT
                ? picture_options_view(options, &subject, &views[side], reason, reason_size)
                : choose_right_view(options, &subject, &views[side], reason, reason_size);
        if (!is_chosen) {
            return false;
        }
        views[side].axis = options->has_axis ? options->axis : AXIS_EVENT;
    }
    return true;
}

bool pair_open(struct pairing *pairing, const struct picture_options *options, char *reason,
               size_t reason_size)
{
    struct opened_subject *opened[SIDE_COUNT] = {NULL, NULL};
    struct view views[SIDE_COUNT];
    if (!open_both(options, opened, reason, reason_size) ||
        !choose_views(options, opened, views, reason, reason_size)) {
        subject_close(opened[SIDE_LEFT]);
        subject_close(opened[SIDE_RIGHT]);
        return false;
    }
    pairing_init(pairing, opened, views);
    return true;
}

void pair_close(struct pairing *pairing)
{
    pairing_finish(pairing);
    subject_close(pairing->opened[SIDE_LEFT]);
    subject_close(pairing->opened[SIDE_RIGHT]);
}

/* ---- writing ---- */

struct pair_order {
    const struct pair *pair;
    struct pango_shaper *shaper;
    paint_function *paint; /* NULL: in words */
};

static bool write_pair(const void *what, FILE *file)
{
    const struct pair_order *order = what;
    const struct view *view = &order->pair->views[SIDE_LEFT];
    if (order->paint == NULL) {
        return pair_words_painter_write(order->pair, file);
    }
    struct scene scene;
    scene_init(&scene, view->width, view->height, view->theme->background,
               pango_shaper_interface(order->shaper));
    pair_scene_build(&scene, order->pair);
    struct painting painting = {&scene, order->shaper, &order->pair->subjects[SIDE_LEFT], view};
    bool is_painted = order->paint(&painting, file);
    scene_finish(&scene);
    return is_painted;
}

bool pair_export(const struct pair *pair, struct pango_shaper *shaper, const char *file_name,
                 char *reason, size_t reason_size)
{
    const char *ending = strrchr(file_name, '.');
    bool is_words = ending != NULL && strcasecmp(ending, ".txt") == 0;
    const struct exporter *exporter = exporter_find(file_name);
    if (!is_words && (exporter == NULL || exporter->picture == NULL)) {
        snprintf(
            reason, reason_size,
            language_say(N_("cannot write '%s': two traces beside each other go into .svg, .png, "
                            ".txt, .html, .gif, .mp4 or .webm")),
            file_name);
        return false;
    }
    struct pair_order order = {pair, shaper, is_words ? NULL : exporter->picture};
    return whole_file_write(file_name, write_pair, &order, reason, reason_size);
}
