/* The module that trace-run --lttng has the recorder load: hands records and texts on to LTTng-UST.
 * What goes on inside LTTng (buffers, its own threads) is LTTng's. */
#include <errno.h>
#include <lttng/ust-fork.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tracer/lttng/tracepoints.h"

#include "tracer/event/event_tap.h"

#define STALL_NS      450000000u /* nearly as long as LTTng makes a thread wait for room */
#define STALLS_MAX    2          /* of a thread in a row; one may be the scheduler's */
#define PAUSE_NS      UINT64_C(10000000000)
#define NS_PER_MS     1000000
#define MS_PER_SECOND 1000
#define NS_PER_SECOND UINT64_C(1000000000)

/* With full buffers that nobody empties, each event would wait for room. So after two such waits
 * nobody tries again for a while: a program gets slower, but it is not stopped. */
static _Atomic uint64_t closed_until_ns;
static _Thread_local unsigned stalls;

static uint64_t coarse_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static bool is_open(uint64_t now_ns)
{
    return now_ns >= atomic_load_explicit(&closed_until_ns, memory_order_relaxed);
}

static void note_emitted(uint64_t begin_ns)
{
    uint64_t end_ns = coarse_ns();
    stalls = end_ns - begin_ns >= STALL_NS ? stalls + 1 : 0;
    if (stalls >= STALLS_MAX) {
        stalls = 0;
        atomic_store_explicit(&closed_until_ns, end_ns + PAUSE_NS, memory_order_relaxed);
    }
}

/* clang-format off */
#define EMIT(KIND, name)                                                                           \
    case KIND:                                                                                     \
        if (!lttng_ust_tracepoint_enabled(threadlane, name)) return false;                         \
        lttng_ust_do_tracepoint(threadlane, name, owner, record);                                  \
        return true;
#define EMIT_STAGES_D(NAME, name)   EMIT(EVENT_##NAME, name)
#define EMIT_STAGES_BD(NAME, name)  EMIT_STAGES_D(NAME, name) EMIT(EVENT_##NAME##_BEGIN, name##_begin)
#define EMIT_STAGES_DF(NAME, name)  EMIT_STAGES_D(NAME, name) EMIT(EVENT_##NAME##_FAILED, name##_failed)
#define EMIT_STAGES_BDF(NAME, name) EMIT_STAGES_BD(NAME, name) EMIT(EVENT_##NAME##_FAILED, name##_failed)
/* clang-format on */

/* False: LTTng does not want it. */
static bool emit(const struct packet_head *owner, const struct record *record)
{
    switch (record_kind(record)) {
#define X(number, NAME, identifier, name, stages, ...) EMIT_##stages(NAME, identifier)
        EVENT_TABLE(X)
#undef X
    default:
        return false;
    }
}

static bool add_event(const struct packet_head *owner, const struct record *record)
{
    int saved_errno = errno;
    uint64_t begin_ns = coarse_ns();
    bool is_taken = is_open(begin_ns) && emit(owner, record);
    if (is_taken) {
        note_emitted(begin_ns);
    }
    errno = saved_errno;
    return is_taken;
}

/* clang-format off */
#define EMIT_TEXT(KIND, name)                                                                      \
    case KIND: lttng_ust_tracepoint(threadlane, name, owner, text, strings); break;
/* clang-format on */

static void add_text(const struct packet_head *owner, const struct text_fixed *text,
                     const char *const strings[TEXT_STRINGS])
{
    int saved_errno = errno;
    if (!is_open(coarse_ns())) {
        return;
    }
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

/* A relay daemon does not show whoever watches what comes just before the end of a process; so what
 * has been recorded gets the time to come before. */
__attribute__((destructor)) static void linger(void)
{
    const char *text = getenv(LINGER_ENVIRONMENT);
    long ms = text ? strtol(text, NULL, 10) : 0;
    if (ms > 0 && ms < MS_PER_SECOND) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = ms * NS_PER_MS}, NULL);
    }
}

__attribute__((visibility("default"))) extern const struct event_tap threadlane_tap;
const struct event_tap threadlane_tap = {TAP_VERSION, add_event, add_text, add_clock, add_lost};
