/* The line of an event, the one of which there are millions. What it says in words, its kind and
 * what it is about, is put together once and kept; the numbers are printed each time. For
 * json_writer alone. */
#ifndef THREADLANE_FORMAT_JSON_LINES_H
#define THREADLANE_FORMAT_JSON_LINES_H

#include "tracer/format/json_writer.h"
#include "tracer/format/output_file.h"

struct json_line_words; /* what was put together so far */

struct json_line_words *json_line_words_create(void);
void json_line_words_destroy(struct json_line_words *words);

/* Lines that are not the file's first. */
void json_lines_put_slice(struct output_file *file, struct json_line_words *words,
                          const struct json_slice *slice);
/* `track` is that of the object; `phase` B or E. */
void json_lines_put_hold(struct output_file *file, struct json_line_words *words, char phase,
                         uint32_t track, struct json_time time, const char *holder);

#endif
