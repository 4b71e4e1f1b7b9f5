/* Processes that this one makes by fork. What follows in the child (a new thread with a number of
 * its own) is libthreadlane's. */
#include <errno.h>
#include <unistd.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

static pid_t fork_for(uint64_t caller)
{
    if (!gate_is_open_outside(caller)) {
        return real()->fork();
    }
    uint32_t process = recorder_new_process();
    uint64_t id = id_make(ID_PROCESS, process);
    recorder_prepare_fork(process, recorder_new_thread());
    recorder_event(EVENT_PROCESS_FORK_BEGIN, 0, caller, id, 0);
    int saved_errno = errno; /* what others do around a fork may change it */
    pid_t pid = real()->fork();
    if (pid == 0) {
        gate_follow_fork();
        errno = saved_errno;
        return 0;
    }
    saved_errno = pid < 0 ? errno : saved_errno;
    recorder_prepare_fork(0, 0);
    recorder_note_child(process, pid > 0 ? (uint32_t)pid : 0);
    recorder_event(pid > 0 ? EVENT_PROCESS_FORK : EVENT_PROCESS_FORK_FAILED,
                   pid > 0 ? 0 : REASON_LIMIT, caller, id, pid > 0 ? (uint64_t)pid : 0);
    errno = saved_errno;
    return pid;
}

pid_t fork(void)
{
    return fork_for(GATE_CALLER);
}

/* Nobody can return twice to a caller who has gone on meanwhile: a fork does what may be relied on.
 */
pid_t vfork(void)
{
    return fork_for(GATE_CALLER);
}
