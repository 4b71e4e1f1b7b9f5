/* Instants as people type them. */
#ifndef THREADLANE_VIEWER_APP_TIME_TEXT_H
#define THREADLANE_VIEWER_APP_TIME_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* "1.5ms", "2s", "300us", "300µs", "20ns", or nanoseconds without a unit. False: it is no time. */
bool time_text_parse(const char *text, uint64_t *time_ns);

#endif
