#include "viewer/app/export.h"

#include <string.h>

#include "viewer/app/exporter.h"
#include "viewer/app/pair_export.h"

#define NAME_SIZE 4096

/* The trace's path without its ending. */
static int stem_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    bool has_ending = dot && dot > (slash ? slash + 1 : path);
    return (int)(has_ending ? (size_t)(dot - path) : strlen(path));
}

static const char *const endings[] = {"svg", "png"};
#define ENDING_COUNT (sizeof endings / sizeof endings[0])

static void tell(bool is_written, const char *name, const char *reason)
{
    if (is_written) {
        printf("trace-view: wrote '%s'\n", name);
    } else {
        fprintf(stderr, "trace-view: %s\n", reason);
    }
    fflush(stdout);
}

void export_beside_trace(const struct subject *subject, const struct view *view,
                         struct pango_shaper *shaper)
{
    const char *path = subject->trace->file_name;
    struct view still = *view;
    still.hover_id = NULL;
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        char name[NAME_SIZE];
        char reason[NAME_SIZE + 128];
        snprintf(name, sizeof name, "%.*s-step%u.%s", stem_length(path), path,
                 view->step == NONE_INDEX ? 0 : view->step + 1, endings[i]);
        tell(export_view(subject, &still, shaper, name, reason, sizeof reason), name, reason);
    }
}

void export_pair_beside_trace(const struct pair *pair, struct pango_shaper *shaper)
{
    const char *path = pair->subjects[SIDE_LEFT].trace->file_name;
    struct pair still = *pair;
    still.views[SIDE_LEFT].hover_id = still.views[SIDE_RIGHT].hover_id = NULL;
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        char name[NAME_SIZE];
        char reason[NAME_SIZE + 128];
        snprintf(name, sizeof name, "%.*s-beside.%s", stem_length(path), path, endings[i]);
        tell(pair_export(&still, shaper, name, reason, sizeof reason), name, reason);
    }
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
