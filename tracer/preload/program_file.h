/* What the file of a program that is about to be started says about how it wants to be loaded.
 * Nothing is allocated; any thread, also the child of a fork. */
#ifndef THREADLANE_PRELOAD_PROGRAM_FILE_H
#define THREADLANE_PRELOAD_PROGRAM_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Where a name without a slash lies, as the loader looks for it; the name itself else. */
const char *program_file_find(const char *name, char *path, size_t size);

/* Whether this library can be loaded into the program that is about to be started: not into one for
 * another processor, nor into one that brings a sanitizer's library, which refuses to run if any
 * other is loaded before it. If the program will not be recorded, for these reasons or because the
 * loader ignores the environment, that is noted in the recording. In that folder, or AT_FDCWD; an
 * empty path is the folder's descriptor itself. */
bool program_file_takes_library(int folder, const char *path);

#endif
