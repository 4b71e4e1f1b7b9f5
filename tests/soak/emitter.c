/* Records as fast as it can, by threads and processes that come and go, and counts what each thread
 * has recorded in a file that outlives it; then ends in the middle of it. So do the processes
 * below, each in one of these ways, again and again:
 *
 *     emitter COUNTERS SEED kill|segv|abort|exit|never
 *
 * COUNTERS is an array of 64-bit numbers, by thread number, long enough for what the pool numbers.
 * A number is raised after the event is recorded, so it may be one behind. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tracer/record/recorder.h"

#define WORKERS      3    /* threads of a process that raise threads */
#define LIFE_MAX     6000 /* events of a thread, about three packets */
#define DELAY_MAX_NS 4000000

static _Atomic uint64_t *counters;
static size_t counter_count;

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void emit(uint32_t thread, uint64_t count)
{
    if (thread >= counter_count) {
        return; /* rather record nothing than count wrongly */
    }
    for (uint64_t i = 0; i < count; i++) {
        recorder_event(i % 2 ? EVENT_LOCK_RELEASE : EVENT_LOCK_ACQUIRE, 0, 0x1234, 0, i);
        atomic_fetch_add_explicit(&counters[thread], 1, memory_order_release);
    }
}

struct life {
    uint64_t event_count;
};

static void *live(void *argument)
{
    struct life *life = argument;
    recorder_begin_thread(recorder_new_thread());
    emit(recorder_thread(), life->event_count);
    recorder_end_thread();
    return NULL;
}

/* One thread after the other, so that slots change hands. */
static void *raise_threads(void *argument)
{
    uint64_t random = (uintptr_t)argument;
    for (;;) {
        struct life life = {next_random(&random) % LIFE_MAX};
        pthread_t thread;
        if (pthread_create(&thread, NULL, live, &life) == 0) {
            pthread_join(thread, NULL);
        }
    }
    return NULL;
}

static const char *const ways[] = {"kill", "segv", "abort", "exit"};
#define WAY_COUNT (sizeof(ways) / sizeof(ways[0]))

static void end(const char *how)
{
    if (strcmp(how, "kill") == 0) {
        kill(getpid(), SIGKILL);
    } else if (strcmp(how, "segv") == 0) {
        raise(SIGSEGV);
    } else if (strcmp(how, "abort") == 0) {
        abort();
    } else if (strcmp(how, "exit") == 0) {
        _exit(0);
    }
    pause();
}

/* What a process does until it ends: `threads` at a time record, for a random while. */
static void live_and_end(uint64_t *random, int threads, const char *how)
{
    struct timespec delay = {.tv_nsec = (long)(next_random(random) % DELAY_MAX_NS)};
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        uintptr_t seed = next_random(random);
        pthread_create(&thread, NULL, raise_threads, (void *)seed);
    }
    nanosleep(&delay, NULL);
    end(how);
}

/* One process after the other; none outlives the one that started it. */
static void *raise_processes(void *argument)
{
    uint64_t random = (uintptr_t)argument;
    for (;;) {
        const char *how = ways[next_random(&random) % WAY_COUNT];
        uint64_t seed = next_random(&random);
        pid_t parent = getpid(), child = fork();
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() == parent) {
                live_and_end(&seed, 1, how);
            }
            _exit(0);
        }
        waitpid(child, NULL, 0);
    }
    return NULL;
}

static void map_counters(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        perror(path);
        exit(1);
    }
    counter_count = (size_t)status.st_size / sizeof(*counters);
    counters = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc != 4 || !recorder_is_on()) {
        fputs("emitter: run it under trace-run: COUNTERS SEED HOW\n", stderr);
        return 1;
    }
    map_counters(argv[1]);
    uint64_t random = strtoull(argv[2], NULL, 10);
    pthread_t thread;
    uintptr_t seed = next_random(&random);
    pthread_create(&thread, NULL, raise_processes, (void *)seed);
    puts("ready");
    fflush(stdout);
    live_and_end(&random, WORKERS, argv[3]);
}
