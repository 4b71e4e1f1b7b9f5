/* What tests of reading share: a thread that reads, and how to know that it waits for something to
 * read, in real time. */
#ifndef THREADLANE_TESTS_READER_THREAD_H
#define THREADLANE_TESTS_READER_THREAD_H

#include <stdint.h>
#include <time.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tracer/event/event_kind.h"
#include "tracer/threadlane.h"

static inline struct tl_thread *start_thread(void (*run)(void *), const char *name)
{
    struct tl_thread *thread = tl_thread_create(run, NULL, name);
    check_int_equal(tl_thread_start(thread), TL_OK);
    return thread;
}

static inline void join_thread(struct tl_thread *thread)
{
    check_int_equal(tl_thread_join(thread, TL_FOREVER), TL_OK);
    tl_thread_destroy(thread);
}

/* Until the pipe has been waited for so many times. */
static inline void await_waits(uint64_t pipe, int count)
{
    for (size_t i = 0; count > 0;) {
        const struct captured_event *event = capture_find(EVENT_DOOR_WAIT_BEGIN, i);
        if (event) {
            count -= event->object == pipe;
            i++;
        } else {
            nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
        }
    }
}

#endif
