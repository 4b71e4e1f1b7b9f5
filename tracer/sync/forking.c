#include "tracer/sync/forking.h"

#include "tracer/sync/door_thread.h"
#include "tracer/sync/gil.h"
#include "tracer/sync/thread.h"

void forking_follow(void)
{
    door_thread_follow_fork();
    struct door_thread *self = door_thread_pointer;
    if (self) {
        gil_follow_fork(self);
        thread_follow_fork();
    }
}
