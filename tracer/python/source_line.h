/* Lines of source as they stand in their file, and paths as pictures show them. Asks nothing of
 * the interpreter; any thread. */
#ifndef THREADLANE_PYTHON_SOURCE_LINE_H
#define THREADLANE_PYTHON_SOURCE_LINE_H

#include <stddef.h>
#include <stdint.h>

/* The text of that line, from 1, without what indents it; "" if it cannot be read. */
void source_line_read(const char *path, uint32_t line, char *text, size_t size);

/* The path from the current folder, if it lies below that: shorter, and the same on each machine.
 * Within `path`. */
const char *source_line_shorten(const char *path);

/* Characters of 1, 2 or 4 bytes as UTF-8, cut at a character. */
void source_line_encode(const void *characters, int width, size_t count, char *text, size_t size);

#endif
