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
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

static bool fail(struct trace_error *error, const char *path)
{
    return trace_error_fill(error, N_("cannot write '%.300s': %s"), path, error_text(errno));
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
        return fail(error, place->path);
    }
    return mkdtemp(place->raw_directory) || fail(error, place->path);
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Its ending says what it is. */
static bool add_output(struct output_place *place, const char *path, struct trace_error *error)
{
    bool is_ctf = ends_with(path, ".ctf");
    char *taken = is_ctf ? place->raw_directory : place->json_path;
    if (!is_ctf && !ends_with(path, ".json")) {
        return trace_error_fill(
            error, N_("cannot write '%.300s': expected a name that ends with .json or .ctf"), path);
    }
    if (taken[0]) {
        return trace_error_fill(error,
                                N_("cannot write '%.200s' as well as '%.200s': one %s is all"),
                                path, taken, is_ctf ? ".ctf" : ".json");
    }
    snprintf(taken, PATH_MAX, "%s", path);
    place->is_ctf |= is_ctf;
    errno = EISDIR;
    return is_ctf || !is_directory(path) || fail(error, path);
}

bool output_place_open(struct output_place *place, const char *const *given, size_t count,
                       const char *program, struct trace_error *error)
{
    *place = (struct output_place){.is_default = count == 0};
    if (count > 0) {
        snprintf(place->path, sizeof(place->path), "%s", given[0]);
    } else {
        name_output(place, program);
    }
    bool is_good = add_output(place, place->path, error);
    for (size_t i = 1; i < count; i++) {
        is_good = is_good && add_output(place, given[i], error);
    }
    return is_good && (place->is_ctf ? recording_folder_make(place->raw_directory, error)
                                     : make_temporary(place, error));
}

const char *output_place_second(const struct output_place *place)
{
    const char *other = ends_with(place->path, ".ctf") ? place->json_path : place->raw_directory;
    return place->is_ctf && place->json_path[0] ? other : NULL;
}

/* From NAME.json to NAME.ctf. */
static void rename_output(struct output_place *place)
{
    size_t stem = strlen(place->path) - strlen(".json");
    memcpy(place->path + stem, ".ctf", sizeof(".ctf"));
    place->is_ctf = true;
    place->json_path[0] = '\0';
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
           (move_raw(place) || fail(error, place->path));
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
