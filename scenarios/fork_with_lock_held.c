/* A fork while another thread holds a lock.
 *
 * You will see the child wait in vain. The lock was copied as it was, taken; but the thread that
 * took it was not: of all threads only the one that called fork is there in the child, so nobody
 * will ever give it back. In the parent it is free after a second. That is why one does not fork
 * after starting threads, unless one starts another program right away. */
#include <dirent.h>

#include "tracer/threadlane_process.h"

static struct tl_lock *l;

static void hold(void *unused)
{
    (void)unused;
    TL_WITH (l) {
        tl_sleep(1);
    }
}

/* Of this process. */
static int count_threads(void)
{
    int count = -2; /* . and .. */
    DIR *tasks = opendir("/proc/self/task");
    while (tasks && readdir(tasks)) {
        count++;
    }
    closedir(tasks);
    return count;
}

static const char *truth(bool is_true)
{
    return is_true ? "True" : "False";
}

int main(void)
{
    tl_title("fork 与锁", "the lock is copied, its holder is not");
    l = tl_lock_create("l");
    struct tl_thread *holder = tl_thread_create(hold, NULL, "holder");
    tl_thread_start(holder);
    tl_sleep(0.1);
    int pid = tl_fork();
    if (pid == 0) {
        bool is_acquired = tl_lock_acquire(l, 2) == TL_OK;
        tl_print("child acquire(timeout=2): %s threads in child %d", truth(is_acquired),
                 count_threads());
        tl_quit(0);
    }
    tl_waitpid(pid, TL_FOREVER, NULL);
    tl_print("parent acquire: %s", truth(tl_lock_acquire(l, 2) == TL_OK));
    return tl_exit(0);
}
