/* Four threads that do little but lock: each pays into accounts, a mutex each, that it picks by
 * chance; with a single account all want the same. After each payment it counts WORK steps of two
 * cycles. For tests/bench/verdicts, which runs it under one tool after the other: prints the
 * nanoseconds that a payment took, without what starting costs.
 *
 *     lock_heavy PAYMENTS ACCOUNTS [WORK] */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define THREADS      4
#define ACCOUNTS_MAX 64

static struct account {
    pthread_mutex_t lock;
    long balance;
} accounts[ACCOUNTS_MAX];
static unsigned payments, account_count, work; /* payments of each thread */

static unsigned count(unsigned state)
{
    for (unsigned i = 0; i < work; i++) {
        state ^= state << 1;
        __asm__ volatile("" : "+r"(state));
    }
    return state;
}

static void *pay(void *argument)
{
    unsigned state = (unsigned)(size_t)argument;
    for (unsigned i = 0; i < payments; i++) {
        state = state * 1664525u + 1013904223u;
        struct account *account = &accounts[(state >> 16) % account_count];
        pthread_mutex_lock(&account->lock);
        account->balance += state % 100;
        pthread_mutex_unlock(&account->lock);
        count(state);
    }
    return NULL;
}

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    payments = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    account_count = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
    work = argc > 3 ? (unsigned)atoi(argv[3]) : 0;
    if (payments == 0 || account_count == 0 || account_count > ACCOUNTS_MAX) {
        fprintf(stderr, "usage: lock_heavy PAYMENTS ACCOUNTS [WORK]\n");
        return 2;
    }
    pthread_t threads[THREADS];
    for (size_t i = 0; i < ACCOUNTS_MAX; i++) {
        pthread_mutex_init(&accounts[i].lock, NULL);
    }
    double begin = now_ns();
    for (size_t i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, pay, (void *)(i + 1));
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%.1f\n", (now_ns() - begin) / THREADS / payments);
    return 0;
}
