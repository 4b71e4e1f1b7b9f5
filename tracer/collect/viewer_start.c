#include "tracer/collect/viewer_start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

/* Where it is, from trace-run's folder: beside it, or where a build folder has it. */
static const char *const places[] = {"trace-view", "../../viewer/app/trace-view"};

static bool find_viewer(char path[PATH_MAX])
{
    char own[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", own, sizeof(own) - 1);
    own[size > 0 ? size : 0] = '\0';
    const char *slash = strrchr(own, '/');
    int folder = slash ? (int)(slash - own) : 0;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        int length = snprintf(path, PATH_MAX, "%.*s/%s", folder, own, places[i]);
        if (length < PATH_MAX && access(path, X_OK) == 0) {
            return true;
        }
    }
    return false;
}

/* Whoever reads what trace-run says through a pipe is done when that ends. */
static void let_go(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && nothing >= 0; fd++) {
        if (fd != STDERR_FILENO || !isatty(fd)) {
            dup2(nothing, fd);
        }
    }
}

/* In the new process. Only returns if it cannot be started. */
static void become_viewer(const char *path, const struct output_place *place,
                          const struct options *options)
{
    setsid();
    let_go();
    execl(path, "trace-view", "--lang", language_tag(options->language), "--follow",
          place->raw_directory, place->path, (char *)NULL);
}

bool viewer_start(const struct output_place *place, const struct options *options,
                  struct trace_error *error)
{
    char path[PATH_MAX];
    if (!find_viewer(path)) {
        return trace_error_fill(error, N_("trace-view is not there: it was not built"));
    }
    pid_t pid = fork();
    if (pid == 0) {
        become_viewer(path, place, options);
        _exit(127);
    }
    return pid > 0 || trace_error_fill(error, N_("cannot start a process: %s"), error_text(errno));
}
