#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE
#include "tracer/python/audit_hook.h"

#include <Python.h>
#include <internal/pycore_runtime.h>

void audit_hook_take_back(interpreter_hook_function *hook)
{
    _Py_AuditHookEntry **entry = &_PyRuntime.audit_hook_head;
    while (*entry && (uintptr_t)(*entry)->hookCFunction != (uintptr_t)hook) {
        entry = &(*entry)->next;
    }
    if (*entry) {
        *entry = (*entry)->next;
    }
}
