#include "tracer/record/packet_taker.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WAIT_STEP_NS 1000000
#define WAIT_STEPS   5000 /* of at least one WAIT_STEP_NS */
/* Full packets that are worth rousing trace-run for: a quarter of the smallest pool. It looks by
 * itself now and then, so those of a program that records little need not wait for more. */
#define WAKE_PACKETS 16

/* Pages of these packets are in this process's page table; one bit a packet. A packet's first use
 * in a process maps its 16 pages by one call instead of 16 faults. */
static _Atomic uint64_t mapped[POOL_PACKET_MAX / 64];

static bool try_slot(struct pool_header *pool, uint32_t slot, uint32_t from)
{
    return atomic_load_explicit(&pool->slot_state[slot], memory_order_relaxed) == from &&
           atomic_compare_exchange_strong_explicit(&pool->slot_state[slot], &from, SLOT_TAKEN,
                                                   memory_order_acquire, memory_order_relaxed);
}

static uint32_t take_old_slot(struct pool_header *pool, enum stream_class stream)
{
    uint32_t used = atomic_load(&pool->next_slot);
    for (uint32_t slot = 0; slot < used && slot < POOL_SLOT_MAX; slot++) {
        if (try_slot(pool, slot, SLOT_GIVEN_BACK + stream)) {
            return slot;
        }
    }
    return SLOT_NONE;
}

static uint32_t take_new_slot(struct pool_header *pool)
{
    while (atomic_load(&pool->next_slot) < POOL_SLOT_MAX) {
        uint32_t slot = atomic_fetch_add(&pool->next_slot, 1);
        if (slot < POOL_SLOT_MAX && try_slot(pool, slot, SLOT_NEW)) {
            return slot;
        }
    }
    return SLOT_NONE;
}

uint32_t slot_take(struct pool_header *pool, enum stream_class stream)
{
    uint32_t slot = pool->is_virtual_time ? take_new_slot(pool) : take_old_slot(pool, stream);
    if (slot != SLOT_NONE) {
        return slot;
    }
    return pool->is_virtual_time ? take_old_slot(pool, stream) : take_new_slot(pool);
}

void slot_give_back(struct pool_header *pool, uint32_t slot, enum stream_class stream,
                    uint64_t end_ticks)
{
    pool->slot_end[slot] = end_ticks;
    atomic_store_explicit(&pool->slot_state[slot], SLOT_GIVEN_BACK + stream, memory_order_release);
}

static bool try_packet(struct pool_header *pool, uint32_t index)
{
    struct pool_entry *entry = &pool->entries[index];
    uint32_t expected = PACKET_FREE;
    return atomic_load_explicit(&entry->state, memory_order_relaxed) == PACKET_FREE &&
           atomic_compare_exchange_strong_explicit(&entry->state, &expected, PACKET_ACTIVE,
                                                   memory_order_acquire, memory_order_relaxed);
}

static void raise_used_count(struct pool_header *pool, uint32_t count)
{
    uint32_t used = atomic_load(&pool->used_count);
    while (used < count && !atomic_compare_exchange_weak(&pool->used_count, &used, count)) {
    }
}

/* Looks from the hint round to it within the packets that have memory, then at those without. */
static bool find_packet(struct pool_header *pool, uint32_t *index)
{
    uint32_t count = pool->packet_count;
    uint32_t ready = atomic_load_explicit(&pool->ready_count, memory_order_relaxed);
    ready = ready < count ? ready : count;
    uint32_t hint = atomic_load_explicit(&pool->free_hint, memory_order_relaxed);
    hint = hint < ready ? hint : 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t candidate = i < ready ? (hint + i) % ready : i;
        if (try_packet(pool, candidate)) {
            atomic_store_explicit(&pool->free_hint, candidate + 1, memory_order_relaxed);
            raise_used_count(pool, candidate + 1);
            *index = candidate;
            return true;
        }
    }
    return false;
}

static void rouse_collector(struct pool_header *pool)
{
    syscall(SYS_futex, &pool->full_futex, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Either this sees that the collector sleeps, or that sees the new number before it does: both
 * orders are sequentially consistent. */
static void wake_collector(struct pool_header *pool)
{
    atomic_fetch_add(&pool->full_futex, 1);
    if (atomic_load(&pool->collector_sleeps)) {
        rouse_collector(pool);
    }
}

static bool collector_is_alive(const struct pool_header *pool)
{
    uint32_t pid = atomic_load_explicit(&pool->collector_pid, memory_order_relaxed);
    return pid != 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

static bool wait_for_packet(struct pool_header *pool, uint32_t *index)
{
    int saved_errno = errno;
    bool is_found = false;
    for (int i = 0; i < WAIT_STEPS && !is_found && collector_is_alive(pool); i++) {
        wake_collector(pool);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = WAIT_STEP_NS}, NULL);
        is_found = find_packet(pool, index);
    }
    errno = saved_errno;
    return is_found;
}

static void map_pages(struct packet_head *packet, uint32_t index)
{
    uint64_t bit = UINT64_C(1) << index % 64;
    if (!(atomic_fetch_or_explicit(&mapped[index / 64], bit, memory_order_relaxed) & bit)) {
#ifdef MADV_POPULATE_WRITE
        int saved_errno = errno;
        madvise(packet, PACKET_SIZE, MADV_POPULATE_WRITE); /* only makes it quicker */
        errno = saved_errno;
#endif
    }
}

struct packet_head *packet_take(struct pool_header *pool, const struct packet_owner *owner,
                                uint64_t begin_ticks, bool may_wait, uint32_t *index)
{
    if (!find_packet(pool, index) && !(may_wait && wait_for_packet(pool, index))) {
        return NULL;
    }
    struct packet_head *packet = pool_packet(pool, *index);
    map_pages(packet, *index);
    pool->entries[*index].slot = owner->slot;
    packet->stream = owner->stream;
    packet->begin = begin_ticks;
    packet->end = begin_ticks;
    packet->content_bits = sizeof(*packet) * 8;
    packet->packet_bits = PACKET_SIZE * 8;
    packet->events_discarded = pool->slot_discarded[owner->slot];
    packet->sequence = pool->slot_sequence[owner->slot]++;
    packet->pid = owner->pid;
    packet->tid = owner->tid;
    packet->thread = owner->thread;
    packet->process = owner->process;
    /* Pairs with the collector's acquire load: with the magic number the head is whole. */
    __atomic_store_n(&packet->magic, PACKET_MAGIC, __ATOMIC_RELEASE);
    return packet;
}

/* Roused for every packet, trace-run would take turns with the program on a busy processor. */
static void count_full(struct pool_header *pool)
{
    uint32_t full_count = atomic_fetch_add(&pool->full_futex, 1) + 1;
    if (full_count % WAKE_PACKETS == 0 && atomic_load(&pool->collector_sleeps)) {
        rouse_collector(pool);
    }
}

void packet_give_full(struct pool_header *pool, uint32_t index)
{
    atomic_store_explicit(&pool->entries[index].state, PACKET_FULL, memory_order_release);
    count_full(pool);
}

void packet_give_all(struct pool_header *pool, uint32_t process)
{
    uint32_t used = atomic_load(&pool->used_count);
    for (uint32_t i = 0; i < used && i < pool->packet_count; i++) {
        struct packet_head *packet = pool_packet(pool, i);
        bool is_active = atomic_load(&pool->entries[i].state) == PACKET_ACTIVE &&
                         __atomic_load_n(&packet->magic, __ATOMIC_ACQUIRE) == PACKET_MAGIC;
        if (is_active && packet->process == process) {
            slot_give_back(pool, pool->entries[i].slot, packet->stream, packet->end);
            packet_give_full(pool, i);
        }
    }
}

void packet_count_lost(struct pool_header *pool, uint32_t slot)
{
    if (slot != SLOT_NONE) {
        pool->slot_discarded[slot]++;
    }
    atomic_fetch_add_explicit(&pool->discarded, 1, memory_order_relaxed);
}
