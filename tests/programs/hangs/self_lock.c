/* A function locks what its caller has locked. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t ledger = PTHREAD_MUTEX_INITIALIZER;
static int balance;

static void add(int amount)
{
    pthread_mutex_lock(&ledger); /* AT again */
    balance += amount;
    pthread_mutex_unlock(&ledger);
}

int main(void)
{
    pthread_mutex_lock(&ledger); /* AT first */
    add(5);
    pthread_mutex_unlock(&ledger);
    printf("%d\n", balance);
    return 0;
}
