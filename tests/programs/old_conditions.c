/* Conditions as programs of before 2003 call them, which are one pointer large: two threads take
 * turns, and what lies behind the condition stays what it was. */
#include <pthread.h>
#include <stdint.h>

#include "tests/programs/stories.h"

#define ROUNDS 100

__asm__(".symver pthread_cond_wait, pthread_cond_wait@GLIBC_2.2.5");
__asm__(".symver pthread_cond_signal, pthread_cond_signal@GLIBC_2.2.5");

static struct {
    void *condition;
    uint64_t behind[8];
} news;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int turn;

static void *take_turns(void *mine)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        while (turn != (int)(intptr_t)mine) {
            pthread_cond_wait((pthread_cond_t *)&news.condition, &lock);
        }
        turn = 1 - turn;
        pthread_cond_signal((pthread_cond_t *)&news.condition);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void in_turn(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, take_turns, (void *)1);
    take_turns(NULL);
    pthread_join(thread, NULL);
    uint64_t written = 0;
    for (size_t i = 0; i < sizeof(news.behind) / sizeof(news.behind[0]); i++) {
        written |= news.behind[i];
    }
    printf("turn %d, written behind: %d\n", turn, written != 0);
}

static const struct story stories[] = {{"old-conditions", in_turn}};

int main(int argc, char **argv)
{
    return TELL_STORY(stories, argc > 1 ? argv[1] : NULL);
}
