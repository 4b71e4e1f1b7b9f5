/* A folder of links to the files of a trace, in which streams may end earlier. libbabeltrace2
 * refuses a whole trace when a file ends inside a packet, as after a full disk; without that packet
 * it reads the rest. Only what stands before it is copied. */
#ifndef THREADLANE_FORMAT_SHADOW_FOLDER_H
#define THREADLANE_FORMAT_SHADOW_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* Makes one below the folder for temporary files; the caller frees its path after removing it.
 * NULL: there is no room for one. */
char *shadow_folder_make(const char *folder);

/* The file called `name` ends after `size` bytes; with none it is gone. */
bool shadow_folder_cut(const char *shadow, const char *name, uint64_t size);

void shadow_folder_remove(const char *shadow);

#endif
