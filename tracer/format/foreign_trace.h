/* Gathers what libbabeltrace2 finds in traces that are not our own CTF, and hands it over when it
 * is asked: a thread's events may lie in many streams, one a processor, and a trace sink wants them
 * in their order. A trace that grows is handed over again and again, each time whole, because what
 * comes later may change what came before: its clock is told last, and so are its source lines.
 *
 * Events of our own provider for LTTng become what they were; any other becomes a mark on its
 * thread's lane, with its name and fields as text. */
#ifndef THREADLANE_FORMAT_FOREIGN_TRACE_H
#define THREADLANE_FORMAT_FOREIGN_TRACE_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/format/foreign_text.h"
#include "tracer/format/foreign_thread.h"
#include "tracer/format/lttng_record.h"
#include "tracer/format/trace_sink.h"

#define FOREIGN_ORIGIN_NS (UINT64_C(1) << 63) /* 1970 among times without a sign */

/* An event whose thread and time are not yet what the sink gets. */
struct foreign_event {
    struct raw_event event; /* time_ns: the stream's clock, 2^63 is its origin */
    uint64_t ticks;         /* of ours */
    uint32_t foreign;       /* index of its foreign_thread; NO_STREAM: it is ours */
    uint32_t party;         /* of ours */
    uint32_t place;         /* among events of the same time: in what order they were read */
};

struct foreign_trace {
    const struct trace_sink *sink;
    struct trace_error *error;
    const char *path;
    struct foreign_parties parties;
    struct foreign_threads threads;
    struct foreign_event *events;
    size_t event_count;
    size_t event_capacity;
    struct foreign_texts texts; /* of ours, and the marks' */
    uint64_t lost;
    bool is_torn;
    uint64_t mark_count;  /* also the latest mark's text id */
    uint64_t event_limit; /* more than there are bytes are not believed */
    uint64_t text_room;   /* bytes that marks may still take */
    uint32_t stream;      /* the one that is being read */
    uint64_t stream_ns;   /* its latest time */
};

/* `size`: of the files, in bytes, from which follows how much can be in them; or UINT64_MAX, if
 * nobody knows. */
void foreign_trace_init(struct foreign_trace *trace, const char *path, uint64_t size,
                        const struct trace_sink *sink, struct trace_error *error);

void foreign_trace_begin_stream(struct foreign_trace *trace);
/* False: refused; the error says why. */
bool foreign_trace_take(struct foreign_trace *trace, const bt_message *message);

/* Says that numbers are not believed; false. */
bool foreign_trace_refuse_thread(struct foreign_trace *trace);

/* Hands everything to the sink that has come so far. */
bool foreign_trace_hand_over(struct foreign_trace *trace);
/* Whether there are runs of ours in it; and whether there are, and all have told their end. */
bool foreign_trace_has_runs(const struct foreign_trace *trace);
bool foreign_trace_has_ended(const struct foreign_trace *trace);
/* Whether the end of a run has come and nothing of its program, which recorded something. */
bool foreign_trace_lacks_program(const struct foreign_trace *trace);
void foreign_trace_finish(struct foreign_trace *trace);

#endif
