#include "viewer/file/new_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

static const int ending_signals[] = {SIGHUP, SIGINT, SIGTERM};

/* The file that is being written. Its path is changed only while there is none, so the handler,
 * which looks at the flag first, never reads half a name. */
static volatile sig_atomic_t has_unfinished;
static char unfinished_path[NEW_FILE_PATH_SIZE];

static bool refuse(const char *path, const char *why, char *reason, size_t reason_size)
{
    snprintf(reason, reason_size, language_say(N_("cannot write '%s': %s")), path, why);
    return false;
}

/* ---- taking away ---- */

/* Some of a folder's files. No opendir: a handler of signals may not allocate. */
static bool remove_files(int folder)
{
    char entries[4096] __attribute__((aligned(8)));
    bool is_any = false;
    lseek(folder, 0, SEEK_SET); /* what was read before has gone */
    ssize_t size = getdents64(folder, entries, sizeof entries);
    for (ssize_t at = 0; at < size;) {
        const struct dirent64 *entry = (const struct dirent64 *)(entries + at);
        is_any = unlinkat(folder, entry->d_name, 0) == 0 || is_any;
        at += entry->d_reclen;
    }
    return is_any;
}

/* A file, or a folder with files. Also called by a handler of signals. */
static void take_away(void)
{
    if (unlink(unfinished_path) == 0) {
        return;
    }
    int folder = open(unfinished_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (folder >= 0 && remove_files(folder)) {
    }
    rmdir(unfinished_path);
    if (folder >= 0) {
        close(folder);
    }
}

/* ---- signals ---- */

/* The signal, which comes once more when this is over, then does what it always did. */
static void clear_up(int number)
{
    if (has_unfinished) {
        take_away();
    }
    signal(number, SIG_DFL);
    raise(number);
}

/* Who ignores a signal, as below nohup, or handles it, as a window does, still does so. */
static void watch_signals(void)
{
    static const struct sigaction handling = {.sa_handler = clear_up};
    for (size_t i = 0; i < sizeof ending_signals / sizeof ending_signals[0]; i++) {
        struct sigaction present;
        if (sigaction(ending_signals[i], NULL, &present) == 0 && present.sa_handler == SIG_DFL) {
            sigaction(ending_signals[i], &handling, NULL);
        }
    }
}

static sigset_t hold_signals(void)
{
    sigset_t held, before;
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof ending_signals / sizeof ending_signals[0]; i++) {
        sigaddset(&held, ending_signals[i]);
    }
    sigprocmask(SIG_BLOCK, &held, &before);
    return before;
}

/* ---- the file ---- */

static bool make_file(const char *path)
{
    int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    return descriptor >= 0 && close(descriptor) == 0;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0777) == 0;
}

/* No signal comes between the file and the note that it is there. */
static bool create(const char *path, bool (*make)(const char *path))
{
    assert(!has_unfinished);
    watch_signals();
    strcpy(unfinished_path, path);
    sigset_t before = hold_signals();
    has_unfinished = make(path);
    int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return has_unfinished;
}

static bool begin(struct new_file *file, const char *path, bool (*make)(const char *path),
                  char *reason, size_t reason_size)
{
    int length = snprintf(file->path, sizeof file->path, "%s", path);
    int other = snprintf(file->unfinished_path, sizeof file->unfinished_path, "%s.%d.part", path,
                         (int)getpid());
    if (length >= NEW_FILE_PATH_SIZE || other >= NEW_FILE_PATH_SIZE) {
        return refuse(path, error_text(ENAMETOOLONG), reason, reason_size);
    }
    return create(file->unfinished_path, make) ||
           refuse(path, error_text(errno), reason, reason_size);
}

bool new_file_begin(struct new_file *file, const char *path, char *reason, size_t reason_size)
{
    return begin(file, path, make_file, reason, reason_size);
}

bool new_file_begin_folder(struct new_file *file, const char *path, char *reason,
                           size_t reason_size)
{
    return begin(file, path, make_folder, reason, reason_size);
}

bool new_file_end(struct new_file *file, char *reason, size_t reason_size)
{
    if (rename(file->unfinished_path, file->path) != 0) {
        return new_file_abandon(file, NULL, reason, reason_size);
    }
    has_unfinished = false;
    return true;
}

bool new_file_abandon(struct new_file *file, const char *why, char *reason, size_t reason_size)
{
    const char *said = why ? why : error_text(errno);
    take_away();
    has_unfinished = false;
    return refuse(file->path, said, reason, reason_size);
}
