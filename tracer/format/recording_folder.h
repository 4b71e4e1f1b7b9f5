/* The folder that a raw recording is: `metadata` and stream_* files. Others' files in it are never
 * touched. */
#ifndef THREADLANE_FORMAT_RECORDING_FOLDER_H
#define THREADLANE_FORMAT_RECORDING_FOLDER_H

#include <stdbool.h>

#include "tracer/format/trace_sink.h"

/* Makes an empty one, in the place of an older recording. False: something else is there, or it
 * cannot be made; the error says which. */
bool recording_folder_make(const char *path, struct trace_error *error);
/* Removes a recording's files; whatever else is there stays. */
void recording_folder_empty(const char *path);

#endif
