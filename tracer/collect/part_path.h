/* Where the parts of Threadlane are that trace-run does not consist of: libraries that observed
 * programs load, and processes of its own. In a build they lie in the folder of their source,
 * beside trace-run's; installed, all in one. */
#ifndef THREADLANE_COLLECT_PART_PATH_H
#define THREADLANE_COLLECT_PART_PATH_H

#include <limits.h>
#include <stdbool.h>

/* `folder` is the part's in a build. False: it is not there, and the path is where it should have
 * been installed. */
bool part_path_find(char path[PATH_MAX], const char *folder, const char *name);

#endif
