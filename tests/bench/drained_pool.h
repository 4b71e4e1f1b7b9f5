/* A pool whose full packets this process empties, as trace-run does, without the disk. For
 * benchmarks that record in the same process, or in a child that runs the same program again. */
#ifndef THREADLANE_TESTS_BENCH_DRAINED_POOL_H
#define THREADLANE_TESTS_BENCH_DRAINED_POOL_H

#include "tracer/collect/pool_owner.h"

/* Each packet's records are shown to that before they are forgotten; NULL: to nobody. */
typedef void packet_look(const struct packet_head *packet);

/* False, having said why: no invariant TSC, or no memory. The pool's path is in the environment
 * then. */
bool drained_pool_open(struct pool_owner *owner, uint32_t packet_count);
void drained_pool_drain(struct pool_owner *owner, packet_look *look);
/* Runs this program again, recorded, until it ends; the last, unfinished packets are looked at,
 * too. Its status, 1 if there was none or events were lost. */
int drained_pool_run(char **argv, packet_look *look);

#endif
