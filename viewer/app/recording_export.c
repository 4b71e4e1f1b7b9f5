#include "viewer/app/recording_export.h"

#include <signal.h>
#include <stdlib.h>

#include "viewer/file/new_file.h"

/* No signal comes while there is neither the older one nor the new one. */
static bool take_place(struct new_file *folder, struct trace_error *error)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    bool is_placed = trace_save_ctf_make_room(folder->path, error) &&
                     new_file_end(folder, error->text, sizeof error->text);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_placed;
}

static bool write_recording(const struct trace *trace, const char *path, struct trace_error *error)
{
    struct new_file folder;
    if (!new_file_begin_folder(&folder, path, error->text, sizeof error->text)) {
        return false;
    }
    if (trace_save_ctf(trace, folder.unfinished_path, error) && take_place(&folder, error)) {
        return true;
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
