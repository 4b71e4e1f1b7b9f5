#include "viewer/scene/view/words.h"

#include <assert.h>

static const char *const phrases[WORD_COUNT][2] = {
#define X(NAME, english, chinese) {english, chinese},
    WORD_TABLE(X)
#undef X
};

const char *word_text(enum word word, enum language language)
{
    assert(word < WORD_COUNT);
    return phrases[word][language == LANGUAGE_CHINESE];
}

struct type_words {
    const char *one, *many, *chinese;
};

static const struct type_words type_words[TYPE_COUNT] = {
    [TYPE_UNKNOWN] = {"object", "objects", "对象"},
    [TYPE_RLOCK] = {"rlock", "rlocks", "可重入锁"},
    [TYPE_MUTEX] = {"mutex", "mutexes", "互斥锁"},
    [TYPE_RWLOCK] = {"rwlock", "rwlocks", "读写锁"},
    [TYPE_SPIN] = {"spin lock", "spin locks", "自旋锁"},
    [TYPE_ONCE] = {"once", "onces", "once"},
    [TYPE_GIL] = {"GIL", "GILs", "GIL"},
    [TYPE_LOCK] = {"lock", "locks", "锁"},
    [TYPE_PROCESS_LOCK] = {"process lock", "process locks", "进程锁"},
    [TYPE_SEMAPHORE] = {"semaphore", "semaphores", "信号量"},
    [TYPE_BOUNDED_SEMAPHORE] = {"bounded semaphore", "bounded semaphores", "有界信号量"},
    [TYPE_CONDITION] = {"condition", "conditions", "条件变量"},
    [TYPE_EVENT] = {"event", "events", "事件"},
    [TYPE_BARRIER] = {"barrier", "barriers", "栅栏"},
    [TYPE_QUEUE] = {"queue", "queues", "队列"},
    [TYPE_PROCESS_QUEUE] = {"process queue", "process queues", "进程队列"},
    [TYPE_FUTURE] = {"future", "futures", "future"},
    [TYPE_ITERATOR] = {"iterator", "iterators", "迭代器"},
    [TYPE_WAITER] = {"waiter", "waiters", "等待者"},
    [TYPE_EXECUTOR] = {"executor", "executors", "线程池"},
    [TYPE_PROCESS_EXECUTOR] = {"process executor", "process executors", "进程池"},
    [TYPE_POOL] = {"pool", "pools", "进程池"},
    [TYPE_PIPE] = {"pipe", "pipes", "管道"},
    [TYPE_CONNECTION] = {"connection", "connections", "连接"},
    [TYPE_MANAGER] = {"manager", "managers", "管理器"},
    [TYPE_REFERENT] = {"shared object", "shared objects", "共享对象"},
    [TYPE_VARIABLE] = {"variable", "variables", "变量"},
    [TYPE_LIST] = {"list", "lists", "列表"},
    [TYPE_STREAM] = {"stream", "streams", "输出流"},
};

const char *object_type_word(enum object_type type, bool is_many, enum language language)
{
    const struct type_words *words = &type_words[type < TYPE_COUNT ? type : TYPE_UNKNOWN];
    if (language == LANGUAGE_CHINESE) {
        return words->chinese;
    }
    return is_many ? words->many : words->one;
}
