/* What the recording does not have, in sentences for the end of a run: programs that were started
 * from an observed one and that nothing could be loaded into, and waits at words of the program's
 * own. In comes the trace, out go sentences without an end of line. */
#ifndef THREADLANE_COLLECT_NOT_RECORDED_H
#define THREADLANE_COLLECT_NOT_RECORDED_H

#include <stddef.h>
#include <stdint.h>

#include "tracer/language/language.h"
#include "tracer/model/trace.h"

#define NOT_RECORDED_SIZE 4608 /* of a sentence, with its end */

/* Calls `tell` with each sentence, in that language. */
void not_recorded_tell(const struct trace *trace, enum language language,
                       void (*tell)(void *context, const char *sentence), void *context);

#endif
