/* The end of a program as Python's: it waits for every thread but the daemons. */
#include "tracer/sync/exit.h"

#include <stddef.h>
#include <stdio.h>

#include "tracer/event/id.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/executor.h"
#include "tracer/sync/gil.h"
#include "tracer/sync/thread.h"
#include "tracer/threadlane.h"

#define FIRST_PROCESS 1

static void (*duty_at_exit)(void);
static void (*executor_duty)(void);

void exit_set_duty(void (*duty)(void))
{
    duty_at_exit = duty;
}

void exit_set_executor_duty(void (*duty)(void))
{
    executor_duty = duty;
}

void exit_join_threads(void)
{
    executor_join_all();
    if (executor_duty) {
        executor_duty();
    }
    thread_join_all();
}

void exit_record_end(int wait_status)
{
    struct door_thread *self = door_thread_self();
    if (self->is_finished) {
        return;
    }
    self->is_finished = true;
    door_thread_abandon_daemons();
    gil_leave(self);
    if (recorder_process() != FIRST_PROCESS) {
        recorder_event(EVENT_PROCESS_END, 0, 0, id_make(ID_PROCESS, recorder_process()),
                       (unsigned)wait_status);
    }
    recorder_event(EVENT_THREAD_END, HOW_RETURNED, 0, id_make(ID_THREAD, self->number), 0);
}

int tl_exit(int status)
{
    DOOR_ENTER();
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey: the joins are not the user's own */
    exit_join_threads();
    if (duty_at_exit) {
        duty_at_exit();
    }
    door_point_close(&point);
    exit_record_end((status & 0xff) << 8);
    fflush(stdout);
    return status;
}
