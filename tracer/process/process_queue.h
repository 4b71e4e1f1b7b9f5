/* The inside of tl_process_queue, for pools and executors. As in CPython: a bounded semaphore
 * counts the room, a buffer in each process takes what is put, its feeder thread writes it into the
 * one pipe under the write lock, and whoever gets reads under the read lock. Short items that the
 * feeder finds together it writes together, and what is read ahead is everybody's, in shared
 * memory: that takes fewer system calls, and is told as if it were one by one. What nobody has to
 * wait for happens and is told at one instant. Items come out in the order in which feeders wrote
 * them: that of the puts for one process alone. */
#ifndef THREADLANE_PROCESS_PROCESS_QUEUE_H
#define THREADLANE_PROCESS_PROCESS_QUEUE_H

#include <stdint.h>

#include "tracer/sync/limit.h"
#include "tracer/threadlane_process.h"

/* As part of `parent`, or of nothing (0). A capacity of 0 has no limit. NULL in virtual time, which
 * is misuse, and when memory or descriptors are used up. */
struct tl_process_queue *process_queue_create(uint32_t capacity, uint64_t parent, const char *name);
uint64_t process_queue_id(const struct tl_process_queue *queue);
/* TL_OK, TL_FULL; TL_STATE after close; TL_INVALID for what cannot travel; TL_NO_MEMORY. */
int process_queue_put(struct tl_process_queue *queue, struct tl_value value, struct limit limit);
/* TL_OK, TL_EMPTY; TL_STATE after close; TL_CORRUPT, TL_NO_MEMORY. */
int process_queue_get(struct tl_process_queue *queue, struct tl_value *value, struct limit limit);
/* This process will get no more, or put no more: as far as it is concerned nobody waits at the
 * other end of the pipe. In an open point. */
void process_queue_close_reader(struct tl_process_queue *queue);
void process_queue_close_writer(struct tl_process_queue *queue);

#endif
