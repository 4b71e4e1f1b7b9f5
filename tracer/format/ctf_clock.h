/* What the CTF reader needs to know from a trace's metadata, which is text in TSDL
 * (tracer/format/ctf_metadata.c writes it): who wrote the trace, and how long a tick is. */
#ifndef THREADLANE_FORMAT_CTF_CLOCK_H
#define THREADLANE_FORMAT_CTF_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"

#define CTF_TRACER_NAME    "threadlane"
#define CTF_LAYOUT_VERSION 1 /* of packets, records and text records; env.layout_version */

struct ctf_clock {
    uint64_t ticks_per_second; /* clock.freq */
};

/* Reads the metadata's text, `size` bytes. False: not ours, or no usable clock; the error names
 * `path` and the line. */
bool ctf_clock_read(struct ctf_clock *clock, const char *text, size_t size, const char *path,
                    struct trace_error *error);

/* Whether the metadata says that we wrote the trace, in whatever layout. */
bool ctf_clock_is_ours(const char *text, size_t size);

/* Nanoseconds of so many ticks; UINT64_MAX if they do not fit. */
uint64_t ctf_clock_ns(const struct ctf_clock *clock, uint64_t ticks);

#endif
