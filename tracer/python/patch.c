#define PY_SSIZE_T_CLEAN
#include "tracer/python/patch.h"

#include <stddef.h>
#include <structmember.h>

/* ---- definitions ---- */

static void exchange(PyMethodDef *definition, const struct patch *patch)
{
    if (definition->ml_meth != patch->ours) {
        *patch->original = definition->ml_meth;
        definition->ml_meth = patch->ours;
    }
}

bool patch_methods(PyObject *type, const struct patch *patches, size_t count)
{
    bool is_whole = true;
    for (size_t i = 0; i < count; i++) {
        PyObject *method = PyDict_GetItemString(((PyTypeObject *)type)->tp_dict, patches[i].name);
        if (method && Py_IS_TYPE(method, &PyMethodDescr_Type)) {
            exchange(((PyMethodDescrObject *)method)->d_method, &patches[i]);
        } else {
            is_whole = false;
        }
    }
    return is_whole;
}

bool patch_functions(PyObject *module, const struct patch *patches, size_t count)
{
    bool is_whole = true;
    for (size_t i = 0; i < count; i++) {
        PyObject *function = PyDict_GetItemString(PyModule_GetDict(module), patches[i].name);
        if (function && PyCFunction_CheckExact(function)) {
            exchange(((PyCFunctionObject *)function)->m_ml, &patches[i]);
        } else {
            is_whole = false;
        }
    }
    return is_whole;
}

/* ---- wrappers ---- */

struct wrapper {
    PyObject_HEAD vectorcallfunc call;
    PyObject *original;
    const struct wrapping *wrapping;
};

PyObject *call_argument(const struct call *call, size_t place, const char *name)
{
    if (place < call->count) {
        return call->arguments[place];
    }
    Py_ssize_t named = call->names ? PyTuple_GET_SIZE(call->names) : 0;
    for (Py_ssize_t i = 0; i < named; i++) {
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(call->names, i), name) == 0) {
            return call->arguments[call->count + (size_t)i];
        }
    }
    return NULL;
}

static PyObject *call_wrapped(PyObject *callable, PyObject *const *arguments, size_t flagged_count,
                              PyObject *names)
{
    const struct wrapper *wrapper = (const struct wrapper *)callable;
    const struct wrapping *wrapping = wrapper->wrapping;
    size_t count = (size_t)PyVectorcall_NARGS(flagged_count);
    struct call call = {count > 0 ? arguments[0] : NULL, arguments, count, names};
    if (!call.self && wrapping->class) {
        return PyObject_Vectorcall(wrapper->original, arguments, flagged_count, names);
    }
    struct operation operation = {.limit_ns = WAIT_FOREVER, .self = call.self};
    wrapping->open(&operation, &call);
    PyObject *result = PyObject_Vectorcall(wrapper->original, arguments, flagged_count, names);
    wrapping->close(&operation, &call, result);
    return result;
}

static PyObject *bind(PyObject *self, PyObject *object, PyObject *type)
{
    (void)type;
    return object ? PyMethod_New(self, object) : Py_NewRef(self);
}

/* Whoever asks for its name, its code, its signature gets the original's. */
static PyObject *get_attribute(PyObject *self, PyObject *name)
{
    return PyObject_GetAttr(((struct wrapper *)self)->original, name);
}

static PyObject *represent(PyObject *self)
{
    return PyObject_Repr(((struct wrapper *)self)->original);
}

static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((struct wrapper *)self)->original);
    return 0;
}

static void destroy(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((struct wrapper *)self)->original);
    Py_TYPE(self)->tp_free(self);
}

static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(struct wrapper, call), READONLY, NULL},
    {NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_call, PyVectorcall_Call}, {Py_tp_descr_get, bind},
    {Py_tp_getattro, get_attribute}, {Py_tp_repr, represent},
    {Py_tp_members, members},        {Py_tp_traverse, traverse},
    {Py_tp_dealloc, destroy},        {0, NULL},
};

static PyType_Spec specification = {
    .name = "builtins.function",
    .basicsize = sizeof(struct wrapper),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
             Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = slots,
};

static PyObject *make_wrapper(PyObject *original, const struct wrapping *wrapping)
{
    static PyObject *type;
    type = type ? type : PyType_FromSpec(&specification);
    struct wrapper *wrapper = type ? PyObject_GC_New(struct wrapper, (PyTypeObject *)type) : NULL;
    if (wrapper) {
        wrapper->call = call_wrapped;
        wrapper->original = Py_NewRef(original);
        wrapper->wrapping = wrapping;
        PyObject_GC_Track(wrapper);
    }
    return (PyObject *)wrapper;
}

/* Whoever took it from the module before has the original. */
static bool wrap_function(PyObject *module, const struct wrapping *wrapping)
{
    PyObject *names = PyModule_GetDict(module);
    PyObject *original = PyDict_GetItemString(names, wrapping->method);
    PyObject *wrapper =
        original && PyFunction_Check(original) ? make_wrapper(original, wrapping) : NULL;
    bool is_put = wrapper && PyDict_SetItemString(names, wrapping->method, wrapper) == 0;
    Py_XDECREF(wrapper);
    return is_put;
}

/* Every name in the class by which it goes: __enter__ is acquire. */
static bool put_in_class(PyObject *class, PyObject *original, PyObject *wrapper)
{
    PyObject *names = PyDict_Keys(((PyTypeObject *)class)->tp_dict);
    bool is_put = false;
    for (Py_ssize_t i = 0; names && i < PyList_GET_SIZE(names); i++) {
        PyObject *name = PyList_GET_ITEM(names, i);
        if (PyDict_GetItem(((PyTypeObject *)class)->tp_dict, name) == original) {
            is_put |= PyObject_SetAttr(class, name, wrapper) == 0;
        }
    }
    Py_XDECREF(names);
    return is_put;
}

void call_open_hidden(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->hides = true;
    operation_open(operation);
}

void call_close_hidden(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    operation_close(operation);
}

/* What sets it, of a property; the rest of it stays. */
static PyObject *wrap_setter(PyObject *property, const struct wrapping *wrapping)
{
    PyObject *setting = PyObject_GetAttrString(property, "fset");
    PyObject *wrapper = setting ? make_wrapper(setting, wrapping) : NULL;
    PyObject *wrapped = wrapper ? PyObject_CallMethod(property, "setter", "O", wrapper) : NULL;
    Py_XDECREF(wrapper);
    Py_XDECREF(setting);
    return wrapped;
}

static bool wrap_method(PyObject *module, const struct wrapping *wrapping)
{
    PyObject *class = PyDict_GetItemString(PyModule_GetDict(module), wrapping->class);
    PyObject *original =
        class && PyType_Check(class)
            ? PyDict_GetItemString(((PyTypeObject *)class)->tp_dict, wrapping->method)
            : NULL;
    bool is_property = original && Py_IS_TYPE(original, &PyProperty_Type);
    if (!original || (!PyFunction_Check(original) && !is_property)) {
        return false;
    }
    Py_INCREF(original);
    PyObject *wrapper =
        is_property ? wrap_setter(original, wrapping) : make_wrapper(original, wrapping);
    bool is_put = wrapper && put_in_class(class, original, wrapper);
    Py_XDECREF(wrapper);
    Py_DECREF(original);
    return is_put;
}

bool patch_wrap(PyObject *module, const struct wrapping *wrapping)
{
    return wrapping->class ? wrap_method(module, wrapping) : wrap_function(module, wrapping);
}
