/* Small CTF traces as other tracers write them, made for tests: metadata as text, packets as long
 * as what is in them. Stream class 0 says who each event is of, class 1 does not. */
#ifndef THREADLANE_TESTS_FOREIGN_SAMPLE_H
#define THREADLANE_TESTS_FOREIGN_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#define FOREIGN_STREAM_SIZE 65536

enum foreign_class {
    FOREIGN_WITH_THREADS, /* contexts vtid, vpid, procname */
    FOREIGN_BARE,
};

/* One stream file in memory. */
struct foreign_stream {
    unsigned char bytes[FOREIGN_STREAM_SIZE];
    size_t size;
    size_t packet; /* where the current one begins */
};

/* What foreign_metadata says of events: ids, names and fields. */
enum foreign_event_id {
    FOREIGN_TICK,    /* "demo:tick" u32 n */
    FOREIGN_ALL,     /* "demo:all", a field of each kind; see foreign_add_all */
    FOREIGN_RECORD,  /* "threadlane:lock_acquire", for any record of ours */
    FOREIGN_WORDS,   /* "threadlane:text_name", for any text of ours */
    FOREIGN_CLOCK,   /* "threadlane:clock" */
    FOREIGN_LOST,    /* "threadlane:lost" */
    FOREIGN_CRIPPLE, /* "threadlane:sleep" with too few fields */
};

void foreign_begin_packet(struct foreign_stream *stream, enum foreign_class class, uint64_t begin);
void foreign_end_packet(struct foreign_stream *stream, uint64_t end, uint32_t discarded);

void foreign_add_number(struct foreign_stream *stream, uint64_t value, size_t size);
void foreign_add_string(struct foreign_stream *stream, const char *string);
/* The head of an event; with a tid, of FOREIGN_WITH_THREADS. Its fields follow. */
void foreign_add_head(struct foreign_stream *stream, uint64_t time_ns, enum foreign_event_id id);
void foreign_add_context(struct foreign_stream *stream, uint32_t tid, uint32_t pid,
                         const char *name);
void foreign_add_tick(struct foreign_stream *stream, uint64_t time_ns, uint32_t tid, uint32_t pid,
                      const char *name, uint32_t n);

/* Writes metadata and the streams "channel_0"… into the directory. */
void foreign_write(const char *directory, const struct foreign_stream *streams, size_t count);

#endif
