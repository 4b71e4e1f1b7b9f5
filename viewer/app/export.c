#include "viewer/app/export.h"

#include <string.h>

#include "viewer/app/exporter.h"

#define NAME_SIZE 4096

/* The trace's path without its ending. */
static int stem_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    bool has_ending = dot && dot > (slash ? slash + 1 : path);
    return (int)(has_ending ? (size_t)(dot - path) : strlen(path));
}

/* As a picture that stands still: nothing is pointed at, and everything says what it is. */
static void make_still(struct view *view)
{
    view->hover_id = NULL;
    view->tells_hovered = false;
}

bool export_beside_trace(struct exporting *exporting, const struct subject *subject,
                         const struct view *view, struct pango_shaper *shaper)
{
    const char *path = subject->trace->file_name;
    struct view still = *view;
    make_still(&still);
    struct deck *deck = deck_create(subject, &still, &(struct deck_choice){.steps = DECK_ONE});
    struct scene scene;
    scene_init(&scene, 0, 0, 0, pango_shaper_interface(shaper));
    deck_page_scene_build(&scene, deck, 0);
    deck_destroy(deck);
    char stem[NAME_SIZE];
    snprintf(stem, sizeof stem, "%.*s-step%u", stem_length(path), path,
             view->step == NONE_INDEX ? 0 : view->step + 1);
    return exporting_add(exporting, &scene, shaper, view->language, stem);
}

bool export_pair_beside_trace(struct exporting *exporting, const struct pair *pair,
                              struct pango_shaper *shaper)
{
    const char *path = pair->subjects[SIDE_LEFT].trace->file_name;
    const struct view *left = &pair->views[SIDE_LEFT];
    struct pair still = *pair;
    make_still(&still.views[SIDE_LEFT]);
    make_still(&still.views[SIDE_RIGHT]);
    struct scene scene;
    scene_init(&scene, left->width, left->height, left->theme->background,
               pango_shaper_interface(shaper));
    pair_scene_build(&scene, &still);
    char stem[NAME_SIZE];
    snprintf(stem, sizeof stem, "%.*s-beside", stem_length(path), path);
    return exporting_add(exporting, &scene, shaper, left->language, stem);
}

bool export_view(const struct subject *subject, const struct view *view,
                 struct pango_shaper *shaper, const char *file_name, char *reason,
                 size_t reason_size)
{
    const struct exporter *exporter = exporter_find(file_name);
    if (!exporter || exporter->save) {
        exporter_refuse(file_name, reason, reason_size);
        return false;
    }
    struct deck *deck = deck_create(subject, view, &(struct deck_choice){.steps = DECK_ONE});
    struct export_job job = {deck, shaper, file_name};
    bool is_written = exporter_write(exporter, &job, reason, reason_size);
    deck_destroy(deck);
    return is_written;
}
