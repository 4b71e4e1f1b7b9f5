/* A trace: what happened, read-only once built. trace_load fills one from a file, the tests fill
 * one by hand; moment, lane, analysis and scenes only read it. One owner; everything in it (strings
 * too) lies in memory that trace_destroy frees at once, so borrowed pointers live as long as the
 * trace.
 *
 * Indexes, not pointers: a thread index is a place in trace->threads, and so on. The index of a
 * thread or process is its trace-wide number, so numbers inside values are indexes too; 0 is
 * trace-run itself. NONE_INDEX means none. Not safe for several threads while being built; freely
 * shared afterwards. */
#ifndef THREADLANE_MODEL_TRACE_H
#define THREADLANE_MODEL_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/model/thread_presence.h"

#define NONE_INDEX UINT32_MAX

/* What an event is about: an object, a thread or a process, or nothing (NONE_INDEX). */
enum target_class { TARGET_OBJECT = 0, TARGET_THREAD = 1, TARGET_PROCESS = 2, TARGET_NONE = 3 };

static inline uint32_t target_make(enum target_class class, uint32_t index)
{
    return (uint32_t) class << 30 | index;
}

static inline enum target_class target_class(uint32_t target)
{
    return (enum target_class)(target >> 30);
}

static inline uint32_t target_index(uint32_t target)
{
    return target & 0x3fffffff;
}

/* One record, resolved. 32 bytes, because a trace may hold a hundred million of them. */
struct event {
    uint64_t time_ns; /* since the trace's first event */
    uint64_t value;   /* as recorded (docs/trace-format.md) */
    uint32_t thread;  /* index into threads */
    uint32_t target;  /* target_make(class, index), or NONE_INDEX */
    uint32_t site;    /* index into sites, or NONE_INDEX */
    uint16_t kind;    /* enum event_kind */
    uint16_t flags;   /* enum event_flag */
};

struct trace_site {
    const char *file;     /* as the compiler saw it; base name in sentences */
    const char *function; /* "" if unknown */
    const char *text;     /* the source line, trimmed, "" if it could not be read */
    uint32_t line;        /* from 1; 0 if only an address is known, then file says it */
};

/* From end_event to join_event it is a zombie; if its parent has ended first, an orphan. */
struct trace_process {
    const char *name; /* never empty: the given name, else main, else "process N" */
    uint32_t pid;
    uint32_t parent;       /* process index or NONE_INDEX */
    uint32_t main_thread;  /* the one it began with, or NONE_INDEX: it has recorded nothing */
    uint32_t first_thread; /* head of the list of its threads, by trace_thread.next_in_process */
    uint32_t first_copy;   /* head of the list of its copied objects, by trace_object.next_copy */
    uint32_t fork_event;   /* process.fork.begin, or NONE_INDEX */
    uint32_t begin_event;  /* process.begin, or NONE_INDEX */
    uint32_t end_event;    /* process.end, or NONE_INDEX; its value is the wait status */
    uint32_t join_event;   /* process.join by its parent, or NONE_INDEX */
    bool exists;           /* numbers are dense but for what was lost */
};

struct trace_thread {
    const char *name; /* never empty: the given name, else main or that of its forked process, else
                         "thread N" */
    uint32_t process; /* process index */
    uint32_t next_in_process;
    uint32_t tid;
    uint32_t creator;      /* thread index or NONE_INDEX; of a forked process' first: who forked */
    uint32_t owner;        /* object that it works for (executor, pool), or NONE_INDEX */
    uint32_t create_event; /* thread.create.begin, or NONE_INDEX */
    uint32_t begin_event;  /* its first event, or NONE_INDEX: created and never begun */
    uint32_t last_event;   /* its last event, or NONE_INDEX */
    bool is_daemon;
    bool is_main;
    bool exists; /* numbers are dense but for what was lost */
};

struct trace_object {
    const char *name; /* never empty: the given name, else type and number: "lock 2" */
    uint64_t id;      /* as recorded */
    enum object_type type;
    uint32_t process;      /* process index of the creator, of a copy: that it lies in */
    uint32_t origin;       /* the object of its parent that a fork copied, or NONE_INDEX */
    uint32_t next_copy;    /* in the list of its process */
    uint32_t parent;       /* object it was made as part of, or NONE_INDEX */
    uint32_t lock;         /* the lock it uses (object.has lock), or NONE_INDEX */
    uint64_t limit;        /* permits, capacity, parties, workers (object.has limit), else 0 */
    uint32_t creator;      /* thread index, or NONE_INDEX if first mentioned without create */
    uint32_t create_event; /* index or NONE_INDEX */
    bool has_order;        /* rwlock: writers go first; queue: it is not first in, first out */
    bool is_shared;        /* one and the same in all processes */
    bool has_name;         /* false: the name was derived */
};

enum future_state {
    FUTURE_PENDING,
    FUTURE_RUNNING,
    FUTURE_CANCELLED, /* whoever was to run it does not know yet */
    FUTURE_SKIPPED,   /* now he does */
    FUTURE_FINISHED,
};

struct trace_info {
    const char *key;
    const char *value;
};

enum trace_outcome {
    OUTCOME_UNKNOWN, /* the trace simply stops */
    OUTCOME_ENDED,
    OUTCOME_HUNG,        /* stopped by trace-run when it could no longer end */
    OUTCOME_CRASHED,     /* ended by a signal of its own */
    OUTCOME_INTERRUPTED, /* stopped from outside: --stop-after, SIGINT */
};

/* The kernel's word, taken by trace-run between its two looks, that a thread sleeps in a wait. */
struct trace_asleep {
    uint32_t thread; /* index */
    uint32_t wait;
    uint64_t time_ns; /* when it was taken */
};

/* Something that is not in the trace may act on this from outside, or in its place. */
struct trace_outside {
    uint32_t target;    /* a process: on all that its threads can reach; a thread; an object */
    const char *reason; /* a few words: "a thread that is not recorded" */
    bool may_end;       /* a process: it may end of it, whatever its threads wait for */
};

struct trace {
    struct event *events; /* by time; a giving event before a getting one of the same instant */
    size_t event_count;
    struct trace_thread *threads; /* [0] is trace-run */
    uint32_t thread_count;
    struct trace_process *processes; /* [0] is trace-run */
    uint32_t process_count;
    struct trace_object *objects; /* by creation or first mention */
    uint32_t object_count;
    struct trace_site *sites;
    uint32_t site_count;
    const char **texts; /* printed lines, marks; event_text() finds them */
    uint32_t text_count;
    struct trace_info *infos;
    uint32_t info_count;
    struct trace_asleep *asleeps;
    uint32_t asleep_count;
    struct trace_outside *outsides;
    uint32_t outside_count;
    struct thread_presence presence; /* of threads in events */

    const char *program;   /* what was run, "" if unknown */
    const char *file_name; /* where the trace was read from, "" if nowhere */
    uint64_t end_ns;       /* when the recording stopped; at least the last event's time */
    enum trace_outcome outcome;
    int exit_status; /* as wait(2) gives it; valid unless outcome is UNKNOWN */
    uint64_t lost_events;
    bool is_virtual_time;
    bool is_complete; /* no events were lost and nothing was torn */

    struct arena *arena; /* owns all of the above */
};

static inline bool event_is_about(const struct event *event, enum target_class class)
{
    return target_class(event->target) == class;
}

/* The object an event is about, or NULL if it is about a thread, a process or nothing. */
const struct trace_object *event_object(const struct trace *trace, const struct event *event);

/* What that id means in a process, or NONE_INDEX; ids of our library only. */
uint32_t trace_find_object(const struct trace *trace, uint64_t id, uint32_t process);
/* The futures that a waiter or an iterator watches, one after the other: `event` is its create
 * event at first, then what the call left there. NONE_INDEX after the last one. */
uint32_t trace_next_watched(const struct trace *trace, uint32_t watcher, uint32_t *event);

/* The printed line, mark or error text of an event that has one, else "". */
const char *event_text(const struct trace *trace, const struct event *event);

/* The site of an event as "file.c:31" in `buffer`; "" if unknown. Returns buffer. */
const char *event_site_text(const struct trace *trace, const struct event *event, char *buffer,
                            size_t size);

/* Parts of values. */
static inline uint32_t value_low(uint64_t value)
{
    return (uint32_t)value;
}

static inline uint32_t value_high(uint64_t value)
{
    return (uint32_t)(value >> 32);
}

/* The value of an info key, or "". */
const char *trace_info_value(const struct trace *trace, const char *key);

/* The name of an object, thread or process by its target (target_make), or "". */
const char *trace_target_name(const struct trace *trace, uint32_t target);

/* Frees the trace and all it owns; accepts NULL. */
void trace_destroy(struct trace *trace);

#endif
