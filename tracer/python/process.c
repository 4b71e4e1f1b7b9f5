#define PY_SSIZE_T_CLEAN
#include "tracer/python/process.h"

#include "tracer/python/object.h"

/* In the child, which never comes back to what its parent was in the middle of. */
static void begin(struct operation *operation, const struct call *call)
{
    (void)operation;
    operation_leave_all();
    PyObject *name = object_attribute(call->self, "_name");
    const char *text = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
    if (text) {
        recorder_name(id_make(ID_PROCESS, recorder_process()), text);
    }
    PyErr_Clear();
    Py_XDECREF(name);
}

static void end(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    (void)call;
    (void)result;
}

const struct wrapping process_wrappings[] = {
    {"BaseProcess", "_bootstrap", begin, end},
};

const size_t process_wrapping_count = sizeof(process_wrappings) / sizeof(process_wrappings[0]);
