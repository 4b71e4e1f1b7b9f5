/* --threads and --objects: which lanes pages have, by names. */
#ifndef THREADLANE_VIEWER_APP_LANE_CHOICE_H
#define THREADLANE_VIEWER_APP_LANE_CHOICE_H

#include "viewer/scene/view/view.h"

/* Finds the lanes of the names, which are separated by commas; a process stands for all its
 * threads. NULL leaves the filter's part NULL: all. False: the sentence in `reason` says which name
 * the trace does not have. The caller calls lane_choice_finish in any case. */
bool lane_choice_resolve(const char *threads, const char *objects, const struct trace *trace,
                         struct lane_filter *filter, char *reason, size_t reason_size);
void lane_choice_finish(struct lane_filter *filter);

#endif
