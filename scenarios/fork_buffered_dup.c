/* What was printed but not yet written is copied, too.
 *
 * You will see the first line once in a terminal, where every line is written at once, and twice in
 * a pipe or a file (| cat): there it waits in memory for more, fork copies the memory, and both
 * processes write it in the end. So flush before a fork, as a Process does by itself. */
#include <stdio.h>

#include "tracer/threadlane_process.h"

int main(void)
{
    tl_title("fork 与缓冲", "what is not written yet is written twice");
    printf("before fork (buffered)\n");
    int pid = tl_fork();
    printf("zy %s\n", pid == 0 ? "True" : "False");
    if (pid > 0) {
        tl_waitpid(pid, TL_FOREVER, NULL);
    }
    return tl_exit(0);
}
