/* Money goes both ways between two accounts, each of which has its own mutex. */
#include <pthread.h>

static struct account {
    long balance;
    pthread_mutex_t lock;
} accounts[2] = {{100, PTHREAD_MUTEX_INITIALIZER}, {100, PTHREAD_MUTEX_INITIALIZER}};

static pthread_barrier_t both_have_one;

static void transfer(struct account *from, struct account *to)
{
    pthread_mutex_lock(&from->lock); /* AT from */
    pthread_barrier_wait(&both_have_one);
    pthread_mutex_lock(&to->lock); /* AT to */
    from->balance--;
    to->balance++;
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}

static void *pay(void *unused)
{
    transfer(&accounts[0], &accounts[1]);
    return unused;
}

static void *pay_back(void *unused)
{
    transfer(&accounts[1], &accounts[0]);
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    pthread_barrier_init(&both_have_one, NULL, 2);
    pthread_create(&threads[0], NULL, pay, NULL);
    pthread_create(&threads[1], NULL, pay_back, NULL);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
