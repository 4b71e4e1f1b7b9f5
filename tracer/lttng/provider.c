/* The module that trace-run --lttng has the recorder load: hands records and texts on to LTTng-UST.
 * What goes on inside LTTng (buffers, its own threads) is LTTng's. */
#include <errno.h>
#include <lttng/ust-fork.h>
#include <pthread.h>
#include <signal.h>

#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tracer/lttng/tracepoints.h"

#include "tracer/event/event_tap.h"

/* clang-format off */
#define EMIT(KIND, name)                                                                           \
    case KIND: lttng_ust_tracepoint(threadlane, name, owner, record); break;
#define EMIT_STAGES_D(NAME, name)   EMIT(EVENT_##NAME, name)
#define EMIT_STAGES_BD(NAME, name)  EMIT_STAGES_D(NAME, name) EMIT(EVENT_##NAME##_BEGIN, name##_begin)
#define EMIT_STAGES_DF(NAME, name)  EMIT_STAGES_D(NAME, name) EMIT(EVENT_##NAME##_FAILED, name##_failed)
#define EMIT_STAGES_BDF(NAME, name) EMIT_STAGES_BD(NAME, name) EMIT(EVENT_##NAME##_FAILED, name##_failed)
/* clang-format on */

static void add_event(const struct packet_head *owner, const struct record *record)
{
    int saved_errno = errno;
    switch (record_kind(record)) {
#define X(number, NAME, identifier, name, stages, ...) EMIT_##stages(NAME, identifier)
        EVENT_TABLE(X)
#undef X
    }
    errno = saved_errno;
}

/* clang-format off */
#define EMIT_TEXT(KIND, name)                                                                      \
    case KIND: lttng_ust_tracepoint(threadlane, name, owner, text, strings); break;
/* clang-format on */

static void add_text(const struct packet_head *owner, const struct text_fixed *text,
                     const char *const strings[TEXT_STRINGS])
{
    int saved_errno = errno;
    switch (text->kind) {
        EMIT_TEXT(TEXT_INFO, text_info)
        EMIT_TEXT(TEXT_NAME, text_name)
        EMIT_TEXT(TEXT_SITE, text_site)
        EMIT_TEXT(TEXT_MODULE, text_module)
        EMIT_TEXT(TEXT_TEXT, text_text)
        EMIT_TEXT(TEXT_REGION, text_region)
        EMIT_TEXT(TEXT_OUTSIDE, text_outside)
        EMIT_TEXT(TEXT_ASLEEP, text_asleep)
        EMIT_TEXT(TEXT_END, text_end)
    }
    errno = saved_errno;
}

static void add_clock(uint64_t frequency, uint64_t offset_s, uint64_t offset, uint8_t is_absolute)
{
    lttng_ust_tracepoint(threadlane, clock, frequency, offset_s, offset, is_absolute);
}

static void add_lost(uint64_t events)
{
    lttng_ust_tracepoint(threadlane, lost, events);
}

/* LTTng's threads do not survive a fork; this begins them anew in the child, as its own preloaded
 * library would. */
static _Thread_local sigset_t signals_before_fork;

static void begin_fork(void)
{
    lttng_ust_before_fork(&signals_before_fork);
}

static void end_fork(void)
{
    lttng_ust_after_fork_parent(&signals_before_fork);
}

static void follow_fork(void)
{
    lttng_ust_after_fork_child(&signals_before_fork);
}

/* When the module is loaded, which is before the recorder prepares for forks: so the child records
 * only when this is done. */
__attribute__((constructor)) static void prepare_forks(void)
{
    pthread_atfork(begin_fork, end_fork, follow_fork);
}

__attribute__((visibility("default"))) extern const struct event_tap threadlane_tap;
const struct event_tap threadlane_tap = {TAP_VERSION, add_event, add_text, add_clock, add_lost};
