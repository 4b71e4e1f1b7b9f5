/* Where the trace goes: NAME.json, NAME.ctf or both, and the folder of the raw recording while it
 * grows. For JSON alone that folder is a temporary one beside the output, removed at the end; a
 * .ctf is that folder. One thread. */
#ifndef THREADLANE_COLLECT_OUTPUT_PLACE_H
#define THREADLANE_COLLECT_OUTPUT_PLACE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "tracer/format/trace_sink.h"

struct output_place {
    char path[PATH_MAX];          /* of the finished trace; of two, that which was named first */
    char json_path[PATH_MAX];     /* "": none */
    char raw_directory[PATH_MAX]; /* of the raw recording */
    bool is_ctf;                  /* which is an output, then */
    bool is_default;              /* nobody asked for this name, so it may become another */
};

/* Makes the folder for the raw recording. `given` are -o's values, `program` is what is run. An
 * older recording at the same place is replaced; anything else there is an error. */
bool output_place_open(struct output_place *place, const char *const *given, size_t count,
                       const char *program, struct trace_error *error);
/* The second of two outputs, else NULL. */
const char *output_place_second(const struct output_place *place);
/* The raw recording becomes the output, NAME.ctf instead of NAME.json; default names only. */
bool output_place_keep_raw(struct output_place *place, struct trace_error *error);
/* When there will be no other output: the raw recording gets the name NAME.ctf, if that is free.
 * Its name then is raw_directory. */
void output_place_rescue(struct output_place *place);
/* Removes the raw recording unless it is the output. */
void output_place_close(struct output_place *place);
/* When nothing was recorded after all: removes what was made. */
void output_place_abandon(struct output_place *place);

#endif
