/* Files that a test makes: all of them lie in one temporary folder, which goes away when the test
 * program ends. A failure here ends the program. */
#ifndef THREADLANE_TESTS_SCRATCH_H
#define THREADLANE_TESTS_SCRATCH_H

#include <stddef.h>

/* Paths below the temporary folder, never the same twice; the caller frees them. */
char *scratch_new_path(void);
char *scratch_new_folder(void); /* made, empty */

void scratch_write(const char *path, const void *bytes, size_t size);
/* The whole file, NUL-terminated; the caller frees it. */
char *scratch_read(const char *path, size_t *size);

#endif
