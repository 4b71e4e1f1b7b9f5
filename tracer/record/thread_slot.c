#include "tracer/record/thread_slot.h"

#include <pthread.h>
#include <unistd.h>

#include "tracer/record/attachment.h"
#include "tracer/record/packet_taker.h"
#include "tracer/record/recorder.h"
#include "tracer/record/tap.h"

_Thread_local struct thread_slot thread_slot __attribute__((tls_model("initial-exec")));

static pthread_key_t end_key; /* its value only has to be set for the destructor to run */
static bool has_end_key;      /* else slots of ended threads are not used again */

static void end_thread(void *value)
{
    (void)value;
    thread_slot_give_back(&thread_slot);
}

void thread_slot_init_process(void)
{
    has_end_key = pthread_key_create(&end_key, end_thread) == 0;
}

static bool take_slot(struct thread_slot *slot)
{
    uint32_t taken = slot_take(attachment.pool, STREAM_EVENTS);
    if (taken == SLOT_NONE) {
        return false;
    }
    slot->owned = taken + 1;
    if (slot->end_ticks < attachment.pool->slot_end[taken]) {
        slot->end_ticks = attachment.pool->slot_end[taken];
    }
    if (has_end_key) {
        pthread_setspecific(end_key, slot);
    }
    return true;
}

static void give_packet(struct thread_slot *slot)
{
    if (slot->packet) {
        tap_end_repeat(slot);
        slot->end_ticks = slot->packet->end;
        packet_give_full(attachment.pool, slot->index);
    }
    slot->packet = NULL;
    slot->next = slot->limit = NULL;
}

/* 0: the thread has ended, as far as recording goes. */
static void note_tid(const struct thread_slot *slot, uint32_t tid)
{
    struct pool_thread *row = &attachment.pool->threads[slot->thread % POOL_THREAD_ROWS];
    atomic_store_explicit(&row->thread, slot->thread, memory_order_relaxed);
    atomic_store_explicit(&row->process, attachment.process, memory_order_relaxed);
    atomic_store_explicit(&row->tid, tid, memory_order_release);
}

static bool take_packet(struct thread_slot *slot, uint64_t ticks)
{
    if (slot->thread == 0) {
        slot->thread = recorder_new_thread();
    }
    uint32_t tid = (uint32_t)gettid();
    note_tid(slot, tid);
    struct packet_owner owner = {
        .slot = slot->owned - 1,
        .stream = STREAM_EVENTS,
        .thread = slot->thread,
        .process = attachment.process,
        .tid = attachment.pool->is_virtual_time ? slot->thread : tid,
        .pid = attachment.pid,
    };
    uint64_t begin = ticks > slot->end_ticks ? ticks : slot->end_ticks;
    slot->packet = packet_take(attachment.pool, &owner, begin, !slot->is_losing, &slot->index);
    slot->is_losing = !slot->packet;
    return slot->packet != NULL;
}

bool thread_slot_refill(struct thread_slot *slot, uint64_t ticks)
{
    give_packet(slot);
    if ((!slot->owned && !take_slot(slot)) || !take_packet(slot, ticks)) {
        packet_count_lost(attachment.pool, slot->owned ? slot->owned - 1 : SLOT_NONE);
        return false;
    }
    slot->next = (struct record *)(slot->packet + 1);
    slot->limit = slot->next + (attachment.is_fast ? PACKET_RECORDS : 0);
    return true;
}

void thread_slot_give_back(struct thread_slot *slot)
{
    if (!attachment.pool || !slot->owned) {
        return;
    }
    give_packet(slot);
    note_tid(slot, 0);
    slot_give_back(attachment.pool, slot->owned - 1, STREAM_EVENTS, slot->end_ticks);
    slot->owned = 0;
}

void thread_slot_forget(struct thread_slot *slot)
{
    uint64_t end_ticks = slot->packet ? slot->packet->end : slot->end_ticks;
    *slot = (struct thread_slot){.end_ticks = end_ticks};
}
