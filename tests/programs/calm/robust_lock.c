/* A thread ends with a mutex in hand; but that one is robust, and the next owner mends it. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t ledger;

static void *forget(void *unused)
{
    pthread_mutex_lock(&ledger);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&ledger, &attributes);
    pthread_create(&thread, NULL, forget, NULL);
    pthread_join(thread, NULL);
    printf("%s\n", strerror(pthread_mutex_lock(&ledger)));
    pthread_mutex_consistent(&ledger);
    pthread_mutex_unlock(&ledger);
    return 0;
}
