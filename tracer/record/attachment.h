/* The process's tie to a pool: made by a constructor when the environment names one, renewed in the
 * child of a fork. Written before the process has a second thread, read by all. */
#ifndef THREADLANE_RECORD_ATTACHMENT_H
#define THREADLANE_RECORD_ATTACHMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/record/pool.h"

struct attachment {
    struct pool_header *pool; /* NULL: off */
    bool is_fast;             /* on, the clock is the TSC, and there is no tap */
    uint32_t process;         /* trace-wide number */
    uint32_t pid;             /* the kernel's; in virtual time ours */
    uint32_t thread;          /* the process's first thread, to whom its texts count */
    uint32_t tid;
};

extern struct attachment attachment;

/* Maps the pool at that path and takes a process number; the calling thread records that it and the
 * process begin, and what the process is made of. False if it is not a pool of this version: then
 * the process is not recorded. The constructor calls it; so do tests. */
bool attachment_open(const char *path);
/* Gives the calling thread's slot and the process's texts back and unmaps the pool. For tests: a
 * program keeps its pool until it ends. */
void attachment_close(void);

/* What recorder_note_foreign promises. */
void attachment_note_foreign(void);
/* What recorder_prepare_fork promises, and recorder_prepare_exec. */
void attachment_prepare_fork(uint32_t process, uint32_t thread);
void attachment_prepare_exec(void);

#endif
