/* What a manager does for a request: one function a method. In a serving thread, in the open point
 * of the request. */
#ifndef THREADLANE_PROCESS_MANAGER_METHOD_H
#define THREADLANE_PROCESS_MANAGER_METHOD_H

#include "tracer/process/manager_message.h"
#include "tracer/process/parcel.h"

struct manager_answer {
    struct manager_reply reply; /* its data are the parcel's */
    struct parcel *parcel;      /* owned, or NULL */
};

void manager_method_perform(const struct manager_request *request, struct manager_answer *answer);
/* The caller was gone when it was to be told: what it took from a queue goes to somebody else, as
 * the latest item. */
void manager_method_undo(const struct manager_request *request, struct manager_answer *answer);
void manager_answer_finish(struct manager_answer *answer);

#endif
