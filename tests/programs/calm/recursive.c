/* Locks what its caller has locked; but this mutex counts. It goes through a wait, too. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t account;
static pthread_cond_t paid = PTHREAD_COND_INITIALIZER;
static bool is_paid;

static void pay(void)
{
    pthread_mutex_lock(&account);
    is_paid = true;
    pthread_cond_signal(&paid);
    pthread_mutex_unlock(&account);
}

static void *deliver(void *unused)
{
    pthread_mutex_lock(&account);
    while (!is_paid) {
        pthread_cond_wait(&paid, &account);
    }
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
    pthread_create(&thread, NULL, deliver, NULL);
    pthread_mutex_lock(&account);
    pay();
    pthread_mutex_unlock(&account);
    pthread_join(thread, NULL);
    return 0;
}
