/* The end of a program: what others have to do before it, and the record of it. */
#ifndef THREADLANE_SYNC_EXIT_H
#define THREADLANE_SYNC_EXIT_H

/* Called once by tl_exit when the threads have been joined, in an open point. The last one given is
 * kept. By the first who has something to do. */
void exit_set_duty(void (*duty)(void));

/* Called before the threads are joined, in an open point, for executors whose manager is one of
 * them. Also only one. */
void exit_set_executor_duty(void (*duty)(void));

/* Joins executors and threads, as tl_exit does, in an open point. */
void exit_join_threads(void);

/* The process ends with that wait status: from now on nobody records. Tells of daemons, process and
 * thread, once. trace-run tells of the first process. */
void exit_record_end(int wait_status);

#endif
