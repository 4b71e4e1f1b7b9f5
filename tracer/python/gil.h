/* The GIL as a lane: who has it, who wants it, who asks its holder to drop it. It is a mutex and
 * two conditions inside the interpreter: whoever drops it signals the one that others wait for,
 * five milliseconds at a time, whoever takes it signals the other, by which a holder that was asked
 * waits until somebody else had it. Which two they are is seen once, by dropping and taking it.
 *
 * Called by tracer/preload, from within the interpreter's own calls: with its mutex locked. */
#ifndef THREADLANE_PYTHON_GIL_H
#define THREADLANE_PYTHON_GIL_H

#include <stdbool.h>

/* Finds it; the caller has it. False if it is not as we know it: then there is no lane. */
bool gil_find(void);

void gil_note_signal(const void *condition);
/* A wait of the interpreter's code; false if it is not for the GIL. */
bool gil_begin_wait(const void *condition);
bool gil_end_wait(const void *condition, int error);

/* The calling thread drops it for good. */
void gil_leave(void);
/* Around what sleeps: says why it is dropped there. */
void gil_begin_sleep(void);
void gil_end_sleep(void);

/* In the child of a fork: only the calling thread is there. */
void gil_follow_fork(void);

#endif
