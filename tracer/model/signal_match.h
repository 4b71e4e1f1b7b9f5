/* Who was woken by a notify of which nobody could say so: those of unmodified programs, whose
 * conditions are the C library's. Signals are indistinguishable, so any explanation that fits is a
 * true one: a signal goes to whoever has waited longest; if another goes on instead, the two are
 * exchanged. Internal to the model: the builder asks while it places events by time, and places a
 * door.wake for each. */
#ifndef THREADLANE_MODEL_SIGNAL_MATCH_H
#define THREADLANE_MODEL_SIGNAL_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/raw_event.h"
#include "tracer/model/trace.h"

/* Who waits on one condition, longest first. */
struct waiting_room {
    struct room_waiter *waiters;
    size_t capacity;
    size_t count;
};

struct signal_match {
    struct waiting_room *rooms; /* by object */
    size_t capacity;
    uint32_t count;
};

/* Whether it is a notify of that kind. */
bool signal_match_is_asked(const struct raw_event *raw);

/* An event about a condition has been placed; a wait that ends may change who a door.wake before it
 * is for. */
void signal_match_follow(struct signal_match *match, struct trace *trace, uint32_t event);

/* The next whom the notify wakes, as the value of a door.wake that will stand at `wake`; 0 when
 * there is nobody any more. */
uint64_t signal_match_take(struct signal_match *match, uint32_t object, uint32_t wake);

void signal_match_finish(struct signal_match *match);

#endif
