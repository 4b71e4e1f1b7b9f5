/* Writes the metadata of a raw recording: the text (TSDL of CTF 1.8) that tells readers such as
 * babeltrace2 how the packets of tracer/event/record.h are laid out, and what a tick is. trace-run
 * writes it when the recording begins and again when the clock is known better. */
#ifndef THREADLANE_FORMAT_CTF_METADATA_H
#define THREADLANE_FORMAT_CTF_METADATA_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"

/* What the ticks of a recording are: seconds since 1970 = (ticks + offset_ticks) / frequency +
 * offset_seconds, if the clock is tied to the wall's, else since any time. */
struct ctf_tick {
    uint64_t frequency; /* ticks a second */
    uint64_t offset_seconds;
    uint64_t offset_ticks; /* below frequency */
    bool is_absolute;      /* tied to the wall clock, so that it can be merged with other traces */
};

/* Replaces DIRECTORY/metadata at once: there is no moment without it. */
bool ctf_metadata_write(const char *directory, const struct ctf_tick *tick,
                        struct trace_error *error);

#endif
