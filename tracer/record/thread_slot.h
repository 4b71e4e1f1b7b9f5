/* What a thread needs to record: its number, its slot, and the packet it is filling. Thread-local;
 * nobody else touches it. The place of the next record is a pointer, so that recording an event is
 * a comparison, a store of 32 bytes and the publication. */
#ifndef THREADLANE_RECORD_THREAD_SLOT_H
#define THREADLANE_RECORD_THREAD_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/record.h"

struct thread_slot {
    struct record *next;  /* where the next record goes */
    struct record *limit; /* here recording goes the slow way: at the packet's end; with another
                             clock than the TSC, or with a tap, it is always `next`; both are NULL
                             without a packet */
    struct packet_head *packet;
    uint64_t end_ticks;  /* when the last packet ended: no thread goes back */
    uint32_t thread;     /* trace-wide number, 0: none yet */
    uint32_t owned;      /* the pool's slot + 1, 0: none */
    uint32_t index;      /* of the packet in the pool */
    uint32_t wait_count; /* waits of the thread so far */
    bool is_losing;      /* waited in vain for a packet; does not wait again before it gets one */
    bool has_untold_repeat; /* the last record, of which a tap (tap.h) has heard an older count */
};

/* Initial-exec: a fixed distance from the thread pointer, without a call. */
extern _Thread_local struct thread_slot thread_slot __attribute__((tls_model("initial-exec")));

/* Once, before the first record: makes the key whose destructor gives slots back. */
void thread_slot_init_process(void);

/* Whether there is a packet with room for a record. */
static inline bool thread_slot_has_room(const struct thread_slot *slot)
{
    return slot->packet && slot->next != (struct record *)(slot->packet + 1) + PACKET_RECORDS;
}

/* Makes room for one record at `ticks`: hands the packet over if it is full, takes a slot if there
 * is none, and a packet. False: no room, and the event was counted as lost. */
bool thread_slot_refill(struct thread_slot *slot, uint64_t ticks);

/* Hands over packet and slot; number and time stay. */
void thread_slot_give_back(struct thread_slot *slot);

/* In the child of a fork: forgets all but the time, for the rest is still the parent's. */
void thread_slot_forget(struct thread_slot *slot);

#endif
