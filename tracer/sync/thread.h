/* Threads made by the library: handle, names, the ends of their lives, and who waits for them.
 * tl_exit needs the list of those that still run. */
#ifndef THREADLANE_SYNC_THREAD_H
#define THREADLANE_SYNC_THREAD_H

#include <stdbool.h>

/* Joins the started non-daemon threads other than the caller, one after the other, until there is
 * none left; also those that are started meanwhile. */
void thread_join_all(void);

#endif
