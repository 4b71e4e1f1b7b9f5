#include "tracer/sync/door.h"
#include "tracer/threadlane.h"

const char *tl_strerror(int error)
{
    static const char *const texts[] = {
        [-TL_OK] = "success",
        [-TL_TIMEOUT] = "the time limit passed",
        [-TL_BUSY] = "taken by another thread",
        [-TL_NOT_OWNER] = "the caller does not hold the lock",
        [-TL_INVALID] = "invalid argument",
        [-TL_STATE] = "not allowed in this state",
        [-TL_NO_MEMORY] = "out of memory",
        [-TL_NO_THREAD] = "the system gave no thread",
        [-TL_IN_USE] = "still held or awaited",
        [-TL_BROKEN] = "broken",
        [-TL_FULL] = "the queue is full",
        [-TL_EMPTY] = "nothing is in it",
        [-TL_SHUTDOWN] = "the queue is shut down",
        [-TL_CANCELLED] = "the future was cancelled",
        [-TL_TASK_ERROR] = "the task failed",
        [-TL_END] = "there is no more",
        [-TL_END_OF_FILE] = "nobody is left who could send",
        [-TL_BROKEN_PIPE] = "nobody is left who could receive",
        [-TL_CORRUPT] = "what came is no message",
        [-TL_NO_PROCESS] = "the system gave no process",
    };
    const int count = sizeof(texts) / sizeof(texts[0]);
    return error <= 0 && error > -count ? texts[-error] : "unknown error";
}

const char *tl_misuse_text(void)
{
    enum misuse misuse = door_thread_self()->misuse;
    return misuse ? misuse_message(misuse) : "";
}
