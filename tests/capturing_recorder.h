/* A recorder for tests of what records: the whole interface of tracer/record, keeping events in an
 * array that forked processes share, instead of packets of a pool. Also tells them in the notation
 * of docs/trace-format.md, so that a test compares what happened with the sequence it expects. */
#ifndef THREADLANE_TESTS_CAPTURING_RECORDER_H
#define THREADLANE_TESTS_CAPTURING_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct captured_event {
    uint64_t time_ns; /* of the virtual clock, 0 in real time */
    uint64_t value;
    uint64_t object;
    uint64_t site;
    uint32_t thread;
    uint16_t kind;
    uint16_t flags;
};

/* Recording is off until then. In virtual time each event moves the clock by `step_ns`. */
void capture_in_virtual_time(uint64_t step_ns);
void capture_in_real_time(double time_scale);

/* All threads that recorded must have been waited for, or be blocked. */
size_t capture_count(void);
const struct captured_event *capture_event(size_t index);
/* The index-th event of that kind, or NULL. */
const struct captured_event *capture_find(uint16_t kind, size_t index);
/* The name given to an id, else one made of its parent's and its type: "S.lock". */
const char *capture_name(uint64_t id);
/* The text that a print event refers to. */
const char *capture_print(uint64_t text_id);

enum capture_told {
    TELL_SLEEPS = 1,
    TELL_THREADS = 2, /* thread.* */
};

/* "A lock.acquire L; B lock.acquire+ L; …": all events but those about objects as such (object.*)
 * and, unless they are asked for, sleeps and threads; the waits that are left are numbered without
 * gaps. Door events stand without storey. The result lives until the next call. */
const char *capture_tell(unsigned told);
/* What one thread did, where the order between threads is nobody's. */
const char *capture_tell_thread(unsigned told, uint32_t thread);

#endif
