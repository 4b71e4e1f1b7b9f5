#include "viewer/app/subject_open.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/trace_load.h"

#define LANGUAGE_COUNT 2

struct opened_subject {
    struct trace *trace;
    struct lanes *lanes;
    struct link_list *links;
    struct analysis *analyses[LANGUAGE_COUNT]; /* by enum language; NULL: not asked for yet */
    struct story *stories[LANGUAGE_COUNT];
};

struct opened_subject *subject_open(const char *file_name, struct trace_error *error)
{
    struct trace *trace = trace_load(file_name, error);
    return trace ? subject_of_trace(trace) : NULL;
}

struct opened_subject *subject_of_trace(struct trace *trace)
{
    size_t capacity = 0;
    struct opened_subject *opened = array_grow(NULL, 1, &capacity, sizeof *opened);
    *opened = (struct opened_subject){
        .trace = trace, .lanes = lanes_create(trace), .links = link_list_create(trace)};
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
