/* The primitives of threads in the child of a fork. Only the thread that forked is copied: it is
 * the main thread there, with a new number; the others have ended, and nobody waits for anything.
 * Locks are as they were. Called by the kernel's fork (pthread_atfork), after the recorder has
 * followed.
 */
#ifndef THREADLANE_SYNC_FORKING_H
#define THREADLANE_SYNC_FORKING_H

void forking_follow(void);

#endif
