/* The primitives of threads around a fork. Only the thread that forks is copied: in the child it is
 * the main thread, with a new number; the others have ended, and nobody waits for anything. Locks
 * are as they were. Called by the kernel's fork (pthread_atfork), inside of what the recorder does
 * about it.
 *
 * What others are changing at that instant would stay half changed in the child. So before the fork
 * all others stop: outside of the library, in a wait, or where they come in. That costs those who
 * do not fork nothing, for on their way in they look at one word of their own anyway. */
#ifndef THREADLANE_SYNC_FORKING_H
#define THREADLANE_SYNC_FORKING_H

struct guard;

/* From now on this guard is locked around every fork: what it protects is also changed outside of
 * visits. The same one may be given again. */
#define FORKING_GUARDS 24
void forking_add_guard(struct guard *guard);

void forking_begin(void);
void forking_end(void);
void forking_follow(void);

#endif
