/* Files that are written whole or not at all. */
#ifndef THREADLANE_VIEWER_PAINT_WHOLE_FILE_H
#define THREADLANE_VIEWER_PAINT_WHOLE_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* False: it failed; errno may say why. */
typedef bool whole_file_function(const void *what, FILE *file);

/* Makes a new file of what `write` writes. False leaves things as they were and the reason in
 * `reason`: "cannot write 'x.png': No space left on device". */
bool whole_file_write(const char *file_name, whole_file_function *write, const void *what,
                      char *reason, size_t reason_size);

#endif
