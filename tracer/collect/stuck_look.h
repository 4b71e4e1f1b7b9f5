/* One look at who is stuck while the program runs: the recording as it lies on the disk is judged
 * as a finished one would be, then the kernel is asked twice whether those threads sleep and
 * whether anything is there that the recording does not know. Whoever looks (hang_watch.h at a
 * program that stands still, stuck_watch.h at one that goes on) sees to it that nothing has been
 * recorded meanwhile. */
#ifndef THREADLANE_COLLECT_STUCK_LOOK_H
#define THREADLANE_COLLECT_STUCK_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/analysis/finding.h"
#include "tracer/collect/kernel_look.h"
#include "tracer/collect/own_stream.h"

struct stuck_look {
    const struct pool_header *pool; /* borrowed */
    const char *directory;          /* of the raw recording; borrowed */
    struct trace *trace;            /* NULL: nothing is being looked at */
    struct analysis *analysis;      /* by the recording alone; with the trace */
    struct kernel_look before, latest;
    uint32_t kernel_looks; /* since the trace was loaded */
};

void stuck_look_init(struct stuck_look *look, const struct pool_header *pool,
                     const char *directory);

/* Loads and judges what is on the disk. False: it cannot be read. */
bool stuck_look_load(struct stuck_look *look);
/* Once right after that, once more later. */
void stuck_look_ask_kernel(struct stuck_look *look);
/* Whether the verdict is that anybody is stuck. */
bool stuck_look_has_dead(const struct analysis *analysis);
/* Of the kernel, with a trace. */
bool stuck_look_has_two(const struct stuck_look *look);
/* Whether the kernel said twice that this thread sleeps, and did nothing else in between. */
bool stuck_look_slept(const struct stuck_look *look, uint32_t thread);
/* What is left of the verdict by the kernel's word. The caller destroys it, before the look. */
struct analysis *stuck_look_confirm(struct stuck_look *look);
/* Writes the kernel's word as texts, so that whoever reads the trace comes to the same verdict. */
bool stuck_look_write(const struct stuck_look *look, struct own_stream *texts, uint64_t ticks,
                      struct trace_error *error);

void stuck_look_forget(struct stuck_look *look);
void stuck_look_finish(struct stuck_look *look);

#endif
