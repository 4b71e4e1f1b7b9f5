#include "viewer/app/subject_open.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/trace_load.h"
#include "viewer/scene/frame/opening_scene.h"

#define LANGUAGE_COUNT 2

struct opened_subject {
    struct trace *trace;
    struct lanes *lanes;
    struct link_list *links;
    struct analysis *analyses[LANGUAGE_COUNT]; /* by enum language; NULL: not asked for yet */
    struct story *stories[LANGUAGE_COUNT];
};

static void explain(struct opened_subject *opened, enum language language)
{
    opened->analyses[language] = analysis_create(opened->trace, language);
    opened->stories[language] = story_create(opened->trace, opened->analyses[language]);
}

/* What one processor makes while the other makes the lanes. */
struct beside_lanes {
    struct opened_subject *opened;
    const enum language *language; /* NULL: nobody has asked for one yet */
};

static void *make_beside_lanes(void *argument)
{
    const struct beside_lanes *beside = argument;
    struct opened_subject *opened = beside->opened;
    opened->links = link_list_create(opened->trace);
    if (beside->language != NULL) {
        explain(opened, *beside->language);
    }
    return NULL;
}

static struct opened_subject *open_trace(struct trace *trace, const enum language *language,
                                         struct opening_progress *progress)
{
    struct opened_subject *opened = array_of(1, sizeof *opened);
    *opened = (struct opened_subject){.trace = trace};
    struct beside_lanes beside = {opened, language};
    pthread_t thread;
    bool is_shared = pthread_create(&thread, NULL, make_beside_lanes, &beside) == 0;
    opened->lanes = lanes_create(trace);
    atomic_store(&progress->stage, OPENING_EXPLAIN);
    if (is_shared) {
        pthread_join(thread, NULL);
    } else {
        make_beside_lanes(&beside);
    }
    return opened;
}

struct opened_subject *subject_of_trace(struct trace *trace)
{
    struct opening_progress progress = {0};
    return open_trace(trace, NULL, &progress);
}

struct opened_subject *subject_open(const char *file_name, struct trace_error *error)
{
    struct trace *trace = trace_load(file_name, error);
    return trace != NULL ? subject_of_trace(trace) : NULL;
}

struct opened_subject *subject_open_watched(const char *file_name, enum language language,
                                            struct opening_progress *progress,
                                            struct trace_error *error)
{
    struct trace *trace = trace_load(file_name, error);
    if (trace == NULL) {
        return NULL;
    }
    atomic_store(&progress->event_count, trace->event_count);
    atomic_store(&progress->stage, OPENING_SORT);
    struct opened_subject *opened = open_trace(trace, &language, progress);
    atomic_store(&progress->stage, OPENING_DONE);
    return opened;
}

struct subject subject_in_language(struct opened_subject *opened, enum language language)
{
    if (!opened->analyses[language]) {
        explain(opened, language);
    }
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
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (opened->analyses[i]) {
            story_destroy(opened->stories[i]);
            analysis_destroy(opened->analyses[i]);
        }
    }
    link_list_destroy(opened->links);
    lanes_destroy(opened->lanes);
    trace_destroy(opened->trace);
    free(opened);
}
