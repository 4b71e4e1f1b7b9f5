/* The recorder: one per process. Threads of the observed program record events and words into
 * packets of the pool; no system call, lock, fault or allocation on the fast path; never prints,
 * never exits. Without trace-run every call is a branch. */
#ifndef THREADLANE_RECORD_RECORDER_H
#define THREADLANE_RECORD_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/record.h"

struct pool_header;

/* What recorder_is_on says. Written before the process has a second thread, read by all. */
extern bool recorder_on __attribute__((visibility("hidden")));
/* True once the process is attached to a pool (the library's constructor does it). */
static inline bool recorder_is_on(void)
{
    return recorder_on;
}
/* The pool's header, for its settings; NULL when off. */
const struct pool_header *recorder_pool(void);

/* Tells trace-run that the virtual clock has come to its limit. */
void recorder_end_virtual_time(void);

/* One of `flags`. The bit tells addresses in a record, where it means the opposite. */
#define RECORDER_SITE FLAG_ADDRESS

/* Records one event of the calling thread, stamped before what comes after it (rdtsc), or after
 * what came before it, too (rdtscp): as done kinds of GETTING operations are, and door.wake, which
 * stands after an untraced guard and before its effect. `site` is a return address (0 unknown), or,
 * with RECORDER_SITE among the flags, what recorder_site gave. Returns the ticks of the record; 0:
 * there is none. */
uint64_t recorder_event_at_once(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value);
uint64_t recorder_event_ordered(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value);

/* As recorder_event_ordered, for an acquire whose only cause is a record of those ticks, the last
 * release; 0: unknown. Stamped by rdtsc, which costs half of rdtscp and lets go on what is under
 * way; if it ran ahead of the cause, by rdtscp after all. */
uint64_t recorder_event_since(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value, uint64_t since);

/* The one that `kind` asks for, which mostly the compiler knows, if anything is recorded. */
static inline uint64_t recorder_event(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                      uint64_t value)
{
    if (!recorder_is_on()) {
        return 0;
    }
    if (kind_is_getting(kind)) {
        return recorder_event_ordered(kind, flags, site, object, value);
    }
    return recorder_event_at_once(kind, flags, site, object, value);
}

/* One of several events at the same place in the program. */
struct event_draft {
    uint16_t kind;
    uint16_t flags;
    uint64_t object;
    uint64_t value;
};

/* Several events of the calling thread, in that order and at one instant: after the effects of all
 * that get something, and before those of all that give. That is so where nobody else sees what
 * lies in between. The clock is looked at once, and they are a tick apart. Returns the ticks of the
 * last one. */
uint64_t recorder_events_together(const struct event_draft *events, unsigned count, uint64_t site);

/* The same as recorder_event, for what may be done again and again without any change (looking at a
 * variable, trying a lock, yielding): the same record as the thread's last one is only counted, in
 * one `repeat` record that is rewritten in place. A reader of a live packet may see an older count.
 */
void recorder_event_or_repeat(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value);

/* One event could not be recorded: the thread is in the middle of another. */
void recorder_count_lost(void);

/* The calling process's number; 0 when off. */
uint32_t recorder_process(void);
/* A number for a process that is about to be made; 0 when off. */
uint32_t recorder_new_process(void);
/* The process and the thread that the next fork of the calling thread makes take these numbers, so
 * that the parent can tell of them before; 0: new ones. */
void recorder_prepare_fork(uint32_t process, uint32_t thread);

/* The calling thread is about to become another program, whose recording goes on as that of this
 * process and thread; undo: it did not. */
void recorder_prepare_exec(void);
void recorder_undo_exec(void);
/* Around the start of a program in a process of that number, with that number of its first thread;
 * pid 0: it was not started. */
void recorder_begin_start(uint32_t process, uint32_t thread);
void recorder_end_start(uint32_t process, uint32_t pid);
/* The child of that number has that pid, which it may not have got to say itself. */
void recorder_note_child(uint32_t process, uint32_t pid);
/* The number of this process's child of that pid, until it is said to have been taken away; 0: it
 * is not recorded. */
uint32_t recorder_find_process(uint32_t pid);
void recorder_note_collected(uint32_t process);

/* A name for an object, thread or process id. Rare: under a lock. */
void recorder_name(uint64_t id, const char *name);
/* A key and a value about this process: library version, GIL policy. */
void recorder_info(const char *key, const char *value);
/* This process was not written with our library, and nor are those it forks. */
void recorder_note_foreign(void);
/* Something that is not recorded may act on what that id is from now on, or no more. */
void recorder_outside(uint64_t id, enum outside_how how, const char *reason);
/* A text to refer to from an event's value; returns its id, 0 when off. */
uint32_t recorder_text(const char *text);

/* A line of a program whose language has no return addresses, told by its file, its function and
 * what stands there; known to this process alone, not to the children it forks. 0 when off. */
uint32_t recorder_site(const char *file, uint32_t line, const char *function, const char *text);

/* New numbers; they work when off, too, but then only this process knows them. */
uint32_t recorder_new_thread(void);
uint64_t recorder_new_object(void); /* a whole id of class ID_LIBRARY */

/* The calling thread takes this trace-wide number (from recorder_new_thread) as its own and, from
 * its first event on, a slot. Threads that never call it get a number at their first event. */
void recorder_begin_thread(uint32_t thread);
/* The calling thread's number; 0 before recorder_begin_thread or a first event. */
uint32_t recorder_thread(void);
/* The number of the calling thread's next wait, from 1 and one higher each time, whoever records
 * the wait. Works when off, too. */
uint32_t recorder_next_wait(void);
/* Gives the slot back. The thread may still record: it then takes a new one. */
void recorder_end_thread(void);
/* The process ends: gives back what the calling thread and its texts have of the pool, so that many
 * processes after each other can be recorded. */
void recorder_end_process(void);

#endif
