/* A process becomes another program: its recording goes on there. The C library's own functions of
 * this family do not call each other by name, so each stands here. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <unistd.h>

#include "tracer/preload/environment.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/program_file.h"
#include "tracer/preload/real.h"

/* One call on its way; in the caller's memory. */
struct exec_call {
    int (*perform)(const struct exec_call *call, char *const environment[]);
    const char *file;
    char *const *arguments;
    int descriptor, flags;
};

static int by_path(const struct exec_call *call, char *const environment[])
{
    return real()->execve(call->file, call->arguments, environment);
}

static int by_name(const struct exec_call *call, char *const environment[])
{
    return real()->execvpe(call->file, call->arguments, environment);
}

static int by_descriptor(const struct exec_call *call, char *const environment[])
{
    return real()->fexecve(call->descriptor, call->arguments, environment);
}

static int by_folder(const struct exec_call *call, char *const environment[])
{
    return real()->execveat(call->descriptor, call->file, call->arguments, environment,
                            call->flags);
}

/* As file and folder say it, without looking whether it may be run. */
static bool takes_library(const struct exec_call *call)
{
    char path[PATH_MAX];
    if (call->perform == by_descriptor) {
        return program_file_takes_library(call->descriptor, "");
    }
    if (call->perform == by_folder) {
        return program_file_takes_library(call->descriptor, call->file);
    }
    const char *found =
        call->perform == by_name ? program_file_find(call->file, path, sizeof(path)) : call->file;
    return program_file_takes_library(AT_FDCWD, found);
}

static int perform(void *context, char *const environment[])
{
    const struct exec_call *call = context;
    return call->perform(call, environment);
}

static int become(struct exec_call call, char *const environment[], uint64_t caller)
{
    if (!gate_is_open_outside(caller)) {
        return call.perform(&call, environment);
    }
    recorder_prepare_exec();
    int result = (takes_library(&call) ? environment_with : environment_without)(environment,
                                                                                 perform, &call);
    int saved_errno = errno;
    recorder_undo_exec();
    errno = saved_errno;
    return result;
}

int execve(const char *path, char *const arguments[], char *const environment[])
{
    return become((struct exec_call){by_path, path, arguments}, environment, GATE_CALLER);
}

int execv(const char *path, char *const arguments[])
{
    return become((struct exec_call){by_path, path, arguments}, environ, GATE_CALLER);
}

int execvp(const char *file, char *const arguments[])
{
    return become((struct exec_call){by_name, file, arguments}, environ, GATE_CALLER);
}

int execvpe(const char *file, char *const arguments[], char *const environment[])
{
    return become((struct exec_call){by_name, file, arguments}, environment, GATE_CALLER);
}

int fexecve(int descriptor, char *const arguments[], char *const environment[])
{
    return become((struct exec_call){by_descriptor, NULL, arguments, descriptor}, environment,
                  GATE_CALLER);
}

int execveat(int folder, const char *path, char *const arguments[], char *const environment[],
             int flags)
{
    return become((struct exec_call){by_folder, path, arguments, folder, flags}, environment,
                  GATE_CALLER);
}

/* ---- arguments one by one ---- */

static size_t count_arguments(va_list list)
{
    size_t count = 1; /* the first is the caller's own parameter */
    while (va_arg(list, const char *)) {
        count++;
    }
    return count;
}

static void copy_arguments(const char **arguments, const char *first, size_t count, va_list list)
{
    arguments[0] = first;
    for (size_t i = 1; i <= count; i++) { /* the NULL, too */
        arguments[i] = va_arg(list, const char *);
    }
}

/* Into `arguments`, which is made room for; `list` stands behind them then. */
#define COLLECT_ARGUMENTS(arguments, first, list)                                                  \
    va_list list;                                                                                  \
    va_start(list, first);                                                                         \
    size_t list##_count = count_arguments(list);                                                   \
    va_end(list);                                                                                  \
    const char **arguments = __builtin_alloca((list##_count + 1) * sizeof(*arguments));            \
    va_start(list, first);                                                                         \
    copy_arguments(arguments, first, list##_count, list)

int execl(const char *path, const char *first, ...)
{
    COLLECT_ARGUMENTS(arguments, first, list);
    va_end(list);
    return become((struct exec_call){by_path, path, (char *const *)arguments}, environ,
                  GATE_CALLER);
}

int execlp(const char *file, const char *first, ...)
{
    COLLECT_ARGUMENTS(arguments, first, list);
    va_end(list);
    return become((struct exec_call){by_name, file, (char *const *)arguments}, environ,
                  GATE_CALLER);
}

int execle(const char *path, const char *first, ...)
{
    COLLECT_ARGUMENTS(arguments, first, list);
    char *const *environment = va_arg(list, char *const *);
    va_end(list);
    return become((struct exec_call){by_path, path, (char *const *)arguments}, environment,
                  GATE_CALLER);
}
