/* The peer of a record: an LTTng-UST tracepoint of four fields. Included as LTTng wants it. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER threadlane_bench
#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tests/bench/bench_tracepoint.h"

#if !defined(THREADLANE_TESTS_BENCH_TRACEPOINT_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define THREADLANE_TESTS_BENCH_TRACEPOINT_H

#include <lttng/tracepoint.h>
#include <stdint.h>

/* clang-format off */
LTTNG_UST_TRACEPOINT_EVENT(
    threadlane_bench, record,
    LTTNG_UST_TP_ARGS(uint16_t, flags, uint64_t, site, uint64_t, object, uint64_t, value),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint16_t, flags, flags)
        lttng_ust_field_integer_hex(uint64_t, site, site)
        lttng_ust_field_integer_hex(uint64_t, object, object)
        lttng_ust_field_integer(uint64_t, value, value)
    )
)
/* clang-format on */

#endif

#include <lttng/tracepoint-event.h>
