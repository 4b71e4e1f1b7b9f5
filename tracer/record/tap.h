/* Hands what is recorded on to a module that the environment names (tracer/event/event_tap.h). With
 * one, every record goes the slow way; without, nobody pays: the fast way does not know of it. */
#ifndef THREADLANE_RECORD_TAP_H
#define THREADLANE_RECORD_TAP_H

#include <stdbool.h>

#include "tracer/event/event_tap.h"
#include "tracer/record/thread_slot.h"

/* NULL: none. Written before the process has a second thread, read by all. */
extern const struct event_tap *tap;

/* Loads the module if the environment asks for one, once a process. False: it asks, and the module
 * cannot be loaded. */
bool tap_load(void);
/* Threads of this process besides the calling one, the only one that the program has: those of the
 * module. */
uint32_t tap_thread_count(void);

/* Hands the slot's last record on, or counts it as not taken. Only with a tap. */
void tap_add(const struct thread_slot *slot);

/* The slot's last record is new. */
static inline void tap_add_last(const struct thread_slot *slot)
{
    if (tap) {
        tap_add(slot);
    }
}

/* The slot's last record is a `repeat` that has been rewritten. A spinning thread does so all the
 * time, so what is told now is the second time, the fourth, the eighth … and the last. */
void tap_add_repeat(struct thread_slot *slot);
/* There will be another record, or none: the last time is told now, if it has not been. */
void tap_end_repeat(struct thread_slot *slot);

#endif
