/* What the two ends of a pipe tell each other about its messages, beside the pipe: how many there
 * are, and how short the shortest is. So who receives may take a header with that much of its body
 * in one read, and never takes a byte of the next message.
 *
 * That holds for one reader at a time: one thread that alone has ever received, or those who hold a
 * lock meanwhile. Where several threads receive each as it likes, which tears messages apart, all
 * read as CPython does, the header first.
 *
 * In shared memory of its own, which goes with the last process that has it. Who is killed at any
 * instant leaves the numbers on the safe side: a message counts as there after it was written, and
 * as gone before it is read. */
#ifndef THREADLANE_PROCESS_TRAFFIC_H
#define THREADLANE_PROCESS_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct traffic;

/* NULL when out of memory. */
struct traffic *traffic_create(void);
/* The same one, for the other end, destroyed by itself; NULL when out of memory. */
struct traffic *traffic_share(struct traffic *traffic);
/* For this process. Accepts NULL. */
void traffic_destroy(struct traffic *traffic);

/* Before a message of that body size is written; its number, from 1. */
uint32_t traffic_begin_send(struct traffic *traffic, uint32_t size);
/* After so many were written. */
void traffic_end_send(struct traffic *traffic, uint32_t count);

/* Before a message is read by that thread, which holds a lock for it or not: how many bytes of its
 * body may be read with the header; 0 when nothing is known. */
uint32_t traffic_begin_recv(struct traffic *traffic, uint64_t reader, bool is_locked);
/* None came. */
void traffic_cancel_recv(struct traffic *traffic);

#endif
