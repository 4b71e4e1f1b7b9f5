/* Writes a trace as a Chrome Trace Event array, one object a line, that opens as it is in Perfetto
 * and speedscope and loses nothing for us (docs/trace-format.md, section JSON). The caller decides
 * which begin belongs to which end (tracer/model/trace_save.c); the writer knows the spelling.
 *
 * Lines come in any order, but in order of time on each thread, an outer slice before what is in
 * it. Text may be anything: ill-formed UTF-8 becomes U+FFFD. Targets and holders stay as they are
 * until the writer is closed: it knows them again by their address. */
#ifndef THREADLANE_FORMAT_JSON_WRITER_H
#define THREADLANE_FORMAT_JSON_WRITER_H

#include "tracer/event/raw_event.h"
#include "tracer/format/trace_sink.h"

struct json_event {
    struct raw_event raw; /* site: number of a site text, 0 unknown */
    uint64_t number;      /* its place among the events of the trace; readers restore the order */
};

/* A time as it is drawn: events of one ns are told apart by picoseconds, which are rounded away
 * when ns are read. */
struct json_time {
    uint64_t ns;
    uint32_t ps; /* below 1000 */
};

/* One line on a thread's track. */
struct json_slice {
    const struct json_event *begin; /* NULL: a single event */
    const struct json_event *end;   /* NULL: it has begun and never finished */
    struct json_time at;            /* where its first event is drawn */
    struct json_time width;         /* of an unfinished one: unused */
    const char *target;             /* name of what it is about, "" if nothing */
    uint32_t scope;                 /* process whose object it is about, 0: of several or none */
    bool has_no_cause;              /* no arrow leads here, though to others of this kind */
};

/* Who had a lock, on its track. */
struct json_hold {
    const char *holder; /* name of a thread */
    struct json_time at;
    struct json_time width; /* of an open one: unused */
    bool is_open;           /* it has never ended */
};

struct json_writer;

/* Writes the first line. NULL: the error says why. */
struct json_writer *json_writer_open(const char *path, struct trace_error *error);
void json_writer_put_thread(struct json_writer *writer, uint32_t thread, uint32_t tid,
                            uint32_t process, uint32_t pid);
void json_writer_put_text(struct json_writer *writer, const struct raw_text *text);
/* True: an arrow arrives with its end; json_writer_put_arrival, where the end stands, says so. */
bool json_writer_put_slice(struct json_writer *writer, const struct json_slice *slice);
/* Events were lost, or the trace was torn. */
void json_writer_put_lost(struct json_writer *writer, uint64_t count, bool is_torn);

/* Decoration for other programs; our reader skips it. Tracks of objects are in a process of their
 * own, `object` is any number below 2^30 that tells them apart. */
void json_writer_name_process(struct json_writer *writer, uint32_t process, const char *name);
void json_writer_name_thread(struct json_writer *writer, uint32_t process, uint32_t thread,
                             const char *name);
void json_writer_name_object(struct json_writer *writer, uint32_t object, const char *name);
void json_writer_put_hold(struct json_writer *writer, uint32_t object,
                          const struct json_hold *hold);
/* What is open on a thread's or an object's track lasts until then, also for programs that end a
 * track with its last line. */
void json_writer_mark_thread_end(struct json_writer *writer, uint32_t process, uint32_t thread,
                                 struct json_time at);
void json_writer_mark_object_end(struct json_writer *writer, uint32_t object, struct json_time at);
/* `scope` as of the slice whose end this is. */
void json_writer_put_arrival(struct json_writer *writer, const struct raw_event *end,
                             struct json_time at, uint32_t scope);
void json_writer_put_counter(struct json_writer *writer, uint64_t time_ns, const char *name,
                             uint64_t value);

/* Ends the array, puts the file in its place and frees. False: it could not be written. */
bool json_writer_close(struct json_writer *writer, struct trace_error *error);

#endif
