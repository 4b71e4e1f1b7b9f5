/* The two system calls below everything that blocks, for words private to the process. Both may
 * return early or for no reason: callers look at the word again. */
#ifndef THREADLANE_SYNC_FUTEX_H
#define THREADLANE_SYNC_FUTEX_H

#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Sleeps while *word is `expected`, at the latest until that time of CLOCK_MONOTONIC; NULL: no
 * limit. */
static inline void futex_wait(_Atomic uint32_t *word, uint32_t expected,
                              const struct timespec *until)
{
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, until, NULL,
            FUTEX_BITSET_MATCH_ANY);
}

/* The word may be gone by now (its owner saw the new value and left): then this wakes nobody, or
 * somebody who looks again. */
static inline void futex_wake(_Atomic uint32_t *word, int count)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

#endif
