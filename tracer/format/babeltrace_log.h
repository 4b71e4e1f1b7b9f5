/* What libbabeltrace2 writes to standard error. It tells its log more than its errors: what was
 * wrong, and where. Only for a process whose standard error nobody reads. */
#ifndef THREADLANE_FORMAT_BABELTRACE_LOG_H
#define THREADLANE_FORMAT_BABELTRACE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct babeltrace_torn {
    char name[256]; /* of the stream's file */
    uint64_t size;  /* of its whole packets, in bytes */
};

/* Standard error is a file in memory from now on, of at most a mebibyte. */
void babeltrace_log_begin(void);
void babeltrace_log_clear(void);

/* The first line that matters, without its head. False: there is none. */
bool babeltrace_log_first(char *line, size_t size);

/* Whether it says that a file ends inside a packet. */
bool babeltrace_log_find_torn(struct babeltrace_torn *torn);

#endif
