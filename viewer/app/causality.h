/* From a step to the one that made it possible, and to the one that it made possible: along the
 * links of view/link.h, who woke, started or notified whom. */
#ifndef THREADLANE_VIEWER_APP_CAUSALITY_H
#define THREADLANE_VIEWER_APP_CAUSALITY_H

#include "viewer/scene/view/view.h"

/* The step in which another thread made this step's thread go on, the last time before it did this;
 * NONE_INDEX: nobody had to. */
uint32_t causality_find_cause(const struct subject *subject, uint32_t step);
/* The first step of the thread that this step made go on, or NONE_INDEX. */
uint32_t causality_find_effect(const struct subject *subject, uint32_t step);

#endif
