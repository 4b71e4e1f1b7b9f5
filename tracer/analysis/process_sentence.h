/* Sentences about processes, and about what travels between them: what their operations do and how
 * they fail. */
#ifndef THREADLANE_ANALYSIS_PROCESS_SENTENCE_H
#define THREADLANE_ANALYSIS_PROCESS_SENTENCE_H

#include "tracer/analysis/finding.h"
#include "tracer/analysis/phrase.h"

/* Adds what the event's thread does; false if the event is none of those. */
bool process_sentence_add(const struct trace *trace, uint32_t event, enum language language,
                          struct phrase *phrase);

/* The thread that a sentence about the event begins with: its own; but trace-run, which sees a
 * process end, speaks of that one's first thread. NONE_INDEX if there is no such thread. */
uint32_t event_subject(const struct trace *trace, const struct event *event);

#endif
