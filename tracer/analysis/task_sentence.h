/* The words of events about futures and executors, which depend on what is submitted, awaited and
 * delivered. For event_sentence. */
#ifndef THREADLANE_ANALYSIS_TASK_SENTENCE_H
#define THREADLANE_ANALYSIS_TASK_SENTENCE_H

#include "tracer/analysis/finding.h"
#include "tracer/analysis/phrase.h"

/* Adds the sentence without its subject; false if the event is of another kind. */
bool task_sentence_add(const struct trace *trace, uint32_t event, enum language language,
                       struct phrase *phrase);

#endif
