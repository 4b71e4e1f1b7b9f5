#include "viewer/file/new_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int ending_signals[] = {SIGHUP, SIGINT, SIGTERM};

/* The file that is being written. Its path is changed only while there is none, so the handler,
 * which looks at the flag first, never reads half a name. */
static volatile sig_atomic_t has_unfinished;
static char unfinished_path[NEW_FILE_PATH_SIZE];

static bool refuse(const char *path, const char *why, char *reason, size_t reason_size)
{
    snprintf(reason, reason_size, "cannot write '%s': %s", path, why);
    return false;
}

/* ---- signals ---- */

/* The signal, which comes once more when this is over, then does what it always did. */
static void clear_up(int number)
{
    if (has_unfinished) {
        unlink(unfinished_path);
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

/* No signal comes between the file and the note that it is there. */
static bool create(const char *path)
{
    assert(!has_unfinished);
    watch_signals();
    strcpy(unfinished_path, path);
    sigset_t before = hold_signals();
    int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    int error = errno;
    has_unfinished = descriptor >= 0;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (descriptor >= 0) {
        close(descriptor);
    }
    errno = error;
    return descriptor >= 0;
}

bool new_file_begin(struct new_file *file, const char *path, char *reason, size_t reason_size)
{
    int length = snprintf(file->path, sizeof file->path, "%s", path);
    int other = snprintf(file->unfinished_path, sizeof file->unfinished_path, "%s.%d.part", path,
                         (int)getpid());
    if (length >= NEW_FILE_PATH_SIZE || other >= NEW_FILE_PATH_SIZE) {
        return refuse(path, strerror(ENAMETOOLONG), reason, reason_size);
    }
    return create(file->unfinished_path) || refuse(path, strerror(errno), reason, reason_size);
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
    const char *said = why ? why : strerror(errno);
    unlink(file->unfinished_path);
    has_unfinished = false;
    return refuse(file->path, said, reason, reason_size);
}
