/* All that looks like a hang here has a time limit: a deadlock, a wait for no signal, a join. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t both_have_one;

static struct timespec soon(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_nsec += 150000000;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

static void *give_up(void *unused)
{
    pthread_mutex_lock(&left);
    pthread_barrier_wait(&both_have_one);
    struct timespec limit = soon();
    printf("lock: %s\n", strerror(pthread_mutex_timedlock(&right, &limit)));
    limit = soon();
    printf("wait: %s\n", strerror(pthread_cond_timedwait(&never, &left, &limit)));
    pthread_mutex_unlock(&left);
    return unused;
}

static void *insist(void *unused)
{
    pthread_mutex_lock(&right);
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&threads[0], NULL, give_up, NULL);
    pthread_create(&threads[1], NULL, insist, NULL);
    struct timespec limit = soon();
    while (pthread_timedjoin_np(threads[1], NULL, &limit) == ETIMEDOUT) {
        limit = soon();
    }
    pthread_join(threads[0], NULL);
    return 0;
}
