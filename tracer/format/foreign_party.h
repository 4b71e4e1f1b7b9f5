/* The runs of trace-run that lie in one trace, of one machine or of several: whose records stream
 * together to a relay daemon, for example. Each of them numbers its threads, processes and objects
 * from 1. In the whole the first one keeps its numbers, those of the others come after. */
#ifndef THREADLANE_FORMAT_FOREIGN_PARTY_H
#define THREADLANE_FORMAT_FOREIGN_PARTY_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/format/lttng_record.h"
#include "tracer/format/trace_sink.h"

#define NO_PARTY UINT32_MAX

/* Who a thread number is; tid and pid are the kernel's. */
struct foreign_owner {
    uint32_t tid, process, pid;
    bool is_known;
};

struct foreign_party {
    char *host;                   /* "" if the trace does not say */
    char *session;                /* as well */
    struct foreign_owner *owners; /* by its thread number */
    size_t owner_capacity;
    uint32_t thread_max, process_max; /* of its own numbers */
    uint64_t object_max;
    struct lttng_clock clock;
    uint64_t first_ticks; /* of all its events */
    /* What is added to its numbers; foreign_parties_place. */
    uint32_t thread_base, process_base;
    uint64_t object_base;
};

struct foreign_parties {
    struct foreign_party *parties;
    uint32_t count;
    const bt_trace *latest_trace; /* the one asked for last, and its party */
    uint32_t latest;
};

/* The party that a trace of LTTng's is of: by host and session. */
uint32_t foreign_parties_know(struct foreign_parties *parties, const bt_trace *trace);
/* A number for its host: that of the first party there. */
uint32_t foreign_parties_host(const struct foreign_parties *parties, uint32_t party);
/* The traces known so far may be gone, and others at their addresses. */
void foreign_parties_forget_trace(struct foreign_parties *parties);

/* Who a thread of the party is. False: not believed. */
bool foreign_party_note_thread(struct foreign_party *party, uint32_t thread,
                               const struct foreign_owner *owner);
void foreign_party_note_event(struct foreign_party *party, const struct raw_event *event,
                              uint64_t ticks);

/* Gives the parties their places; may be done again when they have grown. */
void foreign_parties_place(struct foreign_parties *parties);
/* From the party's numbers to those of the whole. */
uint32_t foreign_party_thread(const struct foreign_party *party, uint32_t thread);
uint32_t foreign_party_process(const struct foreign_party *party, uint32_t process);
void foreign_party_move_event(const struct foreign_party *party, struct raw_event *event);
void foreign_party_move_text(const struct foreign_party *party, struct raw_text *text);
/* Tells the sink who all threads are. False: it does not believe it. */
bool foreign_party_tell_threads(const struct foreign_party *party, const struct trace_sink *sink);

void foreign_parties_finish(struct foreign_parties *parties);

#endif
