#include "tracer/analysis/pthread_code.h"

#include <stddef.h>

#include "tracer/analysis/sentence.h"

static const char *const codes[ADVICE_COUNT] = {
    [FINDING_DEADLOCK] = "pthread_mutex_lock(&a);\n"
                         "pthread_mutex_lock(&b);",
    [FINDING_SELF_DEADLOCK] = "pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);\n"
                              "pthread_mutex_init(&lock, &attributes);",
    [FINDING_LOST_NOTIFY] = "while (!my_turn) {\n    pthread_cond_wait(&cond, &lock);\n}",
    [FINDING_ABANDONED_LOCK] = "pthread_mutex_lock(&lock);\n...\npthread_mutex_unlock(&lock);",
    [ADVICE_READ_AGAIN] =
        "pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_READER_NP);\n"
        "pthread_rwlock_init(&lock, &attributes);",
    [ADVICE_UPGRADE] = "pthread_rwlock_unlock(&lock);\npthread_rwlock_wrlock(&lock);",
};

const char *pthread_code(int advice)
{
    return codes[advice] ? codes[advice] : "";
}
