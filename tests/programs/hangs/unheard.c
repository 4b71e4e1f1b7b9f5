/* The signal comes before anybody waits; a thread goes on that beats, and never signals. With an
 * argument, that one has signalled before, so it may well do it again. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;
static sem_t has_begun, has_door;

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
    sem_post(&has_door);
    pthread_cond_wait(&bell, &door); /* AT wait */
    pthread_mutex_unlock(&door);
    return unused;
}

/* Says so when the other one waits: only then it lets the door go. */
static void *beat(void *is_ringer)
{
    if (is_ringer) {
        ring(NULL);
    }
    sem_post(&has_begun);
    sem_wait(&has_door);
    pthread_mutex_lock(&door);
    pthread_mutex_unlock(&door);
    puts("beats");
    fflush(stdout);
    for (;;) {
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    sem_init(&has_begun, 0, 0);
    sem_init(&has_door, 0, 0);
    pthread_create(&thread, NULL, ring, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, beat, argc > 1 ? argv[1] : NULL);
    sem_wait(&has_begun); /* what it rings nobody is to hear */
    pthread_create(&thread, NULL, answer, NULL);
    pthread_join(thread, NULL);
    return 0;
}
