/* Event kinds: a kind is an operation and a stage, kind = operation << 2 | stage.
 *
 * Whatever blocks, blocks in door.wait; whatever wakes, says door.wake and names the exact wait it
 * ends. The operations above only bracket what happens below, so that all storeys are in the trace.
 * The table of operations is event_table.h, its meaning is docs/trace-format.md. */
#ifndef THREADLANE_EVENT_EVENT_KIND_H
#define THREADLANE_EVENT_EVENT_KIND_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_table.h"

enum event_stage {
    STAGE_DONE = 0,
    STAGE_BEGIN = 1, /* what could not finish at once */
    STAGE_FAILED = 2,
};

enum event_stamp {
    STAMP_GETTING, /* recorded after the effect: acquire, woken, get, joined */
    STAMP_GIVING,  /* recorded before the effect: release, wake, put, set, end */
};

enum event_operation {
#define X(number, NAME, ...) OPERATION_##NAME = number,
    EVENT_TABLE(X)
#undef X
        OPERATION_COUNT
};

/* LOCK_ACQUIRE (done), LOCK_ACQUIRE_BEGIN, LOCK_ACQUIRE_FAILED, … for every row. */
enum event_kind {
#define X(number, NAME, ...)                                                                       \
    EVENT_##NAME = number << 2, EVENT_##NAME##_BEGIN = number << 2 | STAGE_BEGIN,                  \
    EVENT_##NAME##_FAILED = number << 2 | STAGE_FAILED,
    EVENT_TABLE(X)
#undef X
};

/* Flags of a record. */
enum event_flag {
    FLAG_DETAIL_MASK =
        0x003f, /* failed: reason · create: type · has: role · end, drop, close: how */
    FLAG_CONTENDED = 1 << 6, /* done after a begin */
    FLAG_READER = 1 << 7,    /* rwlock's read side; on object.create: lies in shared memory */
    FLAG_TIMED = 1 << 8,     /* has a time limit */
    FLAG_TRY = 1 << 9,       /* would not have waited */
    FLAG_SPECIAL = 1 << 10, /* thread.create: daemon · lock.release: all levels · see the format */
    FLAG_ADDRESS = 1 << 11, /* the site is a return address, else the number of a registered site */
    FLAG_STOREY_SHIFT = 13, /* bits 13 to 15: 0 called by user code, 1 by a primitive, … 7 */
    FLAG_STOREY_MASK = 7 << FLAG_STOREY_SHIFT,
};

#define WAIT_FOREVER UINT64_MAX /* value of a begin without time limit, else the limit in ns */
/* Value of a process.end that trace-run saw when nobody could tell the wait status any more. */
#define WAIT_STATUS_UNKNOWN UINT64_MAX
#define NOTIFY_ALL          UINT32_MAX /* low half of condition.notify's value when all were asked */
#define PERMITS_UNKNOWN     UINT32_MAX /* permits after, of a semaphore that nobody has counted */
#define NOTIFY_UNKNOWN      UINT32_MAX /* its high half when nobody can tell who was woken */

enum event_reason { /* detail of failed stages */
                    REASON_TIMEOUT = 1,
                    REASON_BUSY,
                    REASON_INTERRUPTED,
                    REASON_CLOSED,
                    REASON_END_OF_FILE,
                    REASON_BROKEN,
                    REASON_CANCELLED,
                    REASON_OWNER_DIED,
                    REASON_WOULD_DEADLOCK,
                    REASON_LIMIT,
                    REASON_TASK_ERROR,
                    REASON_MISUSE, /* value: enum misuse */
};

enum object_type { /* detail of object.create; the numbers are part of the format */
                   TYPE_UNKNOWN = 0,
                   /* released by their holder only */
                   TYPE_RLOCK = 1,
                   TYPE_MUTEX,
                   TYPE_RWLOCK,
                   TYPE_SPIN,
                   TYPE_ONCE,
                   TYPE_GIL,
                   /* released by anyone */
                   TYPE_LOCK,
                   TYPE_PROCESS_LOCK,
                   TYPE_SEMAPHORE,
                   TYPE_BOUNDED_SEMAPHORE,
                   /* others */
                   TYPE_CONDITION,
                   TYPE_EVENT,
                   TYPE_BARRIER,
                   TYPE_QUEUE,
                   TYPE_PROCESS_QUEUE,
                   TYPE_FUTURE,
                   TYPE_ITERATOR,
                   TYPE_WAITER,
                   TYPE_EXECUTOR,
                   TYPE_PROCESS_EXECUTOR,
                   TYPE_POOL,
                   TYPE_PIPE,
                   TYPE_CONNECTION,
                   TYPE_MANAGER,
                   TYPE_REFERENT,
                   TYPE_VARIABLE,
                   TYPE_LIST,
                   TYPE_STREAM, /* what print writes to: 1 or 2; never created, only mentioned */
                   TYPE_COUNT
};

enum object_role {                /* detail of object.has */
                   ROLE_LOCK = 1, /* value: the lock it uses */
                   ROLE_WATCH,
                   ROLE_REFERENT,
                   ROLE_LIMIT, /* value: permits, capacity, parties, workers */
                   ROLE_ORDER, /* of a queue that is not first in, first out: 1 last in, 2 smallest;
                                  of a rwlock: 1 writers first */
                   ROLE_END,   /* of a pipe, in this process: 1 to read, 2 to write, 3 both */
};

enum drop_why { /* detail of gil.drop */
                DROP_BLOCKING = 1,
                DROP_SLEEP,
                DROP_IO,
                DROP_ASKED, /* another thread waited an interval and asked */
                DROP_TICKS, /* a number of bytecodes is over */
                DROP_EXIT,  /* the thread ends, or leaves for code that needs no GIL */
};

enum thread_how { /* detail of thread.end */
                  HOW_RETURNED = 0,
                  HOW_EXIT,
                  HOW_CANCELLED,
                  HOW_EXCEPTION,
                  HOW_KILLED,
};

enum close_how { /* detail of object.close */
                 CLOSE_GENTLY = 0,
                 CLOSE_READ_END,
                 CLOSE_WRITE_END,
                 CLOSE_IMMEDIATE,
                 CLOSE_TERMINATE,
                 CLOSE_ABORT,
                 CLOSE_RESET,
};

enum transfer_part { /* detail of pipe.read and pipe.write */
                     TRANSFER_RAW = 0,
                     TRANSFER_HEADER = 1,
                     TRANSFER_BODY = 2,
                     TRANSFER_MESSAGE = 3, /* header and body at once */
};

enum io_what { /* detail of io.wait: what is awaited */
               IO_STDIN = 1,
               IO_SOCKET,
               IO_POLL,
               IO_FILE,
               IO_SIGNAL,
               IO_UNTRACED_CHILD,
               IO_CHILD, /* object: a process, to look at it; or the own one: any child */
               IO_FUTEX, /* a word of somebody's own */
};

enum process_how { /* detail of process.begin */
                   PROCESS_FIRST = 0,
                   PROCESS_FORKED,
                   PROCESS_EXECUTED,
};

static inline enum event_operation kind_operation(uint16_t kind)
{
    return (enum event_operation)(kind >> 2);
}

static inline enum event_stage kind_stage(uint16_t kind)
{
    return (enum event_stage)(kind & 3);
}

static_assert(OPERATION_COUNT <= 64, "one bit each, below");

/* Done kinds that stand after their effect. */
static inline bool kind_is_getting(uint16_t kind)
{
    /* clang-format off: one bit an operation */
#define STAMP_GETTING_BIT 1
#define STAMP_GIVING_BIT  0
#define X(number, NAME, identifier, name, stages, stamp, ...)                                      \
    | (uint64_t)STAMP_##stamp##_BIT << number
    const uint64_t getting_operations = 0 EVENT_TABLE(X);
#undef X
    /* clang-format on */
    /* of two facts both, so that no branch is guessed wrong */
    return (kind_stage(kind) == STAGE_DONE) & (kind < OPERATION_COUNT << 2) &
           (getting_operations >> (kind >> 2 & 63));
}

static inline unsigned flags_detail(uint16_t flags)
{
    return flags & FLAG_DETAIL_MASK;
}

static inline unsigned flags_storey(uint16_t flags)
{
    return (flags & FLAG_STOREY_MASK) >> FLAG_STOREY_SHIFT;
}

/* Whether the value has the number of a text: a printed line, a mark, the words of a task's error
 * or of what broke its executor, a manager's method. */
static inline bool kind_has_text(uint16_t kind, uint16_t flags)
{
    unsigned detail = flags_detail(flags);
    bool is_error = detail == REASON_TASK_ERROR
                        ? kind == EVENT_FUTURE_SET || kind == EVENT_TASK_RUN_FAILED
                        : detail == REASON_BROKEN && kind == EVENT_FUTURE_SET;
    return kind == EVENT_PRINT || kind == EVENT_MARK || kind == EVENT_MANAGER_CALL_BEGIN ||
           is_error;
}

/* The lowest bit of that number: below a method's is the call's. */
static inline unsigned kind_text_shift(uint16_t kind)
{
    return kind == EVENT_MANAGER_CALL_BEGIN ? 32 : 0;
}

/* True if the table has this operation with this stage. */
bool kind_is_known(uint16_t kind);

/* "lock.acquire.begin"; for an unknown kind NULL. Static text. */
const char *kind_name(uint16_t kind);

/* The kind of that name, or 0. */
uint16_t kind_from_name(const char *name);

/* Whether the record stands before or after its effect; failed and begin count as giving. */
enum event_stamp kind_stamp(uint16_t kind);

/* The table's phrase of a begin or done kind, with its places unfilled; "" if there is none. A
 * message to translate. */
const char *kind_phrase(uint16_t kind);

/* "lock", "bounded semaphore", … in the words of the glossary; "object" for an unknown type. */
const char *object_type_name(enum object_type type);

#endif
