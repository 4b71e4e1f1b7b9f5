/* A provider of tracepoints that is not ours, for the test of reading LTTng's recordings. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER demo

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tests/programs/foreign_tracepoints.h"

#if !defined(THREADLANE_TESTS_FOREIGN_TRACEPOINTS_H) ||                                            \
    defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define THREADLANE_TESTS_FOREIGN_TRACEPOINTS_H

#include <lttng/tracepoint.h>

LTTNG_UST_TRACEPOINT_EVENT(demo, step, LTTNG_UST_TP_ARGS(int, number, const char *, text),
                           LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(int, number, number)
                                                   lttng_ust_field_string(text, text)
                                                       lttng_ust_field_sequence(char, bytes, text,
                                                                                unsigned, 3)))

#endif

#include <lttng/tracepoint-event.h>
