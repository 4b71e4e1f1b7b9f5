/* Which ends of which pipes are open in which process: as the kernel's tables of descriptors, one
 * list a process. A fork copies its parent's, a close takes away, the end of a process closes all.
 * Belongs to a moment. */
#ifndef THREADLANE_MODEL_PIPE_ENDS_H
#define THREADLANE_MODEL_PIPE_ENDS_H

#include <stddef.h>
#include <stdint.h>

enum pipe_end_bit {
    PIPE_END_READ = 1,
    PIPE_END_WRITE = 2,
};

struct pipe_end {
    uint32_t pipe; /* object */
    uint32_t next; /* in the list of the process, or of the free ones */
    unsigned bits; /* enum pipe_end_bit */
};

struct pipe_ends {
    struct pipe_end *ends;
    size_t capacity;
    uint32_t count;
    uint32_t first_free;
};

/* `first` is the head of a process' list; an empty one is NONE_INDEX. */
void pipe_ends_open(struct pipe_ends *ends, uint32_t *first, uint32_t pipe, unsigned bits);
void pipe_ends_close(struct pipe_ends *ends, uint32_t *first, uint32_t pipe, unsigned bits);
void pipe_ends_close_all(struct pipe_ends *ends, uint32_t *first);
void pipe_ends_copy(struct pipe_ends *ends, uint32_t *first, uint32_t parent_first);
unsigned pipe_ends_find(const struct pipe_ends *ends, uint32_t first, uint32_t pipe);
/* Forgets all lists. */
void pipe_ends_clear(struct pipe_ends *ends);
void pipe_ends_finish(struct pipe_ends *ends);

#endif
