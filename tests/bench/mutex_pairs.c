/* An unmodified pthread program: locks and unlocks a mutex that nobody else wants, and prints what
 * a pair takes in ns, the median of many rounds. Run by itself or under a tracer.
 *
 *     mutex_pairs [ROUNDS] */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ROUND      1000
#define ROUNDS_MAX 10001

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double measure(void)
{
    double begin = seconds();
    for (int i = 0; i < ROUND; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
    return (seconds() - begin) * 1e9 / ROUND;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* With a single thread glibc would do without atomic operations. */
static void *sleep_on(void *unused)
{
    pause();
    return unused;
}

int main(int argc, char **argv)
{
    static double rounds[ROUNDS_MAX];
    pthread_t sleeper;
    int count = argc > 1 ? atoi(argv[1]) : 201;
    if (count < 1 || count > ROUNDS_MAX) {
        return 1;
    }
    pthread_create(&sleeper, NULL, sleep_on, NULL);
    for (int i = 0; i < count; i++) {
        rounds[i] = measure();
    }
    qsort(rounds, (size_t)count, sizeof(rounds[0]), compare);
    printf("%.2f\n", rounds[count / 2]);
    return 0;
}
