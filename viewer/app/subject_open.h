/* A trace file with all that is derived from it, in every language. One owner, one thread. */
#ifndef THREADLANE_VIEWER_APP_SUBJECT_OPEN_H
#define THREADLANE_VIEWER_APP_SUBJECT_OPEN_H

#include "viewer/scene/view/view.h"

struct opened_subject;
struct trace_error;

/* How far an opening is, for somebody who looks on from another thread. */
struct opening_progress {
    _Atomic unsigned stage; /* enum opening_stage */
    _Atomic uint64_t event_count;
};

/* NULL when the file cannot be read; `error` then says why. */
struct opened_subject *subject_open(const char *file_name, struct trace_error *error);
/* The same of a trace that somebody else has read; takes it over. */
struct opened_subject *subject_of_trace(struct trace *trace);
/* The same of a file; says in `progress` what it is at. */
struct opened_subject *subject_open_watched(const char *file_name,
                                            struct opening_progress *progress,
                                            struct trace_error *error);
/* The subject in a language; everything in it lives until subject_close. */
struct subject subject_in_language(const struct opened_subject *opened, enum language language);
void subject_close(struct opened_subject *opened); /* accepts NULL */

#endif
