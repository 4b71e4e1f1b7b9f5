#include "tracer/collect/output_place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/collect/stream_store.h"
#include "tracer/format/recording_folder.h"
#include "tracer/format/trace_error.h"

static bool fail(struct trace_error *error, const char *what, const char *path)
{
    return trace_error_fill(error, "cannot %s '%.300s': %s", what, path, strerror(errno));
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);
    return size > end_size && strcmp(text + size - end_size, end) == 0;
}

/* The program's name without its folder and without ".c", for the default output. */
static void name_output(struct output_place *place, const char *program)
{
    const char *slash = strrchr(program, '/');
    const char *name = slash ? slash + 1 : program;
    int length = (int)strlen(name) - (ends_with(name, ".c") ? 2 : 0);
    snprintf(place->path, sizeof(place->path), "%.*s.json", length, name);
}

static bool make_temporary(struct output_place *place, struct trace_error *error)
{
    int size = snprintf(place->raw_directory, sizeof(place->raw_directory), "%s.recording-XXXXXX",
                        place->path);
    if (size < 0 || (size_t)size >= sizeof(place->raw_directory)) {
        errno = ENAMETOOLONG;
        return fail(error, "write", place->path);
    }
    return mkdtemp(place->raw_directory) || fail(error, "write", place->path);
}

bool output_place_open(struct output_place *place, const char *given, const char *program,
                       struct trace_error *error)
{
    *place = (struct output_place){.is_default = !given};
    if (given) {
        snprintf(place->path, sizeof(place->path), "%s", given);
    } else {
        name_output(place, program);
    }
    place->is_ctf = ends_with(place->path, ".ctf");
    if (!place->is_ctf && !ends_with(place->path, ".json")) {
        return trace_error_fill(
            error, "cannot write '%.300s': expected a name that ends with .json or .ctf",
            place->path);
    }
    struct stat status;
    if (!place->is_ctf && stat(place->path, &status) == 0 && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail(error, "write", place->path);
    }
    if (place->is_ctf) {
        snprintf(place->raw_directory, sizeof(place->raw_directory), "%s", place->path);
        return recording_folder_make(place->raw_directory, error);
    }
    return make_temporary(place, error);
}

/* From NAME.json to NAME.ctf. */
static void rename_output(struct output_place *place)
{
    size_t stem = strlen(place->path) - strlen(".json");
    memcpy(place->path + stem, ".ctf", sizeof(".ctf"));
    place->is_ctf = true;
}

/* The raw recording moves to the folder that was made for it. */
static bool move_raw(struct output_place *place)
{
    if (rename(place->raw_directory, place->path) != 0) {
        return false;
    }
    chmod(place->path, 0755);
    snprintf(place->raw_directory, sizeof(place->raw_directory), "%s", place->path);
    return true;
}

bool output_place_keep_raw(struct output_place *place, struct trace_error *error)
{
    rename_output(place);
    return recording_folder_make(place->path, error) &&
           (move_raw(place) || fail(error, "write", place->path));
}

void output_place_rescue(struct output_place *place)
{
    stream_store_mend(place->raw_directory);
    if (!place->is_ctf) {
        rename_output(place);
        if (mkdir(place->path, 0777) == 0 && !move_raw(place)) {
            rmdir(place->path);
        }
    }
}

void output_place_close(struct output_place *place)
{
    if (!place->is_ctf) {
        output_place_abandon(place);
    }
}

void output_place_abandon(struct output_place *place)
{
    recording_folder_empty(place->raw_directory);
    rmdir(place->raw_directory);
}
