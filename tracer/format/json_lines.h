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

/* Lines that are not the file's first. True: an arrow arrives with the slice's end. */
bool json_lines_put_slice(struct output_file *file, struct json_line_words *words,
                          const struct json_slice *slice);
/* `track` is that of the object. */
void json_lines_put_hold(struct output_file *file, struct json_line_words *words, uint32_t track,
                         const struct json_hold *hold);
/* `name` is plain; `flow` the number of the arrow that arrives there, 0 if none does. */
void json_lines_put_instant(struct output_file *file, const char *name, struct json_time at,
                            uint32_t process, uint32_t track, uint64_t flow);

#endif
