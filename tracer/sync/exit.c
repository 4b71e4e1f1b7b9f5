/* The end of a program as Python's: it waits for every thread but the daemons. */
#include <stdio.h>

#include "tracer/event/id.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/executor.h"
#include "tracer/sync/gil.h"
#include "tracer/sync/thread.h"
#include "tracer/threadlane.h"

static void record_end(struct door_thread *self)
{
    if (!self->is_finished) {
        self->is_finished = true;
        gil_leave(self);
        recorder_event(EVENT_THREAD_END, HOW_RETURNED, 0, id_make(ID_THREAD, self->number), 0);
    }
}

int tl_exit(int status)
{
    DOOR_ENTER();
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey: the joins are not the user's own */
    executor_join_all();
    thread_join_all();
    door_point_close(&point);
    door_thread_abandon_daemons();
    record_end(door_visit_.thread);
    fflush(stdout);
    return status;
}
