/* Calls that stand in a header of the system: std::mutex::lock, put in place by the compiler, calls
 * pthread_mutex_lock. A person looks for the line of their own that brought it there. */
#ifndef THREADLANE_COLLECT_INLINED_CALL_H
#define THREADLANE_COLLECT_INLINED_CALL_H

#include <stdint.h>

struct Dwfl_Module;

/* From file and line of an address to the nearest call around it that is in no header of the
 * system; unchanged if there is none. `file` may point into the module. */
void inlined_call_find(struct Dwfl_Module *module, uint64_t address, const char **file, int *line);

#endif
