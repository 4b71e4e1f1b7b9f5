#include "viewer/app/recording_export.h"

#include <stdlib.h>

#include "viewer/file/new_file.h"

static bool write_recording(const struct trace *trace, const char *path, struct trace_error *error)
{
    struct new_file folder;
    if (!new_file_begin_folder(&folder, path, error->text, sizeof error->text)) {
        return false;
    }
    if (trace_save_ctf(trace, folder.unfinished_path, error) &&
        trace_save_ctf_make_room(path, error)) {
        return new_file_end(&folder, error->text, sizeof error->text);
    }
    char unsaid[sizeof error->text];
    return new_file_abandon(&folder, "", unsaid, sizeof unsaid);
}

bool recording_export_ctf(const struct trace *trace, const char *path, struct trace_error *error)
{
    char *target = realpath(path, NULL); /* a link stays one */
    bool is_written = write_recording(trace, target ? target : path, error);
    free(target);
    return is_written;
}
