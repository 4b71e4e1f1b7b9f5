/* A session daemon of our own, when none runs: a child process that ends with this one. One thread;
 * one daemon, because a signal handler finds it. */
#ifndef THREADLANE_LTTNG_SESSION_DAEMON_H
#define THREADLANE_LTTNG_SESSION_DAEMON_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a daemon answers: one that was there, or ours. */
bool session_daemon_is_alive(void);

/* Starts ours and waits until it answers. False: the error says why it does not. */
bool session_daemon_start(char *error, size_t size);

/* Whether it is ours. */
bool session_daemon_is_ours(void);

/* Between these two, a daemon that lets us wait for more than so many seconds is killed if it is
 * ours; else this process ends, for nothing else would end the wait. */
void session_daemon_begin_limit(unsigned seconds);
/* False: the daemon has been killed. */
bool session_daemon_end_limit(void);

/* Ends ours at once, with all it started: what it wrote is complete when the session is destroyed.
 */
void session_daemon_stop(void);

#endif
