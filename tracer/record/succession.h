/* What a process leaves for the program that it becomes by exec, or that it is started with: its
 * number, and that of its first thread, in its row of the pool. So the recording goes on as that of
 * the same process. A process that is started anew (posix_spawn) is told its number by its parent,
 * who only then knows its pid: it waits for that as long as its parent is at it. */
#ifndef THREADLANE_RECORD_SUCCESSION_H
#define THREADLANE_RECORD_SUCCESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct pool_header;

enum succession {
    SUCCESSION_NONE = 0,
    SUCCESSION_STARTING, /* its parent does not know its pid yet */
    SUCCESSION_STARTED,  /* the program has not begun to record */
    SUCCESSION_EXEC,     /* by the process itself: its thread has begun already */
};

struct heir {
    uint32_t process; /* 0: this process begins by itself */
    uint32_t thread;  /* its first one */
    uint32_t wait_count;
    bool has_begun;
};

/* In the new program. */
struct heir succession_take(struct pool_header *pool);

/* The calling thread is about to exec, and nothing of the recording is left open; undo: it did not.
 */
void succession_prepare_exec(struct pool_header *pool, uint32_t process, uint32_t thread,
                             uint32_t wait_count);
void succession_undo_exec(struct pool_header *pool, uint32_t process);

/* Around the start of another process; pid 0: it was not started. */
void succession_begin_start(struct pool_header *pool, uint32_t process, uint32_t thread);
void succession_end_start(struct pool_header *pool, uint32_t process, pid_t pid);

/* A process of that number, not written with our library, has that pid. */
void succession_note_child(struct pool_header *pool, uint32_t process, pid_t pid);
/* The number of the process of that pid which nobody has taken away; 0: it is not recorded. */
uint32_t succession_find(const struct pool_header *pool, pid_t pid);
void succession_note_collected(struct pool_header *pool, uint32_t process);

#endif
