/* Making text of an object may be code of the script's, which would then run twice: only strings,
 * numbers and the like are told. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/print.h"

#include <stdbool.h>
#include <unistd.h>

#include "tracer/python/operation.h"
#include "tracer/python/patch.h"

#define WORDS_MAX 16

typedef PyObject *print_function(PyObject *module, PyObject *const *words, Py_ssize_t count,
                                 PyObject *names);

static PyCFunction original_print;

static bool is_plain(PyObject *word)
{
    return PyUnicode_CheckExact(word) || PyLong_CheckExact(word) || PyFloat_CheckExact(word) ||
           PyBool_Check(word) || word == Py_None;
}

/* To where the program's output goes, as print does it by itself. */
static bool is_simple(PyObject *const *words, Py_ssize_t count, PyObject *names)
{
    for (Py_ssize_t i = 0; names && i < PyTuple_GET_SIZE(names); i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (PyUnicode_CompareWithASCIIString(name, "flush") != 0 &&
            PyUnicode_CompareWithASCIIString(name, "end") != 0) {
            return false;
        }
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!is_plain(words[i])) {
            return false;
        }
    }
    PyObject *stream = PySys_GetObject("stdout");
    return count > 0 && count <= WORDS_MAX && stream && stream == PySys_GetObject("__stdout__");
}

static void tell(PyObject *const *words, Py_ssize_t count)
{
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list && i < count; i++) {
        PyObject *word = PyObject_Str(words[i]);
        if (!word || PyList_Append(list, word) != 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(word);
    }
    PyObject *space = PyUnicode_FromString(" ");
    PyObject *line = list && space ? PyUnicode_Join(space, list) : NULL;
    const char *text = line ? PyUnicode_AsUTF8(line) : NULL;
    if (text) {
        operation_record(EVENT_PRINT, 0, STDOUT_FILENO, recorder_text(text));
    }
    PyErr_Clear();
    Py_XDECREF(line);
    Py_XDECREF(space);
    Py_XDECREF(list);
}

static PyObject *print(PyObject *module, PyObject *const *words, Py_ssize_t count, PyObject *names)
{
    if (is_simple(words, count, names)) {
        tell(words, count);
    }
    return ((print_function *)(void *)original_print)(module, words, count, names);
}

void print_patch(PyObject *module)
{
    static const struct patch patch = {"print", (PyCFunction)(void *)print, &original_print};
    patch_functions(module, &patch, 1);
}
