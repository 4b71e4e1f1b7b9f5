/* A program that interprets another language, where what its own code does means little: the part
 * of the tracer that knows the language (tracer/python) is loaded into it, records what the
 * language does, and says here what this library shall know. It is loaded by the thread that is
 * about to run the first script, and stays. In programs that are no interpreter begin is end. */
#ifndef THREADLANE_PRELOAD_INTERPRETER_H
#define THREADLANE_PRELOAD_INTERPRETER_H

#include <stdbool.h>
#include <stdint.h>

/* What becomes of a thread that the interpreter makes: the part brackets its making. */
struct interpreter_birth {
    uint64_t owner; /* of thread.create: its flags and value */
    uint16_t flags;
    uint32_t number; /* out: the new thread's; 0: none was made, and that has been recorded */
};

typedef int interpreter_hook_function(const char *event, void *arguments, void *context);

struct interpreter {
    uint64_t begin, end; /* where its code lies; what calls from there is told by the part */
    uint64_t (*find_site)(void); /* the registered site of the calling thread's line, 0 unknown */
    /* Around a wait of the interpreter's own code, and before it lets others go on: what that means
     * the part knows. The error is that of the C library, 0 for none. */
    void (*begin_wait)(const void *object);
    void (*end_wait)(const void *object, int error);
    void (*signal)(const void *condition);
    /* What the calling thread is making, which a pipe it makes meanwhile is part of; 0: nothing. */
    uint64_t (*find_owner)(void);

    /* For the part. What hears of the interpreter's audit, as it was given to it. */
    interpreter_hook_function *hook;
    /* What the module of this address does with semaphores it tells itself. */
    void (*tell_for)(const void *address);
    uint64_t other_begin, other_end;            /* which is here */
    uint64_t (*find_shared)(const void *place); /* the id of what lies in memory that is shared */
};

/* What the part gives when it begins. A word says why it cannot be, which trace-run has a sentence
 * for: version, part, locks. */
typedef const char *interpreter_begin_function(struct interpreter *interpreter);
#define INTERPRETER_BEGIN "threadlane_interpreter_begin"
/* What the part is told of afterwards: an event of the interpreter's audit, with its arguments. */
typedef void interpreter_audit_function(const char *event, void *arguments);
#define INTERPRETER_AUDIT "threadlane_interpreter_audit"

extern struct interpreter interpreter __attribute__((visibility("default")));

/* The calling thread is about to make a thread: told here in between. NULL otherwise. */
extern _Thread_local struct interpreter_birth *interpreter_birth
    __attribute__((visibility("default")));
/* The calling thread has recorded its own end. */
void interpreter_end_thread(void) __attribute__((visibility("default")));

static inline bool interpreter_holds(uint64_t address)
{
    return address - interpreter.begin < interpreter.end - interpreter.begin;
}

/* For semaphores, which are also those of a module of the interpreter's. */
static inline bool interpreter_tells(uint64_t address)
{
    return interpreter_holds(address) ||
           address - interpreter.other_begin < interpreter.other_end - interpreter.other_begin;
}

/* Looks whether this program is one that we know; once, while the library is loaded. */
void interpreter_find(void);

#endif
