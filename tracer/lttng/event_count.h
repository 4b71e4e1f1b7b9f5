/* Counts our events in what LTTng wrote, through libbabeltrace2. */
#ifndef THREADLANE_LTTNG_EVENT_COUNT_H
#define THREADLANE_LTTNG_EVENT_COUNT_H

#include <stdbool.h>
#include <stdint.h>

struct event_count {
    uint64_t events; /* of the observed program; a record that was rewritten counts once */
    uint64_t discarded;
};

/* All traces below `directory`. False: one of them cannot be read; the count is what could be. */
bool event_count_take(struct event_count *count, const char *directory);

#endif
