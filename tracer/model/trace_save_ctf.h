/* From a trace to a raw recording, for other programs, and back from JSON. What the model holds is
 * all there; what it has resolved or left out (load maps, the wall clock's time) is not. */
#ifndef THREADLANE_MODEL_TRACE_SAVE_CTF_H
#define THREADLANE_MODEL_TRACE_SAVE_CTF_H

#include "tracer/format/trace_sink.h"
#include "tracer/model/trace.h"

/* Writes a CTF directory; an older recording of that name is replaced, anything else there is left
 * alone. False: the error says why. */
bool trace_save_ctf(const struct trace *trace, const char *directory, struct trace_error *error);

/* Makes room for a recording that is to be moved there: an empty folder, where nothing is or an
 * older recording was. False: something else is there. */
bool trace_save_ctf_make_room(const char *directory, struct trace_error *error);

#endif
