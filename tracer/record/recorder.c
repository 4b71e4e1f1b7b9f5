#include "tracer/record/recorder.h"

#include <stdatomic.h>
#include <stddef.h>

#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/packet_taker.h"
#include "tracer/record/succession.h"
#include "tracer/record/tap.h"
#include "tracer/record/text_writer.h"
#include "tracer/record/thread_slot.h"

#define FETCHED_AHEAD   16 /* records */
#define UNRECORDED_STEP 64 /* objects that a thread numbers before it looks for more numbers */

/* Numbers of a process that is not recorded. */
static _Atomic uint32_t unrecorded_threads = 1;
static _Atomic uint64_t unrecorded_objects = UNRECORDED_STEP;

const struct pool_header *recorder_pool(void)
{
    return attachment.pool;
}

void recorder_end_virtual_time(void)
{
    if (attachment.pool) {
        atomic_store_explicit(&attachment.pool->is_over, 1, memory_order_release);
    }
}

/* Publishes the record: pairs with the acquire load of whoever reads the packet. */
static inline void publish(struct packet_head *packet, const struct record *record, uint64_t ticks)
{
    atomic_store_explicit(&packet->end, ticks, memory_order_relaxed);
    atomic_store_explicit(&packet->content_bits,
                          (uint64_t)((const char *)(record + 1) - (const char *)packet) * 8,
                          memory_order_release);
}

/* Where a record goes a little later. trace-run has looked at the packet, or made it, so its lines
 * are with another processor, and the next locked instruction would wait until the one just written
 * to has come: longer than a record takes. Beyond the packet nothing happens. */
static inline void fetch_ahead(const struct record *place)
{
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(place[FETCHED_AHEAD]));
#else
    __builtin_prefetch(&place[FETCHED_AHEAD], 1);
#endif
}

static uint64_t read_ticks(const struct pool_header *pool, bool is_ordered)
{
    return pool->is_virtual_time ? clock_virtual_tick(pool->virtual_step_ns)
           : is_ordered          ? clock_ticks_ordered(pool->uses_tsc)
                                 : clock_ticks(pool->uses_tsc);
}

/* The time of the record before, on this processor or another whose clock is a little ahead. */
static uint64_t last_ticks(const struct thread_slot *slot)
{
    return slot->packet ? slot->packet->end : slot->end_ticks;
}

/* Off, another clock than the TSC, a tap, or no packet with room. */
static __attribute__((noinline)) uint64_t record_slowly(uint16_t kind, uint16_t flags,
                                                        uint64_t site, uint64_t object,
                                                        uint64_t value, bool is_ordered)
{
    const struct pool_header *pool = attachment.pool;
    if (!pool) {
        return 0;
    }
    uint64_t ticks = read_ticks(pool, is_ordered);
    struct thread_slot *slot = &thread_slot;
    tap_end_repeat(slot);
    if (!thread_slot_has_room(slot) && !thread_slot_refill(slot, ticks)) {
        return 0;
    }
    uint64_t last = last_ticks(slot);
    ticks = ticks < last ? last : ticks;
    *slot->next = record_pack(ticks, kind, flags ^ RECORDER_SITE, site, object, value);
    publish(slot->packet, slot->next++, ticks);
    tap_add_last(slot);
    slot->limit = attachment.is_fast ? slot->limit : slot->next;
    return ticks;
}

/* Each instruction counts, for rdtscp waits for all before it: those of the record before, too. */
static inline uint64_t put_record(struct thread_slot *slot, struct record *place, uint64_t ticks,
                                  uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                  uint64_t value)
{
    *place = record_pack(ticks, kind, flags ^ RECORDER_SITE, site, object, value);
    slot->next = place + 1;
    fetch_ahead(place);
    if (__builtin_expect(ticks < place[-1].ticks, 0)) { /* the slow way has put the first one */
        ticks = place->ticks = place[-1].ticks;
        __asm__ volatile("" : : : "memory"); /* a branch, so that nobody waits for it */
    }
    publish(slot->packet, place, ticks);
    return ticks;
}

static inline uint64_t write_record(bool is_ordered, uint16_t kind, uint16_t flags, uint64_t site,
                                    uint64_t object, uint64_t value)
{
    struct thread_slot *slot = &thread_slot;
    struct record *place = slot->next;
    if (__builtin_expect(place == slot->limit, 0)) {
        return record_slowly(kind, flags, site, object, value, is_ordered);
    }
    uint64_t ticks = is_ordered ? clock_ticks_ordered(true) : clock_ticks(true);
    return put_record(slot, place, ticks, kind, flags, site, object, value);
}

uint64_t recorder_event_at_once(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value)
{
    return write_record(false, kind, flags, site, object, value);
}

uint64_t recorder_event_ordered(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value)
{
    return write_record(true, kind, flags, site, object, value);
}

/* rdtsc may be done before what stands in front of it, so it is compared with what must have been
 * before; then it need not wait, and costs nothing beside the locked instruction of an acquire. */
uint64_t recorder_event_since(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value, uint64_t since)
{
    struct thread_slot *slot = &thread_slot;
    struct record *place = slot->next;
    if (__builtin_expect(place == slot->limit, 0)) {
        return recorder_event_ordered(kind, flags, site, object, value);
    }
    uint64_t ticks = clock_ticks(true);
    bool is_too_early = since - 1 >= ticks - 1; /* so is all, if since is 0 */
    if (__builtin_expect(is_too_early, 0)) {
        return recorder_event_ordered(kind, flags, site, object, value);
    }
    return put_record(slot, place, ticks, kind, flags, site, object, value);
}

static uint64_t record_one_by_one(const struct event_draft *events, unsigned count, uint64_t site)
{
    uint64_t ticks = 0;
    for (unsigned i = 0; i < count; i++) {
        ticks = recorder_event(events[i].kind, events[i].flags, site, events[i].object,
                               events[i].value);
    }
    return ticks;
}

uint64_t recorder_events_together(const struct event_draft *events, unsigned count, uint64_t site)
{
    struct thread_slot *slot = &thread_slot;
    struct record *place = slot->next;
    if (slot->limit - place < (ptrdiff_t)count) {
        return record_one_by_one(events, count, site);
    }
    uint64_t ticks = clock_ticks_ordered(true), last = place[-1].ticks;
    ticks = ticks < last ? last : ticks;
    for (unsigned i = 0; i < count; i++) {
        place[i] = record_pack(ticks + i, events[i].kind, events[i].flags ^ RECORDER_SITE, site,
                               events[i].object, events[i].value);
        fetch_ahead(place + i);
    }
    slot->next = place + count;
    publish(slot->packet, slot->next - 1, ticks + count - 1);
    return ticks + count - 1;
}

static bool is_same(const struct record *left, const struct record *right)
{
    return left->kind_site == right->kind_site && left->object_flags == right->object_flags &&
           left->value == right->value;
}

/* The count, then the time: who reads the packet meanwhile sees a count that was true. */
static void count_once_more(struct thread_slot *slot, uint64_t ticks)
{
    struct record *repeat = slot->next - 1;
    ticks = ticks < repeat->ticks ? repeat->ticks : ticks;
    __atomic_store_n(&repeat->value, repeat->value + 1, __ATOMIC_RELEASE);
    __atomic_store_n(&repeat->ticks, ticks, __ATOMIC_RELEASE);
    atomic_store_explicit(&slot->packet->end, ticks, memory_order_relaxed);
    tap_add_repeat(slot);
}

void recorder_event_or_repeat(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value)
{
    struct thread_slot *slot = &thread_slot;
    struct record record = record_pack(0, kind, flags ^ RECORDER_SITE, site, object, value);
    size_t count = slot->packet ? (size_t)(slot->next - (struct record *)(slot->packet + 1)) : 0;
    bool has_repeat = count >= 2 && record_kind(slot->next - 1) == EVENT_REPEAT;
    if (has_repeat && is_same(slot->next - 2, &record)) {
        count_once_more(slot, read_ticks(attachment.pool, kind_is_getting(kind)));
    } else if (count >= 1 && is_same(slot->next - 1, &record)) {
        write_record(false, EVENT_REPEAT, flags & FLAG_STOREY_MASK, 0, object, 1);
    } else {
        recorder_event(kind, flags, site, object, value);
    }
}

void recorder_count_lost(void)
{
    if (attachment.pool) {
        packet_count_lost(attachment.pool, SLOT_NONE);
    }
}

void recorder_name(uint64_t id, const char *name)
{
    text_writer_write(&(struct text_record){.kind = TEXT_NAME, .key = id, .strings = {name}});
}

void recorder_info(const char *key, const char *value)
{
    text_writer_write(&(struct text_record){.kind = TEXT_INFO, .strings = {key, value}});
}

void recorder_outside(uint64_t id, enum outside_how how, const char *reason)
{
    text_writer_write(
        &(struct text_record){.kind = TEXT_OUTSIDE, .key = id, .value = how, .strings = {reason}});
}

void recorder_note_foreign(void)
{
    attachment_note_foreign();
}

uint32_t recorder_text(const char *text)
{
    return text_writer_intern(text);
}

uint32_t recorder_site(const char *file, uint32_t line, const char *function, const char *text)
{
    static _Atomic uint32_t last;
    if (!attachment.pool) {
        return 0;
    }
    uint32_t site = atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
    text_writer_write(&(struct text_record){
        .kind = TEXT_SITE, .key = site, .value = line, .strings = {file, function, text}});
    return site;
}

uint32_t recorder_new_thread(void)
{
    return atomic_fetch_add(attachment.pool ? &attachment.pool->next_thread : &unrecorded_threads,
                            1);
}

/* Their order means nothing, so threads need not meet at one counter for each. */
static uint64_t new_unrecorded_object(void)
{
    static _Thread_local uint64_t next __attribute__((tls_model("initial-exec")));
    if (next % UNRECORDED_STEP == 0) {
        next = atomic_fetch_add(&unrecorded_objects, UNRECORDED_STEP);
    }
    return next++;
}

uint64_t recorder_new_object(void)
{
    uint64_t serial = attachment.pool ? atomic_fetch_add(&attachment.pool->next_object, 1)
                                      : new_unrecorded_object();
    return id_make(ID_LIBRARY, serial);
}

uint32_t recorder_process(void)
{
    return attachment.process;
}

uint32_t recorder_new_process(void)
{
    return attachment.pool ? atomic_fetch_add(&attachment.pool->next_process, 1) : 0;
}

void recorder_prepare_fork(uint32_t process, uint32_t thread)
{
    attachment_prepare_fork(process, thread);
}

void recorder_prepare_exec(void)
{
    if (attachment.pool) {
        attachment_prepare_exec();
    }
}

void recorder_undo_exec(void)
{
    if (attachment.pool) {
        succession_undo_exec(attachment.pool, attachment.process);
    }
}

void recorder_begin_start(uint32_t process, uint32_t thread)
{
    if (attachment.pool) {
        succession_begin_start(attachment.pool, process, thread);
    }
}

void recorder_end_start(uint32_t process, uint32_t pid)
{
    if (attachment.pool) {
        succession_end_start(attachment.pool, process, (pid_t)pid);
    }
}

void recorder_note_child(uint32_t process, uint32_t pid)
{
    if (attachment.pool) {
        succession_note_child(attachment.pool, process, (pid_t)pid);
    }
}

uint32_t recorder_find_process(uint32_t pid)
{
    return attachment.pool ? succession_find(attachment.pool, (pid_t)pid) : 0;
}

void recorder_note_collected(uint32_t process)
{
    if (attachment.pool) {
        succession_note_collected(attachment.pool, process);
    }
}

void recorder_begin_thread(uint32_t thread)
{
    if (thread_slot.thread != thread) {
        thread_slot_give_back(&thread_slot);
        thread_slot.thread = thread;
    }
}

uint32_t recorder_thread(void)
{
    return thread_slot.thread;
}

uint32_t recorder_next_wait(void)
{
    return ++thread_slot.wait_count;
}

void recorder_end_thread(void)
{
    thread_slot_give_back(&thread_slot);
}

void recorder_end_process(void)
{
    thread_slot_give_back(&thread_slot);
    text_writer_give_back();
}
