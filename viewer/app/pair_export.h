/* Two runs beside each other into a file: trace-export and trace-view --screenshot of two traces.
 */
#ifndef THREADLANE_VIEWER_APP_PAIR_EXPORT_H
#define THREADLANE_VIEWER_APP_PAIR_EXPORT_H

#include "viewer/app/pairing.h"
#include "viewer/app/picture_options.h"
#include "viewer/paint/pango_shaper.h"

/* Opens the options' two traces and begins to look at them as the options say. False: `reason` says
 * why not. Else pair_close. */
bool pair_open(struct pairing *pairing, const struct picture_options *options, char *reason,
               size_t reason_size);
void pair_close(struct pairing *pairing);

/* Writes what is looked at; how goes by the file's name. False: `reason` says why. */
bool pair_export(const struct pair *pair, struct pango_shaper *shaper, const char *file_name,
                 char *reason, size_t reason_size);

#endif
