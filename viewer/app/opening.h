/* A trace being opened on a thread of its own, so that the window lives meanwhile. One owner; all
 * functions are called by the owner's thread. */
#ifndef THREADLANE_VIEWER_APP_OPENING_H
#define THREADLANE_VIEWER_APP_OPENING_H

#include "tracer/model/trace_load.h"
#include "viewer/app/subject_open.h"
#include "viewer/scene/frame/opening_scene.h"

struct opening;

/* Begins at once. `file_name` is borrowed until opening_finish. */
struct opening *opening_begin(const char *file_name);
bool opening_is_done(const struct opening *opening);
/* Waits for the end, but not longer than this. */
void opening_wait(struct opening *opening, unsigned milliseconds);
struct opening_view opening_view(const struct opening *opening);
/* Waits until it is done. NULL when the file cannot be read; `error` then says why. */
struct opened_subject *opening_finish(struct opening *opening, struct trace_error *error);

#endif
