/* A child that has ended, and that nobody has waited for yet.
 *
 * You will see its state: Z, a zombie. Nothing is left of it but its number and how it ended, which
 * the kernel keeps for its parent. Whoever waits for it gets that, 7, and then the number is free.
 */
#include <stdio.h>
#include <unistd.h>

#include "tracer/threadlane_process.h"

/* The third word of /proc/PID/stat. */
static char state_of(int pid)
{
    char path[32], state = '?';
    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    FILE *file = fopen(path, "re");
    if (file) {
        fscanf(file, "%*d %*s %c", &state);
        fclose(file);
    }
    return state;
}

static bool is_there(int pid)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%d", pid);
    return access(path, F_OK) == 0;
}

int main(void)
{
    tl_title("僵尸进程", "ended, and not waited for");
    int exitcode = -1;
    int pid = tl_fork();
    if (pid == 0) {
        tl_quit(7);
    }
    tl_sleep(0.2);
    tl_print("state of child before wait: %c", state_of(pid));
    bool is_waited_for = tl_waitpid(pid, TL_FOREVER, &exitcode) == TL_OK;
    tl_print("%s %d %s", is_waited_for ? "True" : "False", exitcode,
             is_there(pid) ? "True" : "False");
    return tl_exit(0);
}
