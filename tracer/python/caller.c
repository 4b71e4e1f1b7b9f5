/* A line is registered once: found by its code and instruction in a small table of the thread's
 * own first, in the table of all lines else. What a thread's table holds it compares whole, so code
 * that has taken the place of another is seen. */
#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE
#include "tracer/python/caller.h"

#include <Python.h>
#include <frameobject.h>
#include <internal/pycore_code.h>
#include <internal/pycore_frame.h>
#include <opcode.h>
#define NEED_OPCODE_TABLES
#include <internal/pycore_opcode.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "tracer/python/source_line.h"
#include "tracer/record/recorder.h"

#define LIBRARIES  8
#define NEAR_SITES 64 /* a thread's; a power of two */
#define FAR_SITES  4096
#define TEXT_SIZE  512
#define PATH_SIZE  1024

struct place {
    const PyCodeObject *code;
    const _Py_CODEUNIT *instruction;
    const PyObject *file, *function;
    int first_line;
};

struct known_place {
    struct place place;
    uint32_t site, epoch;
};

struct known_line {
    const PyObject *file, *function;
    int line;
    uint32_t site; /* 0: none */
};

static PyObject *libraries[LIBRARIES];
static size_t library_count;
static char package[PATH_SIZE]; /* a folder, with its slash; "": none */
static size_t package_size;

static _Thread_local struct known_place near_sites[NEAR_SITES];
static uint32_t epoch = 1; /* of the process: forked children begin a new one */

/* Protects what follows. Held for a file's reading at most; a mutex would be recorded. */
static atomic_flag far_guard = ATOMIC_FLAG_INIT;
static struct known_line far_sites[FAR_SITES];

void caller_add_library(PyObject *filename)
{
    size_t i = 0;
    while (i < library_count && libraries[i] != filename) {
        i++;
    }
    if (i == library_count && i < LIBRARIES) {
        libraries[library_count++] = Py_NewRef(filename);
    }
}

void caller_add_package(PyObject *filename)
{
    const char *path = PyUnicode_AsUTF8(filename);
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (slash && (size_t)(slash + 1 - path) < sizeof(package)) {
        package_size = (size_t)(slash + 1 - path);
        memcpy(package, path, package_size);
    }
}

void caller_follow_fork(void)
{
    epoch++;
    memset(far_sites, 0, sizeof(far_sites));
    atomic_flag_clear(&far_guard);
}

/* ---- frames ---- */

static const _PyInterpreterFrame *innermost(void)
{
    const PyThreadState *state = PyGILState_GetThisThreadState();
    return state && state->cframe ? state->cframe->current_frame : NULL;
}

static bool is_library(const PyCodeObject *code)
{
    for (size_t i = 0; i < library_count; i++) {
        if (code->co_filename == libraries[i]) {
            return true;
        }
    }
    if (!PyUnicode_IS_COMPACT_ASCII(code->co_filename)) {
        return false;
    }
    /* the import system, whose code comes with the interpreter */
    const char *path = PyUnicode_DATA(code->co_filename);
    return strncmp(path, "<frozen ", strlen("<frozen ")) == 0 ||
           (package_size > 0 && strncmp(path, package, package_size) == 0);
}

static const _PyInterpreterFrame *find_user(void)
{
    const _PyInterpreterFrame *frame = innermost();
    while (frame && is_library(frame->f_code)) {
        frame = frame->previous;
    }
    return frame;
}

static bool is_setup(const PyCodeObject *code)
{
    return PyUnicode_CompareWithASCIIString(code->co_name, "<module>") == 0 ||
           PyUnicode_CompareWithASCIIString(code->co_name, "_after_fork") == 0 ||
           PyUnicode_READ_CHAR(code->co_filename, 0) == '<';
}

bool caller_is_library_setup(void)
{
    const _PyInterpreterFrame *frame = innermost();
    bool is_it = false;
    for (; frame && is_library(frame->f_code); frame = frame->previous) {
        is_it |= is_setup(frame->f_code);
    }
    return is_it;
}

static bool is_file(const PyCodeObject *code, const char *const names[])
{
    const char *path = PyUnicode_IS_COMPACT_ASCII(code->co_filename)
                           ? (const char *)PyUnicode_DATA(code->co_filename)
                           : "";
    const char *slash = strrchr(path, '/');
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(slash ? slash + 1 : path, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool caller_is_script(const char *const names[])
{
    const _PyInterpreterFrame *frame = innermost();
    while (frame && is_library(frame->f_code) && is_file(frame->f_code, names)) {
        frame = frame->previous;
    }
    return frame && !is_library(frame->f_code);
}

PyObject *caller_self(void)
{
    const _PyInterpreterFrame *frame = innermost();
    return frame && frame->f_code->co_argcount > 0 ? frame->localsplus[0] : NULL;
}

PyObject *caller_local(const char *name)
{
    const _PyInterpreterFrame *frame = innermost();
    const PyCodeObject *code = frame ? frame->f_code : NULL;
    for (int i = 0; code && i < code->co_nlocalsplus; i++) {
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(code->co_localsplusnames, i), name) ==
            0) {
            return frame->localsplus[i];
        }
    }
    return NULL;
}

/* ---- lines ---- */

/* The GIL may be somebody else's: nothing is asked of the interpreter but to read. */
static const char *read_text(const PyObject *text, char *buffer, size_t size)
{
    if (PyUnicode_IS_COMPACT_ASCII(text)) {
        return (const char *)((const PyASCIIObject *)text + 1);
    }
    source_line_encode(PyUnicode_DATA(text), PyUnicode_KIND(text),
                       (size_t)PyUnicode_GET_LENGTH(text), buffer, size);
    return buffer;
}

static uint32_t register_line(const PyCodeObject *code, int line)
{
    char path[PATH_SIZE], name[TEXT_SIZE], text[TEXT_SIZE];
    const char *file = read_text(code->co_filename, path, sizeof(path));
    const char *function = read_text(code->co_name, name, sizeof(name));
    source_line_read(file, (uint32_t)line, text, sizeof(text));
    return recorder_site(source_line_shorten(file), (uint32_t)line, function, text);
}

/* Of the table; when it is full, the line is registered again and again. */
static uint32_t find_line(const PyCodeObject *code, int line)
{
    uint32_t hash = ((uint32_t)(uintptr_t)code->co_name >> 4) * 31 + (uint32_t)line * 2654435761u;
    uint32_t site = 0;
    while (atomic_flag_test_and_set_explicit(&far_guard, memory_order_acquire)) {
        sched_yield();
    }
    for (uint32_t i = 0; i < FAR_SITES && site == 0; i++) {
        struct known_line *known = &far_sites[(hash + i) % FAR_SITES];
        if (known->site == 0) {
            *known = (struct known_line){code->co_filename, code->co_name, line,
                                         register_line(code, line)};
        }
        bool is_it = known->line == line && known->file == code->co_filename &&
                     known->function == code->co_name;
        site = is_it ? known->site : 0;
    }
    atomic_flag_clear_explicit(&far_guard, memory_order_release);
    return site ? site : register_line(code, line);
}

uint64_t caller_site(void)
{
    const _PyInterpreterFrame *frame = find_user();
    if (!frame) {
        return 0;
    }
    PyCodeObject *code = frame->f_code;
    struct place place = {code, frame->prev_instr, code->co_filename, code->co_name,
                          code->co_firstlineno};
    struct known_place *near = &near_sites[((uintptr_t)place.instruction >> 1) % NEAR_SITES];
    if (near->epoch != epoch || near->place.instruction != place.instruction ||
        near->place.code != place.code || near->place.file != place.file ||
        near->place.function != place.function || near->place.first_line != place.first_line) {
        int offset = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
        int line = PyCode_Addr2Line(code, offset);
        *near = (struct known_place){place, line > 0 ? find_line(code, line) : 0, epoch};
    }
    return near->site;
}

/* ---- names ---- */

/* The first instruction after that one, or NULL. */
static const _Py_CODEUNIT *after(const PyCodeObject *code, const _Py_CODEUNIT *instruction)
{
    const _Py_CODEUNIT *end = _PyCode_CODE(code) + Py_SIZE(code);
    do {
        instruction++;
    } while (instruction < end && _Py_OPCODE(*instruction) == CACHE);
    return instruction < end ? instruction : NULL;
}

static int meaning(const _Py_CODEUNIT *instruction)
{
    return instruction ? _PyOpcode_Deopt[_Py_OPCODE(*instruction)] : CACHE;
}

/* `self.lock = Lock()` gets self between the call and the name, `Lock() if … else …` jumps, `with
 * Pool() as pool` enters. */
static const PyObject *find_name(const PyCodeObject *code, const _Py_CODEUNIT *call)
{
    const _Py_CODEUNIT *store = after(code, call);
    if (meaning(store) == JUMP_FORWARD) {
        store = after(code, store + _Py_OPARG(*store));
    }
    if (meaning(store) == BEFORE_WITH) {
        store = after(code, store);
    } else if (meaning(store) == LOAD_FAST) {
        store = after(code, store);
        if (meaning(store) != STORE_ATTR) {
            return NULL;
        }
    }
    PyObject *names = NULL;
    switch (meaning(store)) {
    case STORE_NAME:
    case STORE_GLOBAL:
    case STORE_ATTR:
        names = code->co_names;
        break;
    case STORE_FAST:
    case STORE_DEREF:
        names = code->co_localsplusnames;
        break;
    default:
        return NULL;
    }
    int place = _Py_OPARG(*store);
    return place < PyTuple_GET_SIZE(names) ? PyTuple_GET_ITEM(names, place) : NULL;
}

bool caller_find_name(char *name, size_t size)
{
    const _PyInterpreterFrame *frame = find_user();
    const PyObject *found = frame ? find_name(frame->f_code, frame->prev_instr) : NULL;
    if (found) {
        char buffer[TEXT_SIZE];
        snprintf(name, size, "%s", read_text(found, buffer, sizeof(buffer)));
    }
    return found != NULL;
}
