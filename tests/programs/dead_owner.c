/* A process is killed while it holds a process lock, and main waits for the lock; with "timed" only
 * for a while. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tracer/threadlane_process.h"

static int die_with_lock(void *lock)
{
    tl_process_lock_acquire(lock, TL_FOREVER);
    kill(getpid(), SIGKILL);
    return 0;
}

int main(int argc, char **argv)
{
    bool is_timed = argc > 1 && strcmp(argv[1], "timed") == 0;
    struct tl_process_lock *lock = tl_process_lock_create("lock");
    struct tl_process *process = tl_process_create(die_with_lock, lock, "owner");
    tl_process_start(process);
    tl_process_join(process, TL_FOREVER);
    int result = tl_process_lock_acquire(lock, is_timed ? 0.3 : TL_FOREVER);
    tl_print("owner died: acquire -> %s", tl_strerror(result));
    tl_process_destroy(process);
    return tl_exit(0);
}
