/* A trace as a recording again: a folder of CTF that is there whole or not at all. */
#ifndef THREADLANE_VIEWER_APP_RECORDING_EXPORT_H
#define THREADLANE_VIEWER_APP_RECORDING_EXPORT_H

#include "tracer/model/trace_save_ctf.h"

/* In the place of an older recording, which stays as it is until the new one is complete. False:
 * the error says why, and nothing new is left. */
bool recording_export_ctf(const struct trace *trace, const char *path, struct trace_error *error);

#endif
