#include "tracer/collect/collector.h"

#include <linux/futex.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tracer/event/event_kind.h"

#define HEAD_SIZE ((uint32_t)sizeof(struct packet_head))

#define SEQUENCE_MAX (1u << 24) /* a terabyte of one slot: a larger number is nonsense */

void collector_init(struct collector *collector, struct pool_header *pool,
                    struct stream_store *store)
{
    collector->pool = pool;
    collector->packet_count = pool->packet_count;
    collector->store = store;
}

static uint32_t used_count(const struct collector *collector)
{
    uint32_t used = atomic_load_explicit(&collector->pool->used_count, memory_order_acquire);
    return used < collector->packet_count ? used : collector->packet_count;
}

static uint32_t packet_state(const struct collector *collector, uint32_t index)
{
    return atomic_load_explicit(&collector->pool->entries[index].state, memory_order_acquire);
}

/* The published size of a packet, or 0 if its head is not there or not to be believed. */
static uint32_t content_size(const struct packet_head *packet)
{
    if (__atomic_load_n(&packet->magic, __ATOMIC_ACQUIRE) != PACKET_MAGIC ||
        packet->stream > STREAM_TEXTS || packet->sequence > SEQUENCE_MAX) {
        return 0;
    }
    uint64_t bits = atomic_load_explicit(&packet->content_bits, memory_order_acquire);
    bool is_good = bits % 8 == 0 && bits / 8 >= HEAD_SIZE && bits / 8 <= PACKET_SIZE;
    return is_good ? (uint32_t)(bits / 8) : 0;
}

static uint32_t record_count(const struct packet_head *packet, uint32_t size)
{
    return packet->stream == STREAM_EVENTS ? (size - HEAD_SIZE) / (uint32_t)sizeof(struct record)
                                           : 0;
}

/* What a written packet tells about its process. */
static void note_process(struct collector *collector, const struct packet_head *head,
                         uint32_t count)
{
    const struct record *records = (const struct record *)(head + 1);
    if (head->process >= POOL_PROCESS_MAX) {
        return;
    }
    uint64_t *end = &collector->process_end[head->process];
    *end = head->end > *end ? head->end : *end;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t about = id_number(record_object(&records[i]));
        if (record_kind(&records[i]) == EVENT_PROCESS_END) {
            collector->has_told_end[head->process] |= about == head->process;
        } else if (record_kind(&records[i]) == EVENT_PROCESS_JOIN && about < POOL_PROCESS_MAX) {
            uint64_t *join = &collector->process_join[about];
            *join = *join == 0 || records[i].ticks < *join ? records[i].ticks : *join;
        }
    }
}

/* A copy, because the length in the head has to be the one that was read. */
static bool write_packet(struct collector *collector, uint32_t index, uint32_t *events,
                         struct trace_error *error)
{
    const struct packet_head *packet = pool_packet(collector->pool, index);
    uint32_t slot = collector->pool->entries[index].slot, size = content_size(packet);
    *events = 0;
    if (size == 0 || slot >= POOL_SLOT_MAX) {
        return true;
    }
    static _Alignas(64) char copy[PACKET_SIZE];
    struct packet_head *head = (struct packet_head *)copy;
    memcpy(copy, packet, size);
    head->content_bits = size * UINT64_C(8);
    *events = record_count(head, size);
    note_process(collector, head, *events);
    if (head->events_discarded > collector->told_lost[slot]) {
        collector->told_lost[slot] = head->events_discarded;
    }
    collector->end_ticks = head->end > collector->end_ticks ? head->end : collector->end_ticks;
    return stream_store_write(collector->store, slot, head, size, error);
}

/* Whoever takes the packet next finds a head that says nothing. */
static void free_packet(struct collector *collector, uint32_t index)
{
    memset(pool_packet(collector->pool, index), 0, HEAD_SIZE);
    atomic_store_explicit(&collector->pool->entries[index].state, PACKET_FREE,
                          memory_order_release);
    atomic_store_explicit(&collector->pool->free_hint, index, memory_order_relaxed);
}

static bool empty_packet(struct collector *collector, uint32_t index, struct trace_error *error)
{
    uint32_t events;
    collector->broken_count += content_size(pool_packet(collector->pool, index)) == 0;
    if (!write_packet(collector, index, &events, error)) {
        return false;
    }
    collector->full_event_count += events;
    free_packet(collector, index);
    return true;
}

/* Goes once around at most, from where it stopped last, so that none is always the last one. */
static bool drain(struct collector *collector, uint32_t limit, struct trace_error *error)
{
    uint32_t used = used_count(collector), emptied = 0;
    collector->has_more = false;
    for (uint32_t i = 0; i < used; i++) {
        uint32_t index = (uint32_t)(((uint64_t)collector->next_packet + i) % used);
        if (packet_state(collector, index) != PACKET_FULL) {
            continue;
        }
        if (emptied == limit) {
            collector->has_more = true;
            collector->next_packet = index;
            break;
        }
        if (!empty_packet(collector, index, error)) {
            return false;
        }
        emptied++;
    }
    return true;
}

bool collector_drain(struct collector *collector, struct trace_error *error)
{
    return drain(collector, DRAIN_PACKETS, error);
}

/* Its owner may have died between taking the packet and counting it. */
static void give_slot_back(struct collector *collector, uint32_t slot,
                           const struct packet_head *packet)
{
    struct pool_header *pool = collector->pool;
    if (slot >= POOL_SLOT_MAX) {
        return;
    }
    if (pool->slot_sequence[slot] <= packet->sequence) {
        pool->slot_sequence[slot] = packet->sequence + 1;
    }
    pool->slot_end[slot] = atomic_load(&packet->end);
    atomic_store_explicit(&pool->slot_state[slot], SLOT_GIVEN_BACK + packet->stream,
                          memory_order_release);
}

void collector_reclaim(struct collector *collector, uint32_t process)
{
    uint32_t used = used_count(collector);
    for (uint32_t i = 0; i < used; i++) {
        struct packet_head *packet = pool_packet(collector->pool, i);
        struct pool_entry *entry = &collector->pool->entries[i];
        if (packet_state(collector, i) == PACKET_ACTIVE && content_size(packet) > 0 &&
            packet->process == process) {
            give_slot_back(collector, entry->slot, packet);
            atomic_store_explicit(&entry->state, PACKET_FULL, memory_order_release);
        }
    }
}

bool collector_flush(struct collector *collector, struct trace_error *error)
{
    if (!drain(collector, UINT32_MAX, error)) {
        return false;
    }
    collector->active_event_count = 0;
    uint32_t used = used_count(collector);
    for (uint32_t i = 0; i < used; i++) {
        uint32_t events = 0;
        if (packet_state(collector, i) != PACKET_FREE &&
            !write_packet(collector, i, &events, error)) {
            return false;
        }
        collector->active_event_count += events;
    }
    return true;
}

uint64_t collector_unwritten(const struct collector *collector)
{
    uint64_t unwritten = 0;
    uint32_t used = used_count(collector);
    for (uint32_t i = 0; i < used; i++) {
        const struct packet_head *packet = pool_packet(collector->pool, i);
        uint32_t size = content_size(packet);
        if (packet_state(collector, i) != PACKET_FREE && size > 0) {
            uint32_t slot = collector->pool->entries[i].slot, count = record_count(packet, size);
            uint32_t there = stream_store_event_count(collector->store, slot, packet->sequence);
            unwritten += count > there ? count - there : 0;
        }
    }
    return unwritten;
}

uint32_t collector_untold_lost(const struct collector *collector)
{
    uint32_t lost = atomic_load(&collector->pool->discarded);
    uint32_t slot_count = atomic_load(&collector->pool->next_slot);
    for (uint32_t slot = 0; slot < slot_count && slot < POOL_SLOT_MAX; slot++) {
        uint32_t told = collector->told_lost[slot];
        lost = lost > told ? lost - told : 0;
    }
    return lost;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 32;
}

uint64_t collector_heads(const struct collector *collector)
{
    const struct pool_header *pool = collector->pool;
    uint64_t hash = mix(atomic_load(&pool->next_thread), atomic_load(&pool->next_process));
    hash = mix(hash, atomic_load(&pool->discarded));
    uint32_t used = used_count(collector);
    for (uint32_t i = 0; i < used; i++) {
        if (packet_state(collector, i) == PACKET_FREE) {
            continue;
        }
        const struct packet_head *packet = pool_packet(collector->pool, i);
        hash = mix(hash, (uint64_t)packet->sequence << 32 | i);
        hash = mix(hash, atomic_load_explicit(&packet->content_bits, memory_order_acquire));
    }
    return hash;
}

/* NULL if no thread is filling it. */
static const struct packet_head *find_active(const struct collector *collector, uint32_t index)
{
    const struct packet_head *packet = pool_packet(collector->pool, index);
    bool is_active =
        packet_state(collector, index) == PACKET_ACTIVE && packet->stream == STREAM_EVENTS;
    return is_active && content_size(packet) > 0 ? packet : NULL;
}

uint32_t collector_used_count(const struct collector *collector)
{
    return used_count(collector);
}

uint64_t collector_packet_head(const struct collector *collector, uint32_t packet)
{
    const struct packet_head *head = find_active(collector, packet);
    return head ? mix(mix(head->thread, head->sequence), content_size(head)) | 1 : 0;
}

uint16_t collector_awaited_operation(const struct collector *collector, uint32_t packet)
{
    const struct packet_head *head = find_active(collector, packet);
    uint32_t count = head ? record_count(head, content_size(head)) : 0;
    if (count < 2) {
        return 0;
    }
    const struct record *last = (const struct record *)(head + 1) + count - 1;
    bool is_waiting = record_kind(last) == EVENT_DOOR_WAIT_BEGIN &&
                      (record_flags(last) & FLAG_TIMED) == 0 &&
                      kind_stage(record_kind(last - 1)) == STAGE_BEGIN;
    return is_waiting ? (uint16_t)kind_operation(record_kind(last - 1)) : 0;
}

uint32_t collector_find_packet(const struct collector *collector, uint32_t thread)
{
    uint32_t used = used_count(collector);
    for (uint32_t i = 0; i < used; i++) {
        const struct packet_head *head = find_active(collector, i);
        if (head && head->thread == thread) {
            return i;
        }
    }
    return UINT32_MAX;
}

static bool ends_waiting(const struct packet_head *packet)
{
    uint32_t size = content_size(packet);
    uint32_t count = size ? record_count(packet, size) : 0;
    const struct record *records = (const struct record *)(packet + 1);
    return count > 0 && record_kind(&records[count - 1]) == EVENT_DOOR_WAIT_BEGIN;
}

bool collector_is_quiet(const struct collector *collector)
{
    uint32_t used = used_count(collector), waiting = 0;
    for (uint32_t i = 0; i < used; i++) {
        const struct packet_head *packet = pool_packet(collector->pool, i);
        if (packet_state(collector, i) != PACKET_ACTIVE || packet->stream != STREAM_EVENTS) {
            continue;
        }
        if (!ends_waiting(packet)) {
            return false;
        }
        waiting++;
    }
    return waiting > 0;
}

uint32_t collector_seen(const struct collector *collector)
{
    return atomic_load(&collector->pool->full_futex);
}

void collector_wait(const struct collector *collector, uint64_t limit_ns, uint32_t seen)
{
    struct timespec limit = {
        .tv_sec = (time_t)(limit_ns / 1000000000u),
        .tv_nsec = (long)(limit_ns % 1000000000u),
    };
    atomic_store(&collector->pool->collector_sleeps, 1);
    syscall(SYS_futex, &collector->pool->full_futex, FUTEX_WAIT, seen, &limit, NULL, 0);
    atomic_store(&collector->pool->collector_sleeps, 0);
}

void collector_interrupt(struct pool_header *pool)
{
    atomic_fetch_add(&pool->full_futex, 1);
    syscall(SYS_futex, &pool->full_futex, FUTEX_WAKE, 1, NULL, NULL, 0);
}
