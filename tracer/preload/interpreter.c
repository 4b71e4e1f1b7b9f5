/* CPython says what it is by the symbols it exports, and lets whoever asks before it starts see
 * its audit events: one comes just before the script runs, and then there is an interpreter to
 * speak to, and no thread yet. Nothing of this shows in the script's world: no module, no path, no
 * environment. */
#include "tracer/preload/interpreter.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/shared_place.h"

#define VERSION_KNOWN 0x030b /* 3.11: the part knows the insides of this one */
#define PART_NAME     "threadlane-python.so"

struct interpreter interpreter;
_Thread_local struct interpreter_birth *interpreter_birth;

static interpreter_audit_function *audit;

void interpreter_end_thread(void)
{
    gate_thread.has_ended = true;
}

/* Beside this library where it is installed, in the folder beside its own in a build. */
static void *open_part(void)
{
    static const char *const places[] = {"", "../python/"};
    Dl_info self;
    char path[PATH_MAX];
    const char *slash =
        dladdr(&interpreter, &self) && self.dli_fname ? strrchr(self.dli_fname, '/') : NULL;
    void *part = NULL;
    for (size_t i = 0; slash && !part && i < sizeof(places) / sizeof(places[0]); i++) {
        snprintf(path, sizeof(path), "%.*s%s" PART_NAME, (int)(slash + 1 - self.dli_fname),
                 self.dli_fname, places[i]);
        part = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    }
    return part;
}

static uint64_t find_no_site(void)
{
    return 0;
}

static uint64_t find_no_owner(void)
{
    return 0;
}

static void tell_for(const void *address)
{
    gate_find_module((uint64_t)(uintptr_t)address, &interpreter.other_begin,
                     &interpreter.other_end);
}

static void pass(const void *object)
{
    (void)object;
}

static void pass_result(const void *object, int error)
{
    (void)object;
    (void)error;
}

static const char *begin_part(void)
{
    void *part = open_part();
    interpreter_begin_function *begin =
        part ? (interpreter_begin_function *)dlsym(part, INTERPRETER_BEGIN) : NULL;
    if (!begin) {
        return "part";
    }
    audit = (interpreter_audit_function *)dlsym(part, INTERPRETER_AUDIT);
    return begin(&interpreter);
}

/* Without the part it is a program as any other. */
static void begin_script(void)
{
    const char *trouble = begin_part();
    if (trouble) {
        interpreter = (struct interpreter){0};
        audit = NULL;
    }
    recorder_info(trouble ? "not from inside" : "language", trouble ? trouble : "python");
}

static int see_event(const char *event, void *arguments, void *context)
{
    (void)context;
    static bool is_begun;
    if (!is_begun && strncmp(event, "cpython.run_", strlen("cpython.run_")) == 0) {
        is_begun = true;
        begin_script();
    }
    if (audit) {
        audit(event, arguments);
    }
    return 0;
}

void interpreter_find(void)
{
    const unsigned long *version = dlsym(RTLD_DEFAULT, "Py_Version");
    void *address = dlsym(RTLD_DEFAULT, "PyEval_SaveThread");
    int (*add_hook)(interpreter_hook_function *, void *) =
        (int (*)(interpreter_hook_function *, void *))dlsym(RTLD_DEFAULT, "PySys_AddAuditHook");
    if (!address) {
        return;
    }
    if (version && add_hook && *version >> 16 == VERSION_KNOWN && add_hook(see_event, NULL) == 0) {
        interpreter.find_site = find_no_site;
        interpreter.find_owner = find_no_owner;
        interpreter.tell_for = tell_for;
        interpreter.hook = see_event;
        interpreter.find_shared = shared_place_id;
        interpreter.begin_wait = interpreter.signal = pass;
        interpreter.end_wait = pass_result;
        gate_find_module((uint64_t)(uintptr_t)address, &interpreter.begin, &interpreter.end);
    } else {
        recorder_info("not from inside", "version");
    }
}
