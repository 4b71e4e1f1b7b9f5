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

/* Who is asked while the other processor makes the lanes. */
static void *make_links(void *argument)
{
    struct opened_subject *opened = argument;
    opened->links = link_list_create(opened->trace);
    return NULL;
}

struct opened_subject *subject_of_trace(struct trace *trace)
{
    struct opened_subject *opened = array_of(1, sizeof *opened);
    *opened = (struct opened_subject){.trace = trace};
    pthread_t thread;
    bool is_shared = pthread_create(&thread, NULL, make_links, opened) == 0;
    opened->lanes = lanes_create(trace);
    if (is_shared) {
        pthread_join(thread, NULL);
    } else {
        make_links(opened);
    }
    return opened;
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
    struct opened_subject *opened = subject_of_trace(trace);
    atomic_store(&progress->stage, OPENING_EXPLAIN);
    subject_in_language(opened, language);
    atomic_store(&progress->stage, OPENING_DONE);
    return opened;
}

struct subject subject_in_language(struct opened_subject *opened, enum language language)
{
    if (!opened->analyses[language]) {
        opened->analyses[language] = analysis_create(opened->trace, language);
        opened->stories[language] = story_create(opened->trace, opened->analyses[language]);
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
