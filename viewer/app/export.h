/* Pictures into files: the E key, screenshots. */
#ifndef THREADLANE_VIEWER_APP_EXPORT_H
#define THREADLANE_VIEWER_APP_EXPORT_H

#include "viewer/app/subject_open.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/frame/pair_scene.h"

/* Writes the picture as SVG and PNG beside the trace's file, named after it and the step
 * ("poem-step3.svg"), and says on standard output where, or on standard error why not. What the
 * pointer lights up is left out. */
void export_beside_trace(const struct subject *subject, const struct view *view,
                         struct pango_shaper *shaper);
/* The same of two runs, beside the left one's file ("poem-beside.svg"). */
void export_pair_beside_trace(const struct pair *pair, struct pango_shaper *shaper);
/* Makes the picture of a view and writes it; how goes by the file's name. False: the
 * sentence in `reason` says why. */
bool export_view(const struct subject *subject, const struct view *view,
                 struct pango_shaper *shaper, const char *file_name, char *reason,
                 size_t reason_size);

#endif
