#include "viewer/app/subject_open.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/trace_load.h"
#include "viewer/scene/frame/opening_scene.h"

struct opened_subject {
    struct trace *trace;
    struct lanes *lanes;
    struct link_list *links;
    struct analysis *analyses[LANGUAGE_COUNT];
    struct story *stories[LANGUAGE_COUNT]; /* the first is told, the others are told after it */
};

/* In every language at once, so that nobody has to wait when another is asked for. */
static void explain(struct opened_subject *opened)
{
    analysis_create_all(opened->trace, opened->analyses);
    opened->stories[0] = story_create(opened->trace, opened->analyses[0]);
    for (int i = 1; i < LANGUAGE_COUNT; i++) {
        opened->stories[i] = story_retell(opened->stories[0], opened->analyses[i]);
    }
}

/* What one processor makes while the other makes the lanes. */
static void *make_beside_lanes(void *argument)
{
    struct opened_subject *opened = argument;
    opened->links = link_list_create(opened->trace);
    explain(opened);
    return NULL;
}

static struct opened_subject *open_trace(struct trace *trace, struct opening_progress *progress)
{
    struct opened_subject *opened = array_of(1, sizeof *opened);
    *opened = (struct opened_subject){.trace = trace};
    pthread_t thread;
    bool is_shared = pthread_create(&thread, NULL, make_beside_lanes, opened) == 0;
    opened->lanes = lanes_create(trace);
    atomic_store(&progress->stage, OPENING_EXPLAIN);
    if (is_shared) {
        pthread_join(thread, NULL);
    } else {
        make_beside_lanes(opened);
    }
    return opened;
}

struct opened_subject *subject_of_trace(struct trace *trace)
{
    struct opening_progress progress = {0};
    return open_trace(trace, &progress);
}

struct opened_subject *subject_open(const char *file_name, struct trace_error *error)
{
    struct trace *trace = trace_load(file_name, error);
    return trace != NULL ? subject_of_trace(trace) : NULL;
}

struct opened_subject *subject_open_watched(const char *file_name,
                                            struct opening_progress *progress,
                                            struct trace_error *error)
{
    struct trace *trace = trace_load(file_name, error);
    if (trace == NULL) {
        return NULL;
    }
    atomic_store(&progress->event_count, trace->event_count);
    atomic_store(&progress->stage, OPENING_SORT);
    struct opened_subject *opened = open_trace(trace, progress);
    atomic_store(&progress->stage, OPENING_DONE);
    return opened;
}

struct subject subject_in_language(const struct opened_subject *opened, enum language language)
{
    return (struct subject){
        .trace = opened->trace,
        .lanes = opened->lanes,
        .analysis = opened->analyses[language],
        .story = opened->stories[language],
        .links = opened->links,
    };
}

void subject_close(struct opened_subject *opened)
{
    if (!opened) {
        return;
    }
    for (int i = LANGUAGE_COUNT; i-- > 0;) { /* the first has what the others borrow */
        story_destroy(opened->stories[i]);
        analysis_destroy(opened->analyses[i]);
    }
    link_list_destroy(opened->links);
    lanes_destroy(opened->lanes);
    trace_destroy(opened->trace);
    free(opened);
}
