/* A stream for words that people will read in a terminal: names and printed lines come from
 * recorded programs and may hold what a terminal obeys, or what turns the direction of writing. */
#ifndef THREADLANE_VIEWER_PAINT_PLAIN_STREAM_H
#define THREADLANE_VIEWER_PAINT_PLAIN_STREAM_H

#include <stdbool.h>
#include <stdio.h>

/* Writes all that it is given to `file`, but for control characters other than ends of lines, and
 * for those that turn the direction. NULL: errno says why. */
FILE *plain_stream_open(FILE *file);
/* Leaves the file under it open. False: something could not be written; errno may say why. */
bool plain_stream_close(FILE *stream);

#endif
