/* The replay's clock. It goes by steps: at speed 1 every step of the story takes a second, whether
 * microseconds or hours lie between two, and the playhead glides from one to the next. Or it is
 * true to time: at speed 1 a second takes a second. It stops at stop points and at the end. */
#ifndef THREADLANE_VIEWER_APP_PLAYBACK_H
#define THREADLANE_VIEWER_APP_PLAYBACK_H

#include "viewer/scene/view/view.h"

struct playback {
    uint32_t step;   /* where the view's cursor was put last */
    double progress; /* from that step to the next, 0 to 1 */
};

/* Play and pause; at the end it begins again from the start. */
void playback_start_or_stop(struct view *view, const struct subject *subject);
/* So much time has passed; moves the cursor if the view plays. A step that a person has gone to
 * meanwhile is where it goes on from. */
void playback_advance(struct playback *playback, struct view *view, const struct subject *subject,
                      uint64_t elapsed_ns);

/* The next speed that can be chosen, in a direction; the same at either end. */
double playback_speed_near(double speed, int direction);
double playback_speed_slowest(void);

#endif
