/* Two wait at one condition for different things. The letter is for whoever is not woken: the one
 * who is finds that, and waits on without waking the other. */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

static pthread_mutex_t box = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t post = PTHREAD_COND_INITIALIZER, reader_came = PTHREAD_COND_INITIALIZER;
static int waiting, addressee = -1;
static bool has_letter;

static void *read_letter(void *number)
{
    int me = (int)(intptr_t)number;
    pthread_mutex_lock(&box);
    waiting++;
    pthread_cond_signal(&reader_came);
    while (!has_letter || addressee != me) {
        pthread_cond_wait(&post, &box); /* AT wait */
        addressee = addressee < 0 ? !me : addressee;
    }
    pthread_mutex_unlock(&box);
    return NULL;
}

int main(void)
{
    pthread_t readers[2];
    for (intptr_t i = 0; i < 2; i++) {
        pthread_create(&readers[i], NULL, read_letter, (void *)i);
    }
    pthread_mutex_lock(&box);
    while (waiting < 2) {
        pthread_cond_wait(&reader_came, &box);
    }
    has_letter = true;
    pthread_cond_signal(&post); /* AT signal */
    pthread_mutex_unlock(&box);
    pthread_join(readers[0], NULL);
    pthread_join(readers[1], NULL);
    return 0;
}
