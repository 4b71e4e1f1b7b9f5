#include "viewer/app/opening.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "tracer/model/arena.h"

struct opening {
    const char *file_name;
    pthread_t thread;
    struct timespec began_at;
    struct opening_progress progress; /* written by the thread */
    pthread_mutex_t mutex;            /* of is_done, opened and error */
    pthread_cond_t has_ended;
    bool is_done;
    struct opened_subject *opened;
    struct trace_error error;
};

static void *open_subject(void *argument)
{
    struct opening *opening = argument;
    struct trace_error error;
    struct opened_subject *opened =
        subject_open_watched(opening->file_name, &opening->progress, &error);
    pthread_mutex_lock(&opening->mutex);
    opening->opened = opened;
    opening->error = error;
    opening->is_done = true;
    pthread_cond_broadcast(&opening->has_ended);
    pthread_mutex_unlock(&opening->mutex);
    return NULL;
}

/* On clocks that nobody sets. */
static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct opening *opening_begin(const char *file_name)
{
    struct opening *opening = array_of(1, sizeof *opening);
    *opening = (struct opening){.file_name = file_name, .mutex = PTHREAD_MUTEX_INITIALIZER};
    init_condition(&opening->has_ended);
    clock_gettime(CLOCK_MONOTONIC, &opening->began_at);
    if (pthread_create(&opening->thread, NULL, open_subject, opening) != 0) {
        open_subject(opening); /* without a thread to spare the window has to wait */
        opening->thread = pthread_self();
    }
    return opening;
}

bool opening_is_done(const struct opening *opening)
{
    struct opening *locked = (struct opening *)opening;
    pthread_mutex_lock(&locked->mutex);
    bool is_done = locked->is_done;
    pthread_mutex_unlock(&locked->mutex);
    return is_done;
}

void opening_wait(struct opening *opening, unsigned milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)milliseconds * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&opening->mutex);
    while (!opening->is_done &&
           pthread_cond_timedwait(&opening->has_ended, &opening->mutex, &until) != ETIMEDOUT) {
    }
    pthread_mutex_unlock(&opening->mutex);
}

struct opening_view opening_view(const struct opening *opening)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (struct opening_view){
        .file_name = opening->file_name,
        .stage = (enum opening_stage)atomic_load(&opening->progress.stage),
        .event_count = atomic_load(&opening->progress.event_count),
        .elapsed_s = (double)(now.tv_sec - opening->began_at.tv_sec) +
                     (double)(now.tv_nsec - opening->began_at.tv_nsec) / 1e9,
    };
}

struct opened_subject *opening_finish(struct opening *opening, struct trace_error *error)
{
    if (!pthread_equal(opening->thread, pthread_self())) {
        pthread_join(opening->thread, NULL);
    }
    struct opened_subject *opened = opening->opened;
    *error = opening->error;
    pthread_cond_destroy(&opening->has_ended);
    pthread_mutex_destroy(&opening->mutex);
    free(opening);
    return opened;
}
