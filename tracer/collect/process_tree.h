/* The processes below this one: the observed program, what it started, and, because this process
 * adopts them, those whose parents have ended. */
#ifndef THREADLANE_COLLECT_PROCESS_TREE_H
#define THREADLANE_COLLECT_PROCESS_TREE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* From now on, who loses its parent becomes a child of this process. */
void process_tree_adopt(void);
enum process_look {
    PROCESS_IS_RUNNING,
    PROCESS_IS_ENDING, /* its first thread has ended, others have not */
    PROCESS_IS_ZOMBIE,
    PROCESS_IS_GONE,
};

/* What the kernel says of it; of a zombie also the wait status, if it may be known. */
enum process_look process_tree_look(pid_t pid, uint64_t *status);
/* Whether that process is below this one and has not ended. */
bool process_tree_has(pid_t pid);
/* Whether one of all below this one has mapped a file with `name` in its path. */
bool process_tree_maps(const char *name);
/* Sends a signal to all below this one, as if at once. */
void process_tree_signal(int signal);

#endif
