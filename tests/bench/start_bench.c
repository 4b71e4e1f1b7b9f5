/* What it costs to start a program that is recorded, beside one that links nothing of ours, and, if
 * it was built, one that links LTTng-UST: each does nothing but begin and end. In turns, and the
 * medians of the differences of neighbours compared.
 *
 *     build/tests/bench/start_bench PLAIN OURS [THEIRS] */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/drained_pool.h"
#include "tests/bench/rounds.h"
#include "tracer/record/clock.h"

#define ROUNDS  301
#define PACKETS 256

extern char **environ;

/* ms from its start until its parent knows that it has ended. */
static double start(char *path, char **environment)
{
    char *arguments[] = {path, NULL};
    pid_t child;
    int status = 1;
    uint64_t begin = clock_monotonic_ns();
    if (posix_spawn(&child, path, NULL, NULL, arguments, environment) != 0 ||
        waitpid(child, &status, 0) != child || status != 0) {
        fprintf(stderr, "start_bench: cannot run %s\n", path);
        exit(1);
    }
    return (double)(clock_monotonic_ns() - begin) / 1e6;
}

static void print_row(const char *name, double *times, double *more, const char *bar)
{
    double time = rounds_median(times, ROUNDS);
    printf("| %s | %.2f ms | %.2f ms | %s |\n", name, time, rounds_median(more, ROUNDS), bar);
}

int main(int argc, char **argv)
{
    struct pool_owner owner;
    static double plain[ROUNDS], times[3][ROUNDS], more[3][ROUNDS];
    if (argc < 3 || !drained_pool_open(&owner, PACKETS)) {
        fputs("start_bench PLAIN OURS [THEIRS]\n", stderr);
        return 1;
    }
    char pool[sizeof(POOL_ENVIRONMENT) + sizeof(owner.path)];
    snprintf(pool, sizeof(pool), "%s=%s", POOL_ENVIRONMENT, owner.path);
    unsetenv(POOL_ENVIRONMENT);
    char *recorded[] = {pool, NULL};
    for (int i = 0; i < ROUNDS; i++) {
        plain[i] = start(argv[1], environ);
        times[0][i] = start(argv[2], environ);
        times[1][i] = start(argv[2], recorded);
        times[2][i] = argc > 3 ? start(argv[3], environ) : 0;
        for (int j = 0; j < 3; j++) {
            more[j][i] = times[j][i] - plain[i];
        }
        drained_pool_drain(&owner, NULL);
    }
    if (owner.pool->next_process <= ROUNDS) {
        fputs("start_bench: what should be recorded was not\n", stderr);
        return 1;
    }
    puts("| a program that does nothing | takes | more than plain | bar |\n|---|---|---|---|");
    printf("| plain | %.2f ms | | |\n", rounds_median(plain, ROUNDS));
    print_row("ours, off", times[0], more[0], "");
    print_row("ours, recorded", times[1], more[1], "1 ms");
    if (argc > 3) {
        print_row("with LTTng-UST, no session", times[2], more[2], "");
    }
    pool_owner_close(&owner);
    return 0;
}
