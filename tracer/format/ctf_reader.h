/* Reads our own CTF directory: `metadata` and the stream_* files of 64 KiB packets that
 * tracer/event/record.h lays out. Other CTF is not read here.
 *
 * Files are mapped, and nothing in them is trusted: whatever is not as docs/trace-format.md says is
 * refused with file, byte offset and what was expected. Holes (magic 0) are normal, because packets
 * are written where they belong; a file may also end in the middle of a packet, then what stands
 * there whole is read and the trace is torn. */
#ifndef THREADLANE_FORMAT_CTF_READER_H
#define THREADLANE_FORMAT_CTF_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/format/mapped_file.h"
#include "tracer/format/trace_sink.h"

/* Hands everything in the directory to the sink: words first, then events by time, each thread's in
 * program order whatever the files' order. Times are ns since the earliest
 * event; text is repaired to valid UTF-8. False: refused; the sink may have seen a part. */
bool ctf_read(const char *directory, const struct trace_sink *sink, struct trace_error *error);

/* The same of files that are in memory already, wherever they come from. */
struct ctf_file {
    const char *path; /* for errors */
    struct mapped_file map;
};
struct ctf_recording {
    struct ctf_file metadata;
    struct ctf_file *streams; /* by number in the name */
    size_t stream_count;
};
bool ctf_read_recording(const struct ctf_recording *recording, const struct trace_sink *sink,
                        struct trace_error *error);

#endif
