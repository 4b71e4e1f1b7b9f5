#include "viewer/app/following.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "tracer/model/arena.h"

#define PAUSE_NS_MIN 100000000u /* between two readings: more pictures nobody sees */
#define PAUSE_FACTOR 3          /* reading takes at most a part of the time, however much it is */
#define STEP_NS      20000000   /* how late the end may be noticed */

struct following {
    struct trace_follower *follower;
    pthread_t thread;
    /* Everything below is shared, under the lock. */
    pthread_mutex_t lock;
    pthread_cond_t has_first;
    struct following_news news; /* what nobody has taken yet */
    bool has_news;
    bool is_over;
    void (*wake)(
        void *context); /* called with the lock, so that following_set_listener can end it */
    void *context;
};

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool is_over(struct following *following)
{
    pthread_mutex_lock(&following->lock);
    bool is_over = following->is_over;
    pthread_mutex_unlock(&following->lock);
    return is_over;
}

/* What was not taken in time is shown by what came after it. */
static void publish(struct following *following, const struct following_news *news)
{
    pthread_mutex_lock(&following->lock);
    struct opened_subject *outdated = news->opened ? following->news.opened : NULL;
    struct opened_subject *latest = news->opened ? news->opened : following->news.opened;
    following->news = *news;
    following->news.opened = latest;
    following->has_news = true;
    pthread_cond_signal(&following->has_first);
    if (following->wake) {
        following->wake(following->context);
    }
    pthread_mutex_unlock(&following->lock);
    subject_close(outdated);
}

/* False: it is the last one. */
static bool read_next(struct following *following)
{
    struct following_news news = {0};
    enum follow_news said;
    struct trace *trace = trace_follow_next(following->follower, &said, &news.error);
    if (trace) {
        news.opened = subject_of_trace(trace);
    }
    news.goes_on = said == FOLLOW_GOES_ON;
    if (said != FOLLOW_BROKEN) {
        news.error.text[0] = '\0';
    }
    publish(following, &news);
    return news.goes_on;
}

static void pause_for(struct following *following, uint64_t pause_ns)
{
    uint64_t until_ns = clock_ns(CLOCK_MONOTONIC) + pause_ns;
    while (clock_ns(CLOCK_MONOTONIC) < until_ns && !is_over(following)) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = STEP_NS}, NULL);
    }
}

static void *follow(void *data)
{
    struct following *following = data;
    bool goes_on = true;
    while (goes_on && !is_over(following)) {
        uint64_t begin_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
        goes_on = read_next(following);
        uint64_t worked_ns = (clock_ns(CLOCK_THREAD_CPUTIME_ID) - begin_ns) * PAUSE_FACTOR;
        if (goes_on) {
            pause_for(following, worked_ns > PAUSE_NS_MIN ? worked_ns : PAUSE_NS_MIN);
        }
    }
    return NULL;
}

/* False: it ended before there was anything. */
static bool wait_for_first(struct following *following, struct trace_error *error)
{
    pthread_mutex_lock(&following->lock);
    while (!following->has_news) {
        pthread_cond_wait(&following->has_first, &following->lock);
    }
    bool is_there = following->news.opened != NULL;
    *error = following->news.error;
    pthread_mutex_unlock(&following->lock);
    return is_there;
}

struct following *following_begin(struct trace_follower *follower, struct trace_error *error)
{
    size_t capacity = 0;
    struct following *following = array_grow(NULL, 1, &capacity, sizeof *following);
    *following = (struct following){.follower = follower};
    pthread_mutex_init(&following->lock, NULL);
    pthread_cond_init(&following->has_first, NULL);
    if (pthread_create(&following->thread, NULL, follow, following) != 0) {
        abort();
    }
    if (!wait_for_first(following, error)) {
        following_end(following);
        return NULL;
    }
    return following;
}

void following_set_listener(struct following *following, void (*wake)(void *context), void *context)
{
    pthread_mutex_lock(&following->lock);
    following->wake = wake;
    following->context = context;
    if (wake && following->has_news) {
        wake(context);
    }
    pthread_mutex_unlock(&following->lock);
}

struct following_news following_take(struct following *following)
{
    pthread_mutex_lock(&following->lock);
    struct following_news news = following->news;
    following->news.opened = NULL;
    following->has_news = false;
    pthread_mutex_unlock(&following->lock);
    return news;
}

enum growth following_growth(const struct following_news *news)
{
    return news->goes_on ? GROWTH_GOES_ON : news->error.text[0] ? GROWTH_BROKEN : GROWTH_NONE;
}

void following_end(struct following *following)
{
    if (!following) {
        return;
    }
    pthread_mutex_lock(&following->lock);
    following->is_over = true;
    pthread_mutex_unlock(&following->lock);
    trace_follow_interrupt(following->follower);
    pthread_join(following->thread, NULL);
    subject_close(following->news.opened);
    trace_follow_end(following->follower);
    pthread_mutex_destroy(&following->lock);
    pthread_cond_destroy(&following->has_first);
    free(following);
}
