/* Forks while another thread has a mutex: the child has a copy of it, locked, and nobody in it who
 * would unlock it. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t heap = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t is_locked, has_forked;

static void *allocate(void *unused)
{
    pthread_mutex_lock(&heap); /* AT keeps */
    pthread_barrier_wait(&is_locked);
    pthread_barrier_wait(&has_forked);
    pthread_mutex_unlock(&heap);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_barrier_init(&is_locked, NULL, 2);
    pthread_barrier_init(&has_forked, NULL, 2);
    pthread_create(&thread, NULL, allocate, NULL);
    pthread_barrier_wait(&is_locked);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&heap); /* AT needs */
        pthread_mutex_unlock(&heap);
        _exit(0);
    }
    pthread_barrier_wait(&has_forked);
    pthread_join(thread, NULL);
    waitpid(child, NULL, 0);
    return 0;
}
