/* Whom the present step is about: the thread that does it, what it does it to, who made it possible
 * and whom it made go on. While a person steps, all others stand back. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_INVOLVEMENT_H
#define THREADLANE_VIEWER_SCENE_VIEW_INVOLVEMENT_H

#include "viewer/scene/view/view.h"

#define INVOLVED_MAX 24u /* threads, and objects; those who come later stand back */

struct involvement {
    bool is_told;    /* false: nobody stands back */
    uint32_t thread; /* whose step it is */
    uint32_t first_event, last_event;
    uint32_t threads[INVOLVED_MAX], objects[INVOLVED_MAX];
    uint32_t thread_count, object_count;
};

/* Of the view's step, if the view follows steps. `links` are those of the subject's trace. */
struct involvement involvement_of(const struct subject *subject, const struct view *view,
                                  const struct link_list *links);
bool involvement_has_thread(const struct involvement *involvement, uint32_t thread);
bool involvement_has_object(const struct involvement *involvement, uint32_t object);
/* Whether the step is at either end of a link. */
bool involvement_has_link(const struct involvement *involvement, const struct trace *trace,
                          uint32_t cause_event, uint32_t effect_event);

#endif
