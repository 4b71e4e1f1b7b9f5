/* The words of events about readers-writer locks, which are read or written and not taken. For
 * event_sentence and event_label. */
#ifndef THREADLANE_ANALYSIS_RWLOCK_WORDS_H
#define THREADLANE_ANALYSIS_RWLOCK_WORDS_H

#include "tracer/analysis/finding.h"

/* A template with {o}, without its subject; NULL if the event is of another kind, or has failed. */
const char *rwlock_phrase(const struct trace *trace, const struct event *event,
                          enum language language);
/* The same for a card; also of what has failed. */
const char *rwlock_label(const struct trace *trace, const struct event *event);

#endif
