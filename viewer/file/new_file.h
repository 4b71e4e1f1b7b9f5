/* A file that is there whole or not at all: it is written under another name in the same folder,
 * and takes the place of an older one when it is complete. SIGHUP, SIGINT and SIGTERM take an
 * unfinished one away before they end the program, unless the program has its own mind about them.
 */
#ifndef THREADLANE_VIEWER_FILE_NEW_FILE_H
#define THREADLANE_VIEWER_FILE_NEW_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define NEW_FILE_PATH_SIZE 4096

struct new_file {
    char path[NEW_FILE_PATH_SIZE];            /* where it will be */
    char unfinished_path[NEW_FILE_PATH_SIZE]; /* where it is written; empty, and readable for all
                                                 whom the umask lets */
};

/* One at a time, of one thread. False: `reason` says why: "cannot write 'x.csv': Permission
 * denied". */
bool new_file_begin(struct new_file *file, const char *path, char *reason, size_t reason_size);
/* The same of a folder for files: it takes the place of an empty one. */
bool new_file_begin_folder(struct new_file *file, const char *path, char *reason,
                           size_t reason_size);
/* Puts it in its place. False: as above, and it is gone. */
bool new_file_end(struct new_file *file, char *reason, size_t reason_size);
/* Takes it away again and says why: `why`, or what errno means if that is NULL. Returns false. */
bool new_file_abandon(struct new_file *file, const char *why, char *reason, size_t reason_size);

#endif
