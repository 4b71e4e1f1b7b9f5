#include "viewer/app/export.h"

#include <string.h>

#include "viewer/scene/frame/frame_scene.h"

#define NAME_SIZE 4096

/* The trace's path without its ending. */
static int stem_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    bool has_ending = dot && dot > (slash ? slash + 1 : path);
    return (int)(has_ending ? (size_t)(dot - path) : strlen(path));
}

void export_beside_trace(const struct subject *subject, const struct view *view,
                         struct pango_shaper *shaper)
{
    static const char *const endings[] = {"svg", "png"};
    const char *path = subject->trace->file_name;
    struct view still = *view;
    still.hover_id = NULL;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char name[NAME_SIZE];
        char reason[NAME_SIZE + 128];
        snprintf(name, sizeof name, "%.*s-step%u.%s", stem_length(path), path,
                 view->step == NONE_INDEX ? 0 : view->step + 1, endings[i]);
        if (export_view(subject, &still, shaper, name, reason, sizeof reason)) {
            printf("trace-view: wrote '%s'\n", name);
        } else {
            fprintf(stderr, "trace-view: %s\n", reason);
        }
    }
    fflush(stdout);
}

bool export_view(const struct subject *subject, const struct view *view,
                 struct pango_shaper *shaper, const char *file_name, char *reason,
                 size_t reason_size)
{
    struct scene scene;
    scene_init(&scene, view->width, view->height, view->theme->background,
               pango_shaper_interface(shaper));
    frame_scene_build(&scene, subject, view);
    struct painting painting = {&scene, shaper, subject, view};
    bool is_written = painting_write(&painting, file_name, reason, reason_size);
    scene_finish(&scene);
    return is_written;
}
