/* The folders that LTTng writes, one a process. */
#ifndef THREADLANE_LTTNG_TRACE_FOLDER_H
#define THREADLANE_LTTNG_TRACE_FOLDER_H

/* Removes those without a description of their streams, below `directory`: of processes that were
 * killed while they told LTTng what they are. They have no events, and with them no reader opens
 * the others. */
void trace_folder_drop_empty(const char *directory);

/* Removes a folder and all that is in it. */
void trace_folder_remove(const char *directory);

#endif
