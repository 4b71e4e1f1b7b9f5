/* Small CTF directories, made for tests: good ones, and ones that a test then spoils. */
#ifndef THREADLANE_TESTS_CTF_SAMPLE_H
#define THREADLANE_TESTS_CTF_SAMPLE_H

#include <stddef.h>

#include "tracer/event/record.h"

#define SAMPLE_PACKETS 4

/* One stream file in memory. */
struct sample_stream {
    _Alignas(64) unsigned char bytes[SAMPLE_PACKETS * PACKET_SIZE];
    size_t packet_count;
};

/* Begins a packet of a thread of process 1; tids are 100 + thread, the pid is 77. */
void sample_begin_packet(struct sample_stream *stream, enum stream_class class, uint32_t thread,
                         uint64_t begin);
/* Leaves out a packet: a hole. */
void sample_skip_packet(struct sample_stream *stream);
struct packet_head *sample_head(struct sample_stream *stream, size_t packet);
void sample_add_event(struct sample_stream *stream, struct record record);
void sample_add_text(struct sample_stream *stream, struct text_fixed fixed, const char *first,
                     const char *second, const char *third);

/* A contended lock between two threads, with names, sites and texts: threads in streams[0] and
 * streams[1], words in streams[2]. */
void sample_fill(struct sample_stream streams[3]);

/* Makes a directory with metadata of so many ticks a second. The caller frees the path; the files
 * are below the test's temporary folder. */
char *sample_write(const struct sample_stream *streams, size_t count, uint64_t ticks_per_second);
/* Replaces the file `name` in the directory. */
void sample_write_file(const char *directory, const char *name, const void *bytes, size_t size);

#endif
