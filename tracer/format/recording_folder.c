#include "tracer/format/recording_folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

static bool is_recording_file(const char *name)
{
    return strcmp(name, "metadata") == 0 || strcmp(name, "metadata.new") == 0 ||
           strncmp(name, "stream_", strlen("stream_")) == 0;
}

void recording_folder_empty(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (is_recording_file(entry->d_name)) {
            unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    if (folder) {
        closedir(folder);
    }
}

static bool is_recording_or_empty(const char *path)
{
    DIR *folder = opendir(path);
    bool is_good = folder != NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        is_good = is_good && (is_dots || is_recording_file(entry->d_name));
    }
    if (folder) {
        closedir(folder);
    }
    errno = is_good ? 0 : EEXIST;
    return is_good;
}

bool recording_folder_make(const char *path, struct trace_error *error)
{
    if (mkdir(path, 0777) == 0) {
        return true;
    }
    if (errno != EEXIST || !is_recording_or_empty(path)) {
        return trace_error_fill(error, N_("cannot make the folder '%.300s': %s"), path,
                                error_text(errno));
    }
    recording_folder_empty(path);
    return true;
}
