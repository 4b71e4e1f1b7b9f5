/* The tracepoints of the provider `threadlane`: one a kind of the event table and one a kind of
 * text, as docs/trace-format.md names them. LTTng includes this file several times, with other
 * meanings of its macros each time. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER threadlane

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tracer/lttng/tracepoints.h"

#if !defined(THREADLANE_LTTNG_TRACEPOINTS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define THREADLANE_LTTNG_TRACEPOINTS_H

#include <lttng/tracepoint.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/record.h"

/* clang-format off */
#define OWNER_FIELDS                                                                               \
    lttng_ust_field_integer(uint32_t, thread, owner->thread)                                       \
    lttng_ust_field_integer(uint32_t, process, owner->process)                                     \
    lttng_ust_field_integer(uint32_t, tid, owner->tid)                                             \
    lttng_ust_field_integer(uint32_t, pid, owner->pid)

LTTNG_UST_TRACEPOINT_EVENT_CLASS(threadlane, record,
    LTTNG_UST_TP_ARGS(const struct packet_head *, owner, const struct record *, record),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint64_t, ticks, record->ticks)
        OWNER_FIELDS
        lttng_ust_field_integer(uint16_t, kind, record_kind(record))
        lttng_ust_field_integer_hex(uint16_t, flags, record_flags(record))
        lttng_ust_field_integer_hex(uint64_t, site, record_site(record))
        lttng_ust_field_integer_hex(uint64_t, object, record_object(record))
        lttng_ust_field_integer(uint64_t, value, record->value)))

#define RECORD_POINT(name)                                                                         \
    LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(threadlane, record, threadlane, name,                      \
        LTTNG_UST_TP_ARGS(const struct packet_head *, owner, const struct record *, record))
#define RECORD_POINTS_STAGES_D(name)   RECORD_POINT(name)
#define RECORD_POINTS_STAGES_BD(name)  RECORD_POINT(name) RECORD_POINT(name##_begin)
#define RECORD_POINTS_STAGES_DF(name)  RECORD_POINT(name) RECORD_POINT(name##_failed)
#define RECORD_POINTS_STAGES_BDF(name) RECORD_POINTS_STAGES_BD(name) RECORD_POINT(name##_failed)
#define X(number, NAME, identifier, name, stages, ...) RECORD_POINTS_##stages(identifier)
EVENT_TABLE(X)
#undef X

LTTNG_UST_TRACEPOINT_EVENT_CLASS(threadlane, text,
    LTTNG_UST_TP_ARGS(const struct packet_head *, owner, const struct text_fixed *, text,
                      const char *const *, strings),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint64_t, ticks, text->ticks)
        OWNER_FIELDS
        lttng_ust_field_integer(uint16_t, kind, text->kind)
        lttng_ust_field_integer_hex(uint64_t, key, text->key)
        lttng_ust_field_integer(uint64_t, value, text->value)
        lttng_ust_field_integer(uint64_t, extra, text->extra)
        lttng_ust_field_string(first, strings[0])
        lttng_ust_field_string(second, strings[1])
        lttng_ust_field_string(third, strings[2])))

#define TEXT_POINT(name)                                                                           \
    LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(threadlane, text, threadlane, name,                        \
        LTTNG_UST_TP_ARGS(const struct packet_head *, owner, const struct text_fixed *, text,      \
                          const char *const *, strings))
TEXT_POINT(text_info)
TEXT_POINT(text_name)
TEXT_POINT(text_site)
TEXT_POINT(text_module)
TEXT_POINT(text_text)
TEXT_POINT(text_region)
TEXT_POINT(text_outside)
TEXT_POINT(text_asleep)
TEXT_POINT(text_end)

LTTNG_UST_TRACEPOINT_EVENT(threadlane, clock,
    LTTNG_UST_TP_ARGS(uint64_t, frequency_, uint64_t, offset_s_, uint64_t, offset_, uint8_t, absolute_),
    LTTNG_UST_TP_FIELDS(
        lttng_ust_field_integer(uint64_t, frequency, frequency_)
        lttng_ust_field_integer(uint64_t, offset_s, offset_s_)
        lttng_ust_field_integer(uint64_t, offset, offset_)
        lttng_ust_field_integer(uint8_t, absolute, absolute_)))

LTTNG_UST_TRACEPOINT_EVENT(threadlane, lost,
    LTTNG_UST_TP_ARGS(uint64_t, count),
    LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(uint64_t, events, count)))
/* clang-format on */

#endif

#include <lttng/tracepoint-event.h>
