/* Waits with a recursive mutex locked twice: the wait gives back one level only, and nobody can get
 * in to signal. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t account;
static pthread_cond_t paid = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t has_locked;
static bool is_paid;

static void wait_for_payment(void)
{
    pthread_mutex_lock(&account);
    while (!is_paid) {
        pthread_cond_wait(&paid, &account); /* AT wait */
    }
    pthread_mutex_unlock(&account);
}

static void *deliver(void *unused)
{
    pthread_mutex_lock(&account); /* AT keeps */
    pthread_barrier_wait(&has_locked);
    wait_for_payment();
    pthread_mutex_unlock(&account);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&account, &attributes);
    pthread_barrier_init(&has_locked, NULL, 2);
    pthread_create(&thread, NULL, deliver, NULL);
    pthread_barrier_wait(&has_locked);
    pthread_mutex_lock(&account); /* AT needs */
    is_paid = true;
    pthread_cond_signal(&paid);
    pthread_mutex_unlock(&account);
    pthread_join(thread, NULL);
    return 0;
}
