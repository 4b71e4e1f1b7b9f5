/* What hears of the interpreter's audit, tracer/preload's function, as the interpreter keeps it.
 * With the GIL. */
#ifndef THREADLANE_PYTHON_AUDIT_HOOK_H
#define THREADLANE_PYTHON_AUDIT_HOOK_H

#include "tracer/preload/interpreter.h"

/* The interpreter is about to free what it keeps of all of them. Ours was given to it before it
 * knew by which of its allocators, so it takes another one now, with -X dev, and ends on seeing
 * that. */
void audit_hook_take_back(interpreter_hook_function *hook);

#endif
