/* What one box of an object's lane says, in a sentence: a thread that waits there, or a stretch in
 * which somebody has it: who, for how long, from which line to which, who held it up, who waited
 * meanwhile. For what lies under the pointer and for what is selected. All write into `buffer`, cut
 * at a character if it is too small, and return it. */
#ifndef THREADLANE_ANALYSIS_STRETCH_SENTENCE_H
#define THREADLANE_ANALYSIS_STRETCH_SENTENCE_H

#include "tracer/analysis/state_sentence.h"

/* "A waits for a permit of sem, 1.9 ms, since x.c:31; its permits are with B, C; B woke it". */
const char *stretch_sentence_of_wait(const struct state_subject *subject,
                                     const struct lane_wait *wait, char *buffer, size_t size);
/* "A holds L, 4.00 ms, since x.c:5, until x.c:9; waiting: B, C". A future's hold is the task that a
 * thread runs for it. */
const char *stretch_sentence_of_hold(const struct state_subject *subject,
                                     const struct lane_hold *hold, char *buffer, size_t size);
/* The same of a lock that its holder has taken again: of one of the levels above the first. */
const char *stretch_sentence_of_reentry(const struct state_subject *subject,
                                        const struct lane_hold *level, char *buffer, size_t size);
/* "task1: running on executor_0, 3.00 s, since x.c:29": a stretch of a future's life, whose state
 * is told in words. */
const char *stretch_sentence_of_state(const struct state_subject *subject,
                                      const struct lane_hold *stretch, const char *state,
                                      char *buffer, size_t size);
/* "A is inside lock.acquire L, 3.00 ms, since x.c:9"; the operation is told in words. */
const char *stretch_sentence_of_bracket(const struct state_subject *subject, uint32_t thread,
                                        const struct lane_bracket *bracket, const char *operation,
                                        char *buffer, size_t size);
/* The method that a call asks a manager for, by the event in which it is served; "" if it is not
 * found near. */
const char *stretch_method_name(const struct trace *trace, uint32_t serve_event);

#endif
