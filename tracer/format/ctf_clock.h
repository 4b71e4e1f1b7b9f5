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

#define NS_PER_SECOND UINT64_C(1000000000)

struct ctf_clock {
    uint64_t ticks_per_second; /* clock.freq */
    uint64_t ns_fraction;      /* ns a tick, times 2^64, rounded down; 0: a tick is 1 ns or more */
};

/* Reads the metadata's text, `size` bytes. False: not ours, or no usable clock; the error names
 * `path` and the line. */
bool ctf_clock_read(struct ctf_clock *clock, const char *text, size_t size, const char *path,
                    struct trace_error *error);

/* Whether the metadata says that we wrote the trace, in whatever layout. */
bool ctf_clock_is_ours(const char *text, size_t size);

/* `ticks_per_second` is above 0. */
struct ctf_clock ctf_clock_make(uint64_t ticks_per_second);

/* ctf_clock_ns by division. */
uint64_t ctf_clock_divide(const struct ctf_clock *clock, uint64_t ticks);

/* Nanoseconds of so many ticks, rounded down; UINT64_MAX if they do not fit. By multiplying where
 * that is possible, with at most 1 too few, which the remainder tells. */
static inline uint64_t ctf_clock_ns(const struct ctf_clock *clock, uint64_t ticks)
{
    if (clock->ns_fraction == 0) {
        return ctf_clock_divide(clock, ticks);
    }
    uint64_t ns = (uint64_t)((unsigned __int128)ticks * clock->ns_fraction >> 64);
    uint64_t remainder = ticks * NS_PER_SECOND - ns * clock->ticks_per_second;
    return ns + (remainder >= clock->ticks_per_second);
}

#endif
