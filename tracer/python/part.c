#define PY_SSIZE_T_CLEAN
#include "tracer/python/part.h"

#include <Python.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "tracer/event/id.h"
#include "tracer/preload/forward.h"
#include "tracer/preload/interpreter.h"
#include "tracer/python/audit_hook.h"
#include "tracer/python/barrier.h"
#include "tracer/python/caller.h"
#include "tracer/python/condition.h"
#include "tracer/python/event.h"
#include "tracer/python/future.h"
#include "tracer/python/gil.h"
#include "tracer/python/lock.h"
#include "tracer/python/object.h"
#include "tracer/python/operation.h"
#include "tracer/python/patch.h"
#include "tracer/python/print.h"
#include "tracer/python/process.h"
#include "tracer/python/process_event.h"
#include "tracer/python/process_lock.h"
#include "tracer/python/process_queue.h"
#include "tracer/python/queue.h"
#include "tracer/python/refusal.h"
#include "tracer/python/semaphore.h"
#include "tracer/python/simple_queue.h"
#include "tracer/python/sleep.h"
#include "tracer/python/thing.h"
#include "tracer/python/thread.h"
#include "tracer/python/watch.h"
#include "tracer/record/recorder.h"

interpreter_begin_function threadlane_interpreter_begin __attribute__((visibility("default")));
interpreter_audit_function threadlane_interpreter_audit __attribute__((visibility("default")));

#define TITLE_SIZE 128
#define PACKAGE    "multiprocessing." /* all of its files are the library's */

enum import_state {
    IMPORT_NOT_SEEN,
    IMPORT_BEGUN,
    IMPORT_FINISHED,
};

/* A library's module, and what is wrapped in it; one row for each file of wrappings. */
static struct library {
    const char *name;
    const struct wrapping *wrappings;
    const size_t *count;
    enum import_state state;
} libraries[] = {
    {"threading", thread_wrappings, &thread_wrapping_count, IMPORT_NOT_SEEN},
    {"threading", condition_wrappings, &condition_wrapping_count, IMPORT_NOT_SEEN},
    {"threading", semaphore_wrappings, &semaphore_wrapping_count, IMPORT_NOT_SEEN},
    {"threading", event_wrappings, &event_wrapping_count, IMPORT_NOT_SEEN},
    {"threading", barrier_wrappings, &barrier_wrapping_count, IMPORT_NOT_SEEN},
    {"queue", queue_wrappings, &queue_wrapping_count, IMPORT_NOT_SEEN},
    {"concurrent.futures._base", future_wrappings, &future_wrapping_count, IMPORT_NOT_SEEN},
    {"concurrent.futures._base", watch_wrappings, &watch_wrapping_count, IMPORT_NOT_SEEN},
    {"multiprocessing.process", process_wrappings, &process_wrapping_count, IMPORT_NOT_SEEN},
    {"multiprocessing.process", process_refusals, &process_refusal_count, IMPORT_NOT_SEEN},
    {"multiprocessing.synchronize", process_lock_wrappings, &process_lock_wrapping_count,
     IMPORT_NOT_SEEN},
    {"multiprocessing.synchronize", process_event_wrappings, &process_event_wrapping_count,
     IMPORT_NOT_SEEN},
    {"multiprocessing.queues", process_queue_wrappings, &process_queue_wrapping_count,
     IMPORT_NOT_SEEN},
    {"multiprocessing.queues", channel_refusals, &channel_refusal_count, IMPORT_NOT_SEEN},
    {"multiprocessing.connection", connection_refusals, &connection_refusal_count, IMPORT_NOT_SEEN},
    {"multiprocessing.pool", pool_refusals, &pool_refusal_count, IMPORT_NOT_SEEN},
    {"concurrent.futures.process", process_executor_refusals, &process_executor_refusal_count,
     IMPORT_NOT_SEEN},
    {"concurrent.futures.thread", executor_wrappings, &executor_wrapping_count, IMPORT_NOT_SEEN},
};

#define LIBRARY_COUNT (sizeof(libraries) / sizeof(libraries[0]))

static interpreter_hook_function *tracing_hook; /* tracer/preload's */
bool part_awaits_imports;
static uint32_t importer; /* the thread that began the last import we wait for */

bool part_is_importing(void)
{
    return part_awaits_imports && recorder_thread() == importer;
}

static void wrap(const struct library *library, PyObject *module)
{
    PyObject *in_c = PyDict_GetItemString(PyImport_GetModuleDict(), "_queue");
    if (library->wrappings == queue_wrappings && in_c) {
        simple_queue_patch(in_c);
    }
    if (library->wrappings == watch_wrappings) {
        watch_patch(module);
    }
    if (library->wrappings == process_lock_wrappings) {
        process_lock_patch();
    }
    for (size_t i = 0; i < *library->count; i++) {
        patch_wrap(module, &library->wrappings[i]);
    }
}

/* The name of its file as its code has it, by which callers are told from the script's. */
static void note_file(PyObject *module, const char *class, const char *method, bool is_package)
{
    PyObject *type = class ? PyDict_GetItemString(PyModule_GetDict(module), class) : NULL;
    PyObject *function = type ? PyObject_GetAttrString(type, method) : NULL;
    PyObject *code = function ? PyObject_GetAttrString(function, "__code__") : NULL;
    if (code && PyCode_Check(code)) {
        (is_package ? caller_add_package : caller_add_library)(((PyCodeObject *)code)->co_filename);
    }
    PyErr_Clear();
    Py_XDECREF(code);
    Py_XDECREF(function);
}

/* Imported to its end. */
static PyObject *find_module(const char *name)
{
    PyObject *module = PyDict_GetItemString(PyImport_GetModuleDict(), name);
    PyObject *names = module && PyModule_Check(module) ? PyModule_GetDict(module) : NULL;
    PyObject *spec = names ? PyDict_GetItemString(names, "__spec__") : NULL;
    PyObject *is_on_its_way = spec ? PyObject_GetAttrString(spec, "_initializing") : NULL;
    bool is_whole = names && is_on_its_way != Py_True;
    PyErr_Clear();
    Py_XDECREF(is_on_its_way);
    return is_whole ? module : NULL;
}

void part_finish_imports(void)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    bool is_awaiting = false;
    part_awaits_imports = false; /* asking may take locks */
    for (size_t i = 0; i < LIBRARY_COUNT; i++) {
        struct library *library = &libraries[i];
        PyObject *module = library->state == IMPORT_BEGUN ? find_module(library->name) : NULL;
        if (module) {
            library->state = IMPORT_FINISHED;
            note_file(module, library->wrappings[0].class, library->wrappings[0].method,
                      strncmp(library->name, PACKAGE, strlen(PACKAGE)) == 0);
            wrap(library, module);
        }
        is_awaiting |= library->state == IMPORT_BEGUN;
    }
    part_awaits_imports = is_awaiting;
    PyErr_Restore(type, value, traceback);
}

/* A picture of the run is headed with the script's name: "condition poem" of condition_poem.py. */
static void note_script(PyObject *file)
{
    const char *path = PyUnicode_Check(file) ? PyUnicode_AsUTF8(file) : NULL;
    const char *slash = path ? strrchr(path, '/') : NULL;
    char title[TITLE_SIZE];
    snprintf(title, sizeof(title), "%s", slash ? slash + 1 : path ? path : "");
    char *ending = strstr(title, ".py");
    if (ending) {
        *ending = '\0';
    }
    for (char *c = title; *c != '\0'; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    if (title[0] != '\0') {
        recorder_info("title", title);
    }
    PyErr_Clear();
}

void threadlane_interpreter_audit(const char *event, void *arguments)
{
    if (strcmp(event, "cpython._PySys_ClearAuditHooks") == 0) {
        audit_hook_take_back(tracing_hook);
    }
    if (strcmp(event, "cpython.run_file") == 0 && PyTuple_Check(arguments) &&
        PyTuple_GET_SIZE(arguments) > 0) {
        note_script(PyTuple_GET_ITEM(arguments, 0));
    }
    if (strcmp(event, "import") != 0 || !PyTuple_Check(arguments) ||
        PyTuple_GET_SIZE(arguments) == 0 || !PyUnicode_Check(PyTuple_GET_ITEM(arguments, 0))) {
        return;
    }
    for (size_t i = 0; i < LIBRARY_COUNT; i++) {
        if (libraries[i].state == IMPORT_NOT_SEEN &&
            PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(arguments, 0), libraries[i].name) ==
                0) {
            libraries[i].state = IMPORT_BEGUN;
            part_awaits_imports = true;
            importer = recorder_thread();
        }
    }
}

/* Modules that were imported before the script. */
static void look_at_modules(void)
{
    for (size_t i = 0; i < LIBRARY_COUNT; i++) {
        libraries[i].state = find_module(libraries[i].name) ? IMPORT_BEGUN : libraries[i].state;
    }
    part_finish_imports();
}

/* ---- what the interpreter's own code waits for ---- */

static void begin_wait(const void *object)
{
    if (!gil_begin_wait(object)) {
        operation_sleep();
    }
}

static void end_wait(const void *object, int error)
{
    static const struct {
        int error;
        enum event_reason reason;
    } reasons[] = {
        {0, 0},
        {ETIMEDOUT, REASON_TIMEOUT},
        {EINTR, REASON_INTERRUPTED},
    };
    enum event_reason reason = REASON_BROKEN;
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        reason = reasons[i].error == error ? reasons[i].reason : reason;
    }
    if (!gil_end_wait(object, error)) {
        operation_wake(reason);
    }
}

static uint32_t forking_thread;

static void begin_fork(void)
{
    forking_thread = recorder_thread();
}

static void follow_fork(void)
{
    caller_follow_fork();
    thing_follow_fork(forking_thread, recorder_thread());
    gil_follow_fork();
    recorder_name(id_make(ID_THREAD, recorder_thread()), "MainThread");
}

const char *threadlane_interpreter_begin(struct interpreter *with)
{
    forward_init();
    with->find_owner = object_find_owner;
    with->find_site = caller_site;
    with->begin_wait = begin_wait;
    with->end_wait = end_wait;
    with->signal = gil_note_signal;
    tracing_hook = with->hook;
    PyObject *module = PyImport_ImportModule("_thread");
    if (!module || !lock_patch(module) || !thread_patch(module)) {
        PyErr_Clear();
        return "locks";
    }
    pthread_atfork(begin_fork, NULL, follow_fork);
    recorder_name(id_make(ID_THREAD, recorder_thread()), "MainThread");
    look_at_modules();
    PyObject *builtins = PyImport_ImportModule("builtins");
    if (builtins) {
        print_patch(builtins);
    }
    PyObject *time = gil_find() ? PyImport_ImportModule("time") : NULL;
    if (time) {
        sleep_patch(time);
    }
    PyErr_Clear();
    return NULL;
}
