/* A queue from process to process without a buffer, as multiprocessing.SimpleQueue: a one-way pipe,
 * with a lock for its readers and one for its writers where there are several. Pools hand tasks out
 * and results back through these. */
#ifndef THREADLANE_PROCESS_SIMPLE_QUEUE_H
#define THREADLANE_PROCESS_SIMPLE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct robust_lock;
struct tl_connection;

enum simple_queue_crowd {
    SIMPLE_QUEUE_READERS = 1, /* there are several */
    SIMPLE_QUEUE_WRITERS = 2,
};

/* In the memory of each process. A lock that is not needed is NULL. */
struct simple_queue {
    struct tl_connection *reader;
    struct tl_connection *writer;
    struct robust_lock *read_lock;
    struct robust_lock *write_lock;
};

/* As part of `parent`. False when memory or descriptors are used up; finish it all the same. */
bool simple_queue_init(struct simple_queue *queue, unsigned crowd, uint64_t parent,
                       const char *name);
/* By whoever made it, when nobody else uses it any more. Accepts zero. */
void simple_queue_finish(struct simple_queue *queue);

/* As connection_send_bytes and connection_recv_bytes. */
int simple_queue_put(struct simple_queue *queue, const void *data, size_t size);
int simple_queue_get(struct simple_queue *queue, void **data, size_t *size);

#endif
