/* UTF-8, checked: words come from observed programs and from files, and neither is trusted. */
#ifndef THREADLANE_FORMAT_UTF8_H
#define THREADLANE_FORMAT_UTF8_H

#include <stddef.h>

#define UTF8_REPLACEMENT      "\xef\xbf\xbd"
#define UTF8_REPLACEMENT_SIZE 3

/* Bytes of the well-formed character at `text`, 1 to 4, or 0 if there is none within `size`. NUL
 * counts as a character of one byte. */
size_t utf8_character_size(const char *text, size_t size);

/* Copies `size` bytes, each ill-formed byte as U+FFFD, and ends them with NUL. `target` has room
 * for size * UTF8_REPLACEMENT_SIZE + 1 bytes. Returns the size without the NUL. */
size_t utf8_copy_repaired(char *target, const char *text, size_t size);

#endif
