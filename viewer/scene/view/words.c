#include "viewer/scene/view/words.h"

#include <assert.h>

static const char *const phrases[WORD_COUNT] = {
#define X(NAME, message) message,
    WORD_TABLE(X)
#undef X
};

const char *word_text(enum word word, enum language language)
{
    assert(word < WORD_COUNT);
    return translate(language, phrases[word]);
}

const char *word_count_text(enum word word, unsigned long count, enum language language)
{
    assert(word < WORD_COUNT);
    return translate_count(language, phrases[word], count);
}

static const char *const type_words[TYPE_COUNT] = {
    [TYPE_UNKNOWN] = NNC_("object", "object", "objects"),
    [TYPE_RLOCK] = NNC_("object", "rlock", "rlocks"),
    [TYPE_MUTEX] = NNC_("object", "mutex", "mutexes"),
    [TYPE_RWLOCK] = NNC_("object", "rwlock", "rwlocks"),
    [TYPE_SPIN] = NNC_("object", "spin lock", "spin locks"),
    [TYPE_ONCE] = NNC_("object", "once", "onces"),
    [TYPE_GIL] = NNC_("object", "GIL", "GILs"),
    [TYPE_LOCK] = NNC_("object", "lock", "locks"),
    [TYPE_PROCESS_LOCK] = NNC_("object", "process lock", "process locks"),
    [TYPE_SEMAPHORE] = NNC_("object", "semaphore", "semaphores"),
    [TYPE_BOUNDED_SEMAPHORE] = NNC_("object", "bounded semaphore", "bounded semaphores"),
    [TYPE_CONDITION] = NNC_("object", "condition", "conditions"),
    [TYPE_EVENT] = NNC_("object", "event", "events"),
    [TYPE_BARRIER] = NNC_("object", "barrier", "barriers"),
    [TYPE_QUEUE] = NNC_("object", "queue", "queues"),
    [TYPE_PROCESS_QUEUE] = NNC_("object", "process queue", "process queues"),
    [TYPE_FUTURE] = NNC_("object", "future", "futures"),
    [TYPE_ITERATOR] = NNC_("object", "iterator", "iterators"),
    [TYPE_WAITER] = NNC_("object", "waiter", "waiters"),
    [TYPE_EXECUTOR] = NNC_("object", "executor", "executors"),
    [TYPE_PROCESS_EXECUTOR] = NNC_("object", "process executor", "process executors"),
    [TYPE_POOL] = NNC_("object", "pool", "pools"),
    [TYPE_PIPE] = NNC_("object", "pipe", "pipes"),
    [TYPE_CONNECTION] = NNC_("object", "connection", "connections"),
    [TYPE_MANAGER] = NNC_("object", "manager", "managers"),
    [TYPE_REFERENT] = NNC_("object", "shared object", "shared objects"),
    [TYPE_VARIABLE] = NNC_("object", "variable", "variables"),
    [TYPE_LIST] = NNC_("object", "list", "lists"),
    [TYPE_STREAM] = NNC_("object", "stream", "streams"),
};

const char *object_type_word(enum object_type type, unsigned long count, enum language language)
{
    return translate_count(language, type_words[type < TYPE_COUNT ? type : TYPE_UNKNOWN], count);
}
