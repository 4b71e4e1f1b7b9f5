/* The pool: packets in shared memory, between the observed programs, which fill them, and
 * trace-run, which writes them to the trace. A memfd made by trace-run; the environment names it as
 * a path below /proc (POOL_ENVIRONMENT), so nothing of it is left behind however anybody dies.
 *
 * A thread owns a slot (one stream file) while it lives and takes packets one after the other. Each
 * packet knows its place in the trace when it is taken, sequence * PACKET_SIZE in the slot's file,
 * so whoever writes it out, even twice, writes the same bytes to the same place. */
#ifndef THREADLANE_RECORD_POOL_H
#define THREADLANE_RECORD_POOL_H

#include <stdatomic.h>
#include <stdint.h>

#include "tracer/event/record.h"

#define POOL_ENVIRONMENT "THREADLANE_POOL"
#define POOL_MAGIC       0x6c6f6f70656e616cull
#define POOL_VERSION     7u
#define POOL_PACKET_MAX  16384u /* 1 GiB of address space; memory only for what is used */
#define POOL_SLOT_MAX    65536u
#define POOL_THREAD_ROWS 65536u
#define POOL_PROCESS_MAX 65536u

enum packet_state {
    PACKET_FREE = 0, /* its head says 0 everywhere */
    PACKET_ACTIVE,   /* a thread is filling it; readable once head.magic is there */
    PACKET_FULL,     /* waits to be written out; trace-run frees it */
};

/* A slot is one file, so its packets are all of one class. */
enum slot_state {
    SLOT_NEW = 0,
    SLOT_TAKEN,      /* by a thread, or for the texts of a process */
    SLOT_GIVEN_BACK, /* and, by adding it, by which class */
};

/* Beside each packet, because the packet itself is the trace's. */
struct pool_entry {
    _Atomic uint32_t state; /* free→active→full by the thread, full→free by trace-run */
    uint32_t slot;          /* valid unless free */
};

/* What the kernel calls a recorded process or thread, by its trace-wide number, so that trace-run
 * can tell threads that record from those nobody knows. In virtual time these are the only places
 * with the kernel's numbers. */
struct pool_process {
    _Atomic uint32_t pid;          /* 0: not begun */
    _Atomic uint8_t runtime_tasks; /* threads that the compiler's run-time starts for itself */
    _Atomic uint8_t is_foreign;    /* not written with our library: nobody waits for it to end */
    _Atomic uint8_t is_collected;  /* its parent has taken it away: another may get its pid */
    /* For the program that this process becomes (succession.h). */
    _Atomic uint8_t succession;  /* enum succession */
    _Atomic uint32_t parent_pid; /* of one that is being started */
    _Atomic uint32_t thread, wait_count;
};

struct pool_thread {
    _Atomic uint32_t tid; /* 0: not begun, or ended */
    _Atomic uint32_t thread, process;
};

struct pool_header {
    uint64_t magic;
    uint32_t version;
    uint32_t packet_count; /* how many may be used, at most POOL_PACKET_MAX */

    /* How to record; written by trace-run before the program starts. */
    double time_scale;         /* sleeps and time-outs last 1 / time_scale of what was asked */
    uint32_t is_virtual_time;  /* one thread at a time, and a clock of its own */
    uint32_t uses_tsc;         /* else clock_gettime */
    uint64_t virtual_step_ns;  /* the virtual clock's tick, one per event */
    uint64_t virtual_limit_ns; /* where it stops for good, and with it every thread; 0: nowhere */
    _Atomic uint32_t is_over;  /* the virtual clock has got there; set by the program */

    _Atomic uint32_t next_thread;  /* numbers, trace-wide, from 1 */
    _Atomic uint32_t next_process; /* from 1 */
    _Atomic uint64_t next_object;  /* serials of ID_LIBRARY, from 1 */

    _Atomic uint32_t ready_count; /* packets [0, ready_count) have memory; trace-run raises it */
    _Atomic uint32_t used_count;  /* packets [used_count, …) were never taken; takers raise it */
    _Atomic uint32_t free_hint;   /* where to look first; trace-run sets it when it frees one */
    _Atomic uint32_t next_slot;   /* slots ever used, trace-run's own ones included */
    _Atomic uint32_t discarded;   /* events lost by threads that found no packet */
    _Atomic uint32_t untapped;    /* processes that could not load the tap asked for (tap.h) */
    _Atomic uint64_t untaken;     /* events that a tap did not take */

    /* trace-run sleeps on full_futex; raised for each packet that becomes full, and roused now and
     * then. */
    _Atomic uint32_t full_futex;
    _Atomic uint32_t collector_sleeps; /* else there is no need to wake it */
    _Atomic uint32_t collector_pid;    /* of trace-run, to see whether waiting for it makes sense */

    struct pool_entry entries[POOL_PACKET_MAX];
    _Atomic uint32_t slot_state[POOL_SLOT_MAX]; /* enum slot_state */
    /* The rest of a slot is its owner's: handed on by slot_state (release, acquire). */
    uint32_t slot_sequence[POOL_SLOT_MAX];  /* of the slot's next packet */
    uint32_t slot_discarded[POOL_SLOT_MAX]; /* events lost by its owners so far */
    uint64_t slot_end[POOL_SLOT_MAX];       /* ticks of its last record, so that none goes back */

    struct pool_process processes[POOL_PROCESS_MAX];
    /* Thread n has row n % POOL_THREAD_ROWS; when two live at once the later one keeps it. */
    struct pool_thread threads[POOL_THREAD_ROWS];
};

#define POOL_HEADER_SIZE                                                                           \
    ((sizeof(struct pool_header) + PACKET_SIZE - 1) / PACKET_SIZE * PACKET_SIZE)

static inline uint64_t pool_size(uint32_t packet_count)
{
    return POOL_HEADER_SIZE + (uint64_t)packet_count * PACKET_SIZE;
}

static inline struct packet_head *pool_packet(struct pool_header *pool, uint32_t index)
{
    return (struct packet_head *)((char *)pool + POOL_HEADER_SIZE + (uint64_t)index * PACKET_SIZE);
}

#endif
