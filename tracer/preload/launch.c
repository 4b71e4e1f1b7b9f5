/* Processes that are started with a program at once. */
#include "tracer/preload/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "tracer/preload/environment.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/program_file.h"
#include "tracer/preload/real.h"

struct launch launch_begin(uint64_t caller)
{
    uint32_t process = recorder_new_process();
    struct launch launch = {.process = id_make(ID_PROCESS, process), .site = caller};
    recorder_event(EVENT_PROCESS_FORK_BEGIN, 0, caller, launch.process, 0);
    recorder_begin_start(process, recorder_new_thread());
    return launch;
}

void launch_end(const struct launch *launch, int error, pid_t pid)
{
    recorder_end_start((uint32_t)id_number(launch->process), error == 0 ? (uint32_t)pid : 0);
    if (error == 0) {
        recorder_event(EVENT_PROCESS_FORK, 0, launch->site, launch->process, (uint64_t)pid);
    } else {
        recorder_event(EVENT_PROCESS_FORK_FAILED, REASON_LIMIT, launch->site, launch->process, 0);
    }
}

/* One call on its way; in the caller's memory. */
struct spawn_call {
    int (*perform)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                   const posix_spawnattr_t *, char *const[], char *const[]);
    pid_t *pid;
    const char *path;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *arguments;
};

static int perform(void *context, char *const environment[])
{
    const struct spawn_call *call = context;
    return call->perform(call->pid, call->path, call->actions, call->attributes, call->arguments,
                         environment);
}

static bool takes_library(const struct spawn_call *call)
{
    char path[PATH_MAX];
    const char *found = call->perform == real()->posix_spawnp
                            ? program_file_find(call->path, path, sizeof(path))
                            : call->path;
    return program_file_takes_library(AT_FDCWD, found);
}

static int spawn(struct spawn_call call, char *const environment[], uint64_t caller)
{
    if (!gate_is_open_outside(caller)) {
        return perform(&call, environment);
    }
    pid_t own, *told = call.pid ? call.pid : &own;
    call.pid = told;
    struct launch launch = launch_begin(caller);
    int error = (takes_library(&call) ? environment_with : environment_without)(environment,
                                                                                perform, &call);
    launch_end(&launch, error, *told);
    return error;
}

int launch_program(pid_t *pid, const char *path, const posix_spawnattr_t *attributes,
                   char *const arguments[], uint64_t caller)
{
    return spawn((struct spawn_call){real()->posix_spawn, pid, path, NULL, attributes, arguments},
                 environ, caller);
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[],
                char *const environment[])
{
    return spawn(
        (struct spawn_call){real()->posix_spawn, pid, path, actions, attributes, arguments},
        environment, GATE_CALLER);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[])
{
    return spawn(
        (struct spawn_call){real()->posix_spawnp, pid, file, actions, attributes, arguments},
        environment, GATE_CALLER);
}
