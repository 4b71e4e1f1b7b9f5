/* What one event says where it stands alone, and what a link from one event to another says. For
 * marks and arrows. Both write into `buffer`, cut at a character if it is too small, and return it.
 */
#ifndef THREADLANE_ANALYSIS_INSTANT_SENTENCE_H
#define THREADLANE_ANALYSIS_INSTANT_SENTENCE_H

#include "tracer/analysis/finding.h"

/* "天猫 notifies 1, at poem.c:31". */
const char *instant_sentence_of_event(const struct trace *trace, uint32_t event,
                                      enum language language, char *buffer, size_t size);
/* "天猫 wakes 小爱, at poem.c:31; 20 µs later: 小爱 wakes up". */
const char *instant_sentence_of_link(const struct trace *trace, uint32_t cause, uint32_t effect,
                                     enum language language, char *buffer, size_t size);

/* "desc read total = 1 at x.c:41; before it wrote 0 at x.c:44, add had written 12: …". */
const char *instant_sentence_of_loss(const struct trace *trace, const struct lost_update *loss,
                                     enum language language, char *buffer, size_t size);

#endif
