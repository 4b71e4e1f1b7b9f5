/* The file beside a trace that keeps its marks: FILE.marks.json, "poem.json.marks.json" of
 * "poem.json". Read by the window and by exports, written by the window alone.
 *
 *     {"version": 1, "marks": [{"time_ns": 1450000, "note": "lost!", "stop": true}]}
 *
 * Only time_ns must be there. What cannot be read is never written over: people have typed it. */
#ifndef THREADLANE_VIEWER_APP_MARKS_FILE_H
#define THREADLANE_VIEWER_APP_MARKS_FILE_H

#include "viewer/scene/view/marks.h"

/* "…/poem.json.marks.json" into buffer; false if it is too small. */
bool marks_file_name(const char *trace_name, char *buffer, size_t size);
/* Fills empty marks. No file is no marks, and true. False: it cannot be read, `reason` says why,
 * and the marks stay empty. */
bool marks_file_read(const char *trace_name, struct marks *marks, char *reason, size_t size);
/* Writes it anew, whole or not at all; without marks the file goes. */
bool marks_file_write(const char *trace_name, const struct marks *marks, char *reason, size_t size);

#endif
