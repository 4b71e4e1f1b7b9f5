/* Names for whoever was given none, when the rest of a trace is known: a thread is called by the
 * function it began with, a static object by its symbol, another one by the line where it was
 * initialised, and else by kind and number: "thread 3", "lock 2". Internal to the model. */
#ifndef THREADLANE_MODEL_NAMING_H
#define THREADLANE_MODEL_NAMING_H

#include "tracer/model/site_table.h"
#include "tracer/model/trace.h"

void naming_finish(struct trace *trace, const struct site_table *sites);

#endif
