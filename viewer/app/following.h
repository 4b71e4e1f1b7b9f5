/* A subject that grows while it is looked at. A thread of its own reads on and makes trace, lanes,
 * analysis and story anew whenever there is more, so that the window never waits; the window takes
 * the latest when it is woken. All functions but the thread itself: from one thread. */
#ifndef THREADLANE_VIEWER_APP_FOLLOWING_H
#define THREADLANE_VIEWER_APP_FOLLOWING_H

#include "tracer/model/trace_follow.h"
#include "viewer/app/subject_open.h"

struct following;

/* What has been read and what came of it. */
struct following_news {
    struct opened_subject *opened; /* the caller closes it; NULL: nothing new */
    bool goes_on;
    struct trace_error error; /* if it does not: why it broke off, or "" */
};

/* Begins to follow, and waits for the first subject, which may be empty. Takes the follower over.
 * NULL: there is none; the error says why. */
struct following *following_begin(struct trace_follower *follower, struct trace_error *error);
/* From now on `wake` is called from the other thread when there is something to take. */
void following_set_listener(struct following *following, void (*wake)(void *context),
                            void *context);
struct following_news following_take(struct following *following);
/* What that is in a view. */
enum growth following_growth(const struct following_news *news);
void following_end(struct following *following); /* accepts NULL */

#endif
