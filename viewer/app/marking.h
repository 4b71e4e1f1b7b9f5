/* The marks of one trace while it is looked at: read when it is opened, and written to the file
 * beside it at once when one is set. When they cannot be kept, they stay in memory and a notice
 * says why. The player's; one thread. */
#ifndef THREADLANE_VIEWER_APP_MARKING_H
#define THREADLANE_VIEWER_APP_MARKING_H

#include "viewer/scene/view/marks.h"

#define NOTICE_SIZE 512

struct marking {
    struct marks marks;
    const char *trace_name; /* borrowed; "" for a trace without a file, whose marks are not kept */
    bool is_unread;         /* the file is there and could not be read: it is left alone */
    char notice[NOTICE_SIZE]; /* what went wrong last, or "" */
};

void marking_begin(struct marking *marking, const char *trace_name);
/* Sets a stop point, or takes the mark of that instant away. */
void marking_turn_stop(struct marking *marking, uint64_t time_ns);
/* Gives an instant a note; without one a mark that is no stop point goes. */
void marking_set_note(struct marking *marking, uint64_t time_ns, const char *note);
void marking_end(struct marking *marking);

#endif
