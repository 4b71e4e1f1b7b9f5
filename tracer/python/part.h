/* The part of the tracer that lives inside CPython 3.11. tracer/preload loads it just before the
 * script runs; it puts itself into the interpreter's locks and, as soon as a module is imported
 * that has primitives, into those. The script cannot see it: no module of ours, nothing on its
 * path. */
#ifndef THREADLANE_PYTHON_PART_H
#define THREADLANE_PYTHON_PART_H

#include <stdbool.h>

/* An import is on its way that we wait for. Written with the GIL. */
extern bool part_awaits_imports;
void part_finish_imports(void);

/* What the calling thread makes now belongs to a module that is being imported. */
bool part_is_importing(void);

/* Now and then, with the GIL: the import system itself uses locks, so this is asked at the end of
 * every import before the script sees the module. */
static inline void part_look_at_imports(void)
{
    if (part_awaits_imports) {
        part_finish_imports();
    }
}

#endif
