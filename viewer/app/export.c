#include "viewer/app/export.h"

#include <string.h>

#include "viewer/scene/frame_scene.h"

#define NAME_SIZE 4096

/* The trace's path without its ending. */
static int stem_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    bool has_ending = dot && dot > (slash ? slash + 1 : path);
    return (int)(has_ending ? (size_t)(dot - path) : strlen(path));
}

void export_beside_trace(const struct painting *painting)
{
    static const char *const endings[] = {"svg", "png"};
    const char *path = painting->subject->trace->file_name;
    uint32_t step = painting->view->step;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char name[NAME_SIZE];
        char reason[NAME_SIZE + 128];
        snprintf(name, sizeof name, "%.*s-step%u.%s", stem_length(path), path,
                 step == NONE_INDEX ? 0 : step + 1, endings[i]);
        if (painting_write(painting, name, reason, sizeof reason)) {
            printf("trace-view: wrote '%s'\n", name);
        } else {
            fprintf(stderr, "trace-view: %s\n", reason);
        }
    }
    fflush(stdout);
}

bool export_view(const struct subject *subject, const struct view *view, const char *file_name,
                 char *reason, size_t reason_size)
{
    struct pango_shaper *shaper = pango_shaper_create();
    struct scene scene;
    scene_init(&scene, view->width, view->height, view->theme->background,
               pango_shaper_interface(shaper));
    frame_scene_build(&scene, subject, view);
    struct painting painting = {&scene, shaper, subject, view};
    bool is_written = painting_write(&painting, file_name, reason, reason_size);
    scene_finish(&scene);
    pango_shaper_destroy(shaper);
    return is_written;
}
