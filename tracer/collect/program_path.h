/* Which program a person means. In comes the PROGRAM argument of trace-run, out goes a path to
 * start. Besides executables, which are found as a shell finds them, a scenario may be called by
 * its name or its source ("condition_poem", "scenarios/condition_poem",
 * "scenarios/condition_poem.c"): then it is the built one of the folder that THREADLANE_SCENARIOS
 * names (bin/trace-run sets it). Called once by main, before anything is recorded. */
#ifndef THREADLANE_COLLECT_PROGRAM_PATH_H
#define THREADLANE_COLLECT_PROGRAM_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the path into `path`. False if nothing of that name can be started; errno is then what
 * execve would say: ENOENT or EACCES, or ENAMETOOLONG. */
bool program_path_find(const char *given, const char *scenario_folder, char *path, size_t size);

#endif
