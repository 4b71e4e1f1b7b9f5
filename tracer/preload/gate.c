#include "tracer/preload/gate.h"

#include <errno.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

#include "tracer/preload/channel.h"
#include "tracer/preload/environment.h"
#include "tracer/preload/forward.h"
#include "tracer/preload/interpreter.h"
#include "tracer/preload/outside.h"
#include "tracer/preload/real.h"
#include "tracer/record/recorder_table.h"

#define NS_PER_SECOND 1000000000

_Thread_local struct gate_thread gate_thread __attribute__((tls_model("initial-exec")));
uint64_t gate_library_begin, gate_library_end;

uint32_t gate_find_tid(void)
{
    gate_thread.tid = (uint32_t)gettid();
    return gate_thread.tid;
}

void gate_follow_fork(void)
{
    outside_follow_fork();
    gate_thread = (struct gate_thread){.number = recorder_thread()};
}

/* ---- where things lie ---- */

struct module_search {
    uint64_t address; /* lies in it */
    uint64_t begin, end;
};

static int look_at_module(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    struct module_search *search = context;
    uint64_t begin = UINT64_MAX, end = 0;
    bool is_it = false;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uint64_t first = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD) {
            is_it |= search->address - first < segment->p_memsz;
            begin = first < begin ? first : begin;
            end = first + segment->p_memsz > end ? first + segment->p_memsz : end;
        }
    }
    if (is_it) {
        search->begin = begin;
        search->end = end;
    }
    return is_it;
}

void gate_find_module(uint64_t address, uint64_t *begin, uint64_t *end)
{
    struct module_search search = {.address = address};
    dl_iterate_phdr(look_at_module, &search);
    *begin = search.begin;
    *end = search.end;
}

/* The program comes first. One that is written with libthreadlane records by itself. */
static int look_at_program(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    const ElfW(Dyn) *dynamic = NULL;
    const char *strings = NULL;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC) {
            dynamic = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
        }
    }
    for (const ElfW(Dyn) *at = dynamic; at && at->d_tag != DT_NULL; at++) {
        strings = at->d_tag == DT_STRTAB ? (const char *)at->d_un.d_ptr : strings;
    }
    for (const ElfW(Dyn) *at = dynamic; strings && at->d_tag != DT_NULL; at++) {
        if (at->d_tag == DT_NEEDED && strncmp(strings + at->d_un.d_val, "libthreadlane.so",
                                              strlen("libthreadlane.so")) == 0) {
            *(bool *)context = true;
        }
    }
    return 1;
}

/* After libthreadlane, which this library depends on, has looked for its pool. */
__attribute__((constructor(101))) static void open_gate(void)
{
    int saved_errno = errno;
    real_find();
    gate_find_module((uint64_t)&tl_recorder, &gate_library_begin, &gate_library_end);
    bool is_linked = false;
    dl_iterate_phdr(look_at_program, &is_linked);
    if (!is_linked) {
        forward_init();
        recorder_note_foreign();
        gate_thread.number = recorder_thread();
        environment_init();
        channel_init();
        channel_declare_all();
        interpreter_find();
    }
    errno = saved_errno;
}

/* ---- waits ---- */

static int64_t to_ns(const struct timespec *time)
{
    return (int64_t)time->tv_sec * NS_PER_SECOND + time->tv_nsec;
}

uint64_t gate_limit_ns(const struct gate_limit *limit)
{
    if (!limit->time) {
        return WAIT_FOREVER;
    }
    struct timespec now = {0};
    if (!limit->is_relative) {
        clock_gettime(limit->clock, &now);
    }
    int64_t left = to_ns(limit->time) - to_ns(&now);
    return left > 0 ? (uint64_t)left : 0;
}

struct gate_wait gate_begin(enum event_operation operation, uint16_t flags, uint64_t object,
                            uint64_t site, const struct gate_limit *limit)
{
    struct gate_wait wait = {
        .operation = operation,
        .flags = flags | (limit->time ? FLAG_TIMED : 0),
        .is_open = true,
        .site = site,
        .object = object,
    };
    recorder_event((uint16_t)(operation << 2 | STAGE_BEGIN), wait.flags, site, object,
                   gate_limit_ns(limit));
    return wait;
}

void gate_sleep(struct gate_wait *wait)
{
    wait->number = recorder_next_wait();
    gate_thread.is_asleep = true;
    recorder_event(EVENT_DOOR_WAIT_BEGIN, wait->flags & FLAG_TIMED, wait->site, wait->object,
                   wait->number);
    wait->is_asleep = true;
}

void gate_wake(struct gate_wait *wait, enum event_reason reason)
{
    wait->is_asleep = false;
    uint16_t flags = wait->flags & FLAG_TIMED;
    gate_thread.is_asleep = false;
    if (reason == 0) {
        recorder_event(EVENT_DOOR_WAIT, flags, wait->site, wait->object, wait->number);
    } else {
        recorder_event(EVENT_DOOR_WAIT_FAILED, flags | (uint16_t)reason, wait->site, wait->object,
                       wait->number);
    }
}

/* Of a failure the detail says why. */
static uint16_t with_reason(uint16_t flags, enum event_reason reason)
{
    return (uint16_t)((flags & ~FLAG_DETAIL_MASK) | reason);
}

void gate_end(struct gate_wait *wait, enum event_reason reason, uint64_t value)
{
    wait->is_open = false;
    uint16_t flags = wait->flags | FLAG_CONTENDED;
    if (reason == 0) {
        recorder_event_ordered((uint16_t)(wait->operation << 2), flags, wait->site, wait->object,
                               value);
    } else {
        recorder_event((uint16_t)(wait->operation << 2 | STAGE_FAILED), with_reason(flags, reason),
                       wait->site, wait->object, 0);
    }
}

void gate_leave(struct gate_wait *wait)
{
    if (wait->is_asleep) {
        gate_wake(wait, REASON_CANCELLED);
    }
    if (wait->is_open && wait->lock != 0) {
        recorder_event(EVENT_LOCK_ACQUIRE, 1 << FLAG_STOREY_SHIFT, wait->site, wait->lock,
                       wait->depth);
    }
    if (wait->is_open) {
        gate_end(wait, REASON_CANCELLED, 0);
    }
}

void gate_note(enum event_operation operation, uint16_t flags, uint64_t object, uint64_t site,
               int error, uint64_t value)
{
    enum event_reason reason = gate_reason(error);
    if (reason == 0) {
        recorder_event_ordered((uint16_t)(operation << 2), flags, site, object, value);
    } else {
        recorder_event((uint16_t)(operation << 2 | STAGE_FAILED), with_reason(flags, reason), site,
                       object, 0);
    }
}

enum event_reason gate_reason(int error)
{
    static const struct {
        int error;
        enum event_reason reason;
    } reasons[] = {
        {0, 0},
        {EOWNERDEAD, 0},
        {ETIMEDOUT, REASON_TIMEOUT},
        {EBUSY, REASON_BUSY},
        {EDEADLK, REASON_WOULD_DEADLOCK},
        {ENOTRECOVERABLE, REASON_OWNER_DIED},
        {EINTR, REASON_INTERRUPTED},
        {EAGAIN, REASON_LIMIT},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].error == error) {
            return reasons[i].reason;
        }
    }
    return REASON_BROKEN;
}
