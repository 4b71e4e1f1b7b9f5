/* Pictures into files: the E key, screenshots. */
#ifndef THREADLANE_VIEWER_APP_EXPORT_H
#define THREADLANE_VIEWER_APP_EXPORT_H

#include "viewer/app/exporting.h"
#include "viewer/app/subject_open.h"
#include "viewer/scene/frame/pair_scene.h"

/* Begins to write the picture as SVG and PNG beside the trace's file, named after it and the step
 * ("poem-step3.svg"). What the pointer lights up is left out. False: too many are under way. */
bool export_beside_trace(struct exporting *exporting, const struct subject *subject,
                         const struct view *view, struct pango_shaper *shaper);
/* The same of two runs, beside the left one's file ("poem-beside.svg"). */
bool export_pair_beside_trace(struct exporting *exporting, const struct pair *pair,
                              struct pango_shaper *shaper);
/* Makes the picture of a view and writes it; how goes by the file's name. False: the
 * sentence in `reason` says why. */
bool export_view(const struct subject *subject, const struct view *view,
                 struct pango_shaper *shaper, const char *file_name, char *reason,
                 size_t reason_size);

#endif
