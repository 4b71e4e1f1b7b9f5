#include "tracer/event/event_kind.h"

#include <stddef.h>
#include <string.h>

struct operation_row {
    const char *names[3];   /* by stage; NULL where the stage does not exist */
    const char *phrases[2]; /* [begin]: a message */
    enum event_stamp stamp;
};

#define HAS_DONE(stages)   ((stages)&1u)
#define HAS_BEGIN(stages)  ((stages)&2u)
#define HAS_FAILED(stages) ((stages)&4u)

static const struct operation_row operations[OPERATION_COUNT] = {
#define X(number, NAME, identifier, name, stages, stamp_, begin, done)                             \
    [number] = {                                                                                   \
        .names = {[STAGE_DONE] = HAS_DONE(stages) ? name : NULL,                                   \
                  [STAGE_BEGIN] = HAS_BEGIN(stages) ? name ".begin" : NULL,                        \
                  [STAGE_FAILED] = HAS_FAILED(stages) ? name ".failed" : NULL},                    \
        .phrases = {done, begin},                                                                  \
        .stamp = STAMP_##stamp_,                                                                   \
    },
    EVENT_TABLE(X)
#undef X
};

static const char *const type_names[TYPE_COUNT] = {
    [TYPE_UNKNOWN] = "object",
    [TYPE_RLOCK] = "rlock",
    [TYPE_MUTEX] = "mutex",
    [TYPE_RWLOCK] = "rwlock",
    [TYPE_SPIN] = "spin lock",
    [TYPE_ONCE] = "once",
    [TYPE_GIL] = "gil",
    [TYPE_LOCK] = "lock",
    [TYPE_PROCESS_LOCK] = "process lock",
    [TYPE_SEMAPHORE] = "semaphore",
    [TYPE_BOUNDED_SEMAPHORE] = "bounded semaphore",
    [TYPE_CONDITION] = "condition",
    [TYPE_EVENT] = "event",
    [TYPE_BARRIER] = "barrier",
    [TYPE_QUEUE] = "queue",
    [TYPE_PROCESS_QUEUE] = "process queue",
    [TYPE_FUTURE] = "future",
    [TYPE_ITERATOR] = "iterator",
    [TYPE_WAITER] = "waiter",
    [TYPE_EXECUTOR] = "executor",
    [TYPE_PROCESS_EXECUTOR] = "process executor",
    [TYPE_POOL] = "pool",
    [TYPE_PIPE] = "pipe",
    [TYPE_CONNECTION] = "connection",
    [TYPE_MANAGER] = "manager",
    [TYPE_REFERENT] = "referent",
    [TYPE_VARIABLE] = "variable",
    [TYPE_LIST] = "list",
    [TYPE_STREAM] = "stream",
};

static const struct operation_row *find_operation(uint16_t kind)
{
    unsigned operation = kind >> 2;
    return operation < OPERATION_COUNT ? &operations[operation] : NULL;
}

const char *kind_name(uint16_t kind)
{
    const struct operation_row *row = find_operation(kind);
    unsigned stage = kind & 3;
    return row && stage <= STAGE_FAILED ? row->names[stage] : NULL;
}

bool kind_is_known(uint16_t kind)
{
    return kind_name(kind) != NULL;
}

uint16_t kind_from_name(const char *name)
{
    for (uint16_t kind = 0; kind < OPERATION_COUNT << 2; kind++) {
        const char *known = kind_name(kind);
        if (known && strcmp(known, name) == 0) {
            return kind;
        }
    }
    return 0;
}

enum event_stamp kind_stamp(uint16_t kind)
{
    const struct operation_row *row = find_operation(kind);
    return row && kind_stage(kind) == STAGE_DONE ? row->stamp : STAMP_GIVING;
}

const char *kind_phrase(uint16_t kind)
{
    const struct operation_row *row = find_operation(kind);
    if (!row || kind_stage(kind) == STAGE_FAILED) {
        return "";
    }
    const char *phrase = row->phrases[kind_stage(kind) == STAGE_BEGIN];
    return phrase ? phrase : "";
}

const char *object_type_name(enum object_type type)
{
    return (unsigned)type < TYPE_COUNT ? type_names[type] : type_names[TYPE_UNKNOWN];
}
