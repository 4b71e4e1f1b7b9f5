/* Writes a trace as a raw recording: the CTF directory that ctf_reader and babeltrace2 read.
 * Whoever has a trace in another form calls it (tracer/model/trace_save_ctf.c); recordings
 * themselves are written by trace-run as they come.
 *
 * A tick is a nanosecond. In each stream records come in order of time; a packet belongs to one
 * thread, so whoever changes threads changes packets. */
#ifndef THREADLANE_FORMAT_CTF_WRITER_H
#define THREADLANE_FORMAT_CTF_WRITER_H

#include "tracer/event/raw_event.h"
#include "tracer/format/trace_sink.h"

/* Who a packet is of; all 0: of trace-run. */
struct ctf_packet_owner {
    uint32_t thread;
    uint32_t tid;
    uint32_t process;
    uint32_t pid;
};

struct ctf_writer;

/* Makes the directory, or takes the place of an older recording; anything else there is an error.
 * NULL: the error says why. */
struct ctf_writer *ctf_writer_open(const char *directory, struct trace_error *error);
/* What follows goes to the file stream_N, all of it events or all of it texts. May be one of
 * before. */
void ctf_writer_choose_stream(struct ctf_writer *writer, uint32_t number, enum stream_class class);
/* Begins a packet, at `time_ns`. */
void ctf_writer_begin_packet(struct ctf_writer *writer, const struct ctf_packet_owner *owner,
                             uint64_t time_ns);
void ctf_writer_put_event(struct ctf_writer *writer, const struct raw_event *event);
/* Strings that a recording has no room for make the writing fail, for nothing is cut here. */
void ctf_writer_put_text(struct ctf_writer *writer, const struct raw_text *text);
/* Events were lost before the packets of this stream that are yet to begin. */
void ctf_writer_put_lost(struct ctf_writer *writer, uint32_t count);
/* The chosen stream ends in the middle of a packet. Nothing more is put there. */
void ctf_writer_tear(struct ctf_writer *writer);

/* Writes what is left and frees. False: it could not be written, and nothing of it is left; the
 * error says why. */
bool ctf_writer_close(struct ctf_writer *writer, struct trace_error *error);

#endif
