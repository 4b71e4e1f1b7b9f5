/* Processes that this one makes by fork. What follows in the child (a new thread with a number of
 * its own) is libthreadlane's. */
#include <errno.h>
#include <unistd.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

pid_t fork(void)
{
    if (!gate_is_open(GATE_CALLER)) {
        return real()->fork();
    }
    uint32_t process = recorder_new_process();
    uint64_t id = id_make(ID_PROCESS, process);
    recorder_prepare_fork(process, recorder_new_thread());
    recorder_event(EVENT_PROCESS_FORK_BEGIN, 0, GATE_CALLER, id, 0);
    pid_t pid = real()->fork();
    int saved_errno = errno;
    if (pid == 0) {
        gate_follow_fork();
        return 0;
    }
    recorder_prepare_fork(0, 0);
    recorder_event(pid > 0 ? EVENT_PROCESS_FORK : EVENT_PROCESS_FORK_FAILED,
                   pid > 0 ? 0 : REASON_LIMIT, GATE_CALLER, id, pid > 0 ? (uint64_t)pid : 0);
    errno = saved_errno;
    return pid;
}
