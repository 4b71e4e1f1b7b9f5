/* The signal comes before anybody waits, and nothing else remembers it. */
#include <pthread.h>

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;

static void *ring(void *unused)
{
    pthread_mutex_lock(&door);
    pthread_cond_signal(&bell); /* AT signal */
    pthread_mutex_unlock(&door);
    return unused;
}

static void *answer(void *unused)
{
    pthread_mutex_lock(&door);
    pthread_cond_wait(&bell, &door); /* AT wait */
    pthread_mutex_unlock(&door);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, ring, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, answer, NULL);
    pthread_join(thread, NULL);
    return 0;
}
