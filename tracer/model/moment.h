/* A moment: the state of every thread and object after some events of a trace. moment_apply is the
 * only state machine: trace-run's live look, the analysis, lanes and pictures all fold it.
 *
 * Memory is the moment's own, sized at creation from the trace; nothing is allocated while applying
 * but room for readers of locks and for the ends of pipes that forks copy. Broken sequences never
 * crash: a done event is always right, the model yields to it. */
#ifndef THREADLANE_MODEL_MOMENT_H
#define THREADLANE_MODEL_MOMENT_H

#include "tracer/model/pipe_ends.h"
#include "tracer/model/reader_holds.h"
#include "tracer/model/trace.h"

enum thread_status {
    THREAD_ABSENT, /* not created yet */
    THREAD_NEW,    /* created, not begun */
    THREAD_RUNNING,
    THREAD_READY,   /* woken but not yet going on, or wanting only the GIL */
    THREAD_WAITING, /* inside door.wait (at the leaf), for the outermost open bracket */
    THREAD_ENDED,
    THREAD_KILLED, /* also at process.end: fold up to it to see what the threads were at */
};

/* An operation that has begun and not finished. */
struct open_bracket {
    uint32_t begin_event;
    uint32_t target;
    uint16_t operation; /* enum event_operation */
    bool is_timed;
};

#define BRACKET_DEPTH_MAX 32 /* deeper ones are counted, not kept */

struct thread_moment {
    enum thread_status status;
    uint32_t wait_number;  /* of the latest door.wait.begin, 0 before the first */
    uint32_t wait_event;   /* the open door.wait.begin, or NONE_INDEX */
    uint32_t try_event;    /* its last event before that, GIL apart: then it found it must wait */
    uint32_t wake_event;   /* the latest door.wake that named one of its waits, or NONE_INDEX */
    uint32_t woken_number; /* the wait that wake_event names; may be the coming one */
    uint32_t signalling; /* the condition it may be about to notify, that being its latest event */
    bool may_be_signalled; /* somebody was about to, when it began to wait on its condition */
    uint32_t last_event;   /* its latest event, or NONE_INDEX */
    uint32_t bracket_count;
    struct open_bracket
        brackets[BRACKET_DEPTH_MAX]; /* outermost first; door.wait is not among them */
    uint32_t signal_event;           /* the latest signal sent to it, or NONE_INDEX */
    uint32_t held_count;             /* locks held, each once */
    uint32_t first_held; /* head of the list of held objects, by object_moment.next_held */
};

struct object_moment {
    uint32_t holder;       /* thread holding this lock, or NONE_INDEX */
    uint32_t hold_event;   /* the outermost acquire of the present hold */
    uint32_t last_holder;  /* the latest holder, also after its release, or NONE_INDEX */
    uint32_t last_release; /* event, or NONE_INDEX */
    uint32_t next_held;    /* in its holder's list */
    uint32_t depth;        /* of the hold; 0 is free, or held by readers */
    uint32_t first_reader; /* head of the list of those who hold it to read, in moment.readers */
    uint64_t permits;      /* semaphore: permits left; queue: items in it */
    uint32_t waiter_count; /* open brackets on it */
    uint32_t pass_count;   /* of a barrier: how many have passed it */
    enum future_state future;
    uint32_t runner;          /* of a future: the thread that runs its task, or NONE_INDEX */
    uint32_t run_event;       /* where that began; valid while there is a runner */
    uint32_t last_notify;     /* condition.notify event, or NONE_INDEX */
    uint32_t lost_notify;     /* the latest notify that woke nobody, or NONE_INDEX */
    uint32_t pipe;            /* place in moment.pipes, or NONE_INDEX: it is no pipe */
    uint32_t signaller_count; /* threads that may be about to notify this condition */
    bool is_copied_taken; /* held when a fork copied it, by last_holder, which was not copied: it
                             has a depth and no holder */
    bool is_anyones;      /* someone gave back what another had taken: who holds it is not sure */
    bool is_posted_from_outside; /* semaphore: by a signal handler, which may come again */
    bool is_public;              /* somebody who is not in the trace may find it by a name */
    bool is_closed;
    bool is_destroyed;
};

/* What has gone through a pipe. A write counts in full when it begins, a read when it is done: so
 * what is said to lie in it is never less than what does. */
struct pipe_moment {
    uint64_t begun_bytes;   /* writes begun */
    uint64_t written_bytes; /* writes done */
    uint64_t read_bytes;
    uint32_t sent_count; /* messages begun to be sent */
    uint32_t received_count;
    uint32_t last_write; /* event that ended the latest write, or NONE_INDEX */
    uint32_t last_read;
};

enum process_status {
    PROCESS_ABSENT, /* not forked yet */
    PROCESS_NEW,    /* being forked, has recorded nothing */
    PROCESS_RUNNING,
    PROCESS_ZOMBIE, /* ended; its parent has not taken notice */
    PROCESS_JOINED, /* ended and joined, or there is nobody to join it */
};

struct process_moment {
    enum process_status status;
    bool is_forking;       /* process.fork, in its parent, is not over */
    bool is_orphan;        /* its parent has ended before it */
    uint32_t signal_event; /* the latest signal sent to it, of which it may end, or NONE_INDEX */
    uint32_t first_end;    /* head of the list of pipe ends open in it, in moment.ends */
};

struct moment {
    const struct trace *trace;
    size_t event_count;               /* events [0, event_count) have been applied */
    struct thread_moment *threads;    /* as trace->threads */
    struct object_moment *objects;    /* as trace->objects */
    struct process_moment *processes; /* as trace->processes */
    struct pipe_moment *pipes;        /* by object_moment.pipe */
    uint32_t pipe_count;
    uint32_t forking_count; /* processes that are being forked */
    struct pipe_ends ends;
    struct reader_holds readers;
};

/* The moment before the first event. */
struct moment *moment_create(const struct trace *trace);
/* Applies event number moment->event_count, which must exist. */
void moment_apply(struct moment *moment);
/* Applies events up to but without `event_count`, from the start again if that lies behind. */
void moment_seek(struct moment *moment, size_t event_count);
void moment_destroy(struct moment *moment);

/* The open bracket called by user code, the one a sentence speaks of; NULL when there is none. A
 * task is user code, so what it does counts, and not that it is run. */
const struct open_bracket *thread_outermost(const struct thread_moment *thread);
/* The future whose task the thread runs, or NONE_INDEX. */
uint32_t thread_task(const struct thread_moment *thread);
/* Whether the library made it, as part of another. A future is submitted to its executor, a
 * referent kept by its manager, a variable an item of its dict, and each an object of the user's.
 */
bool object_is_part(const struct trace *trace, uint32_t object);
/* The event by which a thread holds a lock, alone or as a reader, or NONE_INDEX. */
uint32_t moment_hold_event(const struct moment *moment, uint32_t object, uint32_t thread);
/* The kernel has said that the thread sleeps in this very wait: whatever looked as if it could end
 * it, did not. */
/* It has been sent a signal, and the kernel has not said since then that it sleeps nevertheless. */
bool moment_may_heed_signal(const struct moment *moment, uint32_t thread, uint32_t signal_event);
bool moment_is_asleep(const struct moment *moment, uint32_t thread);
/* The state of a pipe, or NULL if the object is none. */
const struct pipe_moment *moment_pipe(const struct moment *moment, uint32_t object);
/* Bytes that lie in it, or may: those of writes that are under way count. */
uint64_t pipe_bytes(const struct pipe_moment *pipe);
/* Which ends of a pipe are open in a process: PIPE_END_READ, PIPE_END_WRITE. */
unsigned moment_open_ends(const struct moment *moment, uint32_t process, uint32_t object);
/* Whether the next one gets the lock when its holder dies: those between a pool's or an executor's
 * processes. */
bool object_outlives_holder(const struct trace *trace, uint32_t object);
/* The lock that a hold, condition or semaphore is told as: the object itself, or its topmost
 * parent. */
uint32_t object_root(const struct trace *trace, uint32_t object);
/* What a target is called then, or "?" for none. */
const char *target_root_name(const struct trace *trace, uint32_t target);

#endif
