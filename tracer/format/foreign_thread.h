/* Whose lane an event of others belongs to. Contexts say so by thread and process id of the kernel;
 * an event without them belongs to its stream, which then gets a lane of its own. Numbers are given
 * whenever all that is known is handed over: after those of our own threads, recorded beside. */
#ifndef THREADLANE_FORMAT_FOREIGN_THREAD_H
#define THREADLANE_FORMAT_FOREIGN_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/format/foreign_party.h"
#include "tracer/format/trace_sink.h"

#define FOREIGN_NAME_SIZE 64

struct foreign_key {
    uint32_t host; /* foreign_parties_host */
    uint32_t pid;  /* 0: not known */
    uint32_t tid;
    uint32_t stream; /* NO_STREAM if the tid is known */
};

#define NO_STREAM UINT32_MAX

struct foreign_thread {
    struct foreign_key key;
    uint32_t index;               /* in the table */
    uint32_t party;               /* of ours; NO_PARTY: a thread of others */
    uint32_t own_number;          /* in its party */
    uint32_t own_process;         /* as well */
    uint32_t number, process;     /* in the whole; foreign_threads_number */
    char name[FOREIGN_NAME_SIZE]; /* of the program or thread, or of the stream; the last one */
};

struct foreign_threads {
    struct foreign_thread **threads;
    uint32_t count;
    uint32_t capacity;
    uint32_t process_max; /* of numbers that are given */
    void *by_key;         /* a tree of tsearch */
    void *by_process;     /* as well */
};

/* The thread of that key, made when it is new. Valid until finish. */
struct foreign_thread *foreign_threads_know(struct foreign_threads *threads,
                                            struct foreign_key key);
void foreign_thread_rename(struct foreign_thread *thread, const char *name);

/* A thread of ours: events of its tid belong to it. */
void foreign_threads_know_ours(struct foreign_threads *threads, struct foreign_key key,
                               uint32_t party, uint32_t process, uint32_t thread);

/* Gives numbers to all, and tells the sink who the others are and what they are called; the parties
 * have their places. False: the sink does not believe it. */
bool foreign_threads_number(struct foreign_threads *threads, const struct foreign_parties *parties,
                            const struct trace_sink *sink);

void foreign_threads_finish(struct foreign_threads *threads);

#endif
