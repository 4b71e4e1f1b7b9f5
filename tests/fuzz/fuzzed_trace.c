#include "tests/fuzz/fuzzed_trace.h"

#include <stdlib.h>

#include "tracer/model/trace_save.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"

#define WIDTH  1280
#define HEIGHT 800
/* Not every trace is drawn and saved, so that there is time for more of them: one of so many, by
 * its number of events. */
#define TURNS 16

static void draw(const struct subject *subject)
{
    struct view view = view_default(subject, WIDTH, HEIGHT, theme_light(), LANGUAGE_ENGLISH);
    struct scene scene;
    scene_init(&scene, WIDTH, HEIGHT, 0, monospace_shaper());
    frame_scene_build(&scene, subject, &view);
    scene_finish(&scene);
}

static void save(const struct trace *trace)
{
    struct trace_error error = {""};
    if (!trace_save(trace, "/dev/null", &error)) {
        abort();
    }
}

void fuzzed_trace_use(struct trace *trace, const struct trace_error *error)
{
    if (!trace) {
        if (error->text[0] == '\0') {
            abort();
        }
        return;
    }
    struct lanes *lanes = lanes_create(trace);
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    struct story *story = story_create(trace, analysis);
    if (trace->event_count % TURNS == 0) {
        draw(&(struct subject){trace, lanes, analysis, story});
    } else if (trace->event_count % TURNS == 1) {
        save(trace);
    }
    story_destroy(story);
    analysis_destroy(analysis);
    lanes_destroy(lanes);
    trace_destroy(trace);
}
