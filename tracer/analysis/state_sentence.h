/* What a thread or an object is at, in a sentence: what it waits for and for how long, since which
 * line, who holds it, who woke it. For what lies under the pointer and for what is selected. */
#ifndef THREADLANE_ANALYSIS_STATE_SENTENCE_H
#define THREADLANE_ANALYSIS_STATE_SENTENCE_H

#include "tracer/analysis/finding.h"
#include "tracer/model/lane.h"

/* What a sentence is about. */
struct state_subject {
    const struct lanes *lanes;
    const struct analysis *analysis; /* knows who waits for ever; NULL: nobody is known to */
    enum language language;
};

/* One stretch of a thread's lane: "小爱 waits for cond, 1.9 ms, since poem.c:31; 天猫 woke it".
 * Into `buffer`, cut at a character if it is too small; returns buffer. */
const char *state_sentence_of_segment(const struct state_subject *subject, uint32_t thread,
                                      const struct lane_segment *segment, char *buffer,
                                      size_t size);
/* Whether a thread waits there for another that it is just starting. */
bool state_is_start(const struct trace *trace, uint32_t thread, const struct lane_segment *segment);
/* The stretch in which a thread is at an instant; false: it has none there. */
bool state_segment_at(const struct lanes *lanes, uint32_t thread, uint64_t time_ns,
                      struct lane_segment *segment);
/* An object at an instant: "L is held by A since x.c:5; B and C wait". */
const char *state_sentence_of_object(const struct state_subject *subject, uint32_t object,
                                     uint64_t time_ns, char *buffer, size_t size);
/* What an object is called in sentences: by its name, and the lock that a condition made for
 * itself, which has none, "the lock of cond". Into buffer, or borrowed from the trace. */
const char *state_object_name(const struct state_subject *subject, uint32_t object, char *buffer,
                              size_t size);
/* Whose notify a thread has missed that waits for it for ever; "" if that was not found. */
const char *state_missed_notifier(const struct state_subject *subject, uint32_t thread);
/* The event where the hold began that an object is in at an instant, or NONE_INDEX. */
uint32_t state_hold_event(const struct lanes *lanes, uint32_t object, uint64_t time_ns);

#endif
