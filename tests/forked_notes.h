/* What tests of forks and processes share: cases in processes of their own, refusals with Python's
 * words, and notes that all processes of a case can leave. */
#ifndef THREADLANE_TESTS_FORKED_NOTES_H
#define THREADLANE_TESTS_FORKED_NOTES_H

#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/threadlane_process.h"

#define check_refused(call, error, text)                                                           \
    do {                                                                                           \
        check_int_equal(call, error);                                                              \
        check_text_equal(tl_misuse_text(), text);                                                  \
    } while (0)

/* Shared with all processes of a case: who did what, in which order. */
struct notes {
    _Atomic unsigned count;
    char text[64];
};

static struct notes *notes;

static inline void begin_notes(void)
{
    notes = mmap(NULL, sizeof(*notes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(notes, 0, sizeof(*notes));
}

static inline void note(char letter)
{
    notes->text[atomic_fetch_add(&notes->count, 1)] = letter;
}

static inline void await_notes(unsigned count)
{
    while (notes->count < count) {
        sched_yield();
    }
}

#endif
