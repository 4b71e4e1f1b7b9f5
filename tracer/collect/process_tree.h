/* The processes below this one: the observed program, what it started, and, because this process
 * adopts them, those whose parents have ended. */
#ifndef THREADLANE_COLLECT_PROCESS_TREE_H
#define THREADLANE_COLLECT_PROCESS_TREE_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on, who loses its parent becomes a child of this process. */
void process_tree_adopt(void);
/* Whether that process is below this one and has not ended. */
bool process_tree_has(pid_t pid);
/* Whether one of all below this one has mapped a file with `name` in its path. */
bool process_tree_maps(const char *name);
/* Sends a signal to all below this one. */
void process_tree_signal(int signal);

#endif
