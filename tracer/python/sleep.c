#define PY_SSIZE_T_CLEAN
#include "tracer/python/sleep.h"

#include "tracer/python/gil.h"
#include "tracer/python/patch.h"

static PyCFunction original_sleep;

static PyObject *fall_asleep(PyObject *module, PyObject *seconds)
{
    gil_begin_sleep();
    PyObject *result = original_sleep(module, seconds);
    gil_end_sleep();
    return result;
}

void sleep_patch(PyObject *module)
{
    static const struct patch patch = {"sleep", fall_asleep, &original_sleep};
    patch_functions(module, &patch, 1);
}
