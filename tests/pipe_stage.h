/* What tests of pipes share: the two ends of one, processes at them, and each case in a process of
 * its own, in real time. */
#ifndef THREADLANE_TESTS_PIPE_STAGE_H
#define THREADLANE_TESTS_PIPE_STAGE_H

#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/threadlane_process.h"

#define HEADER_SIZE 12
#define BIG         (1u << 20) /* more than a pipe or a socket holds */

static struct tl_connection *ends[2];
static struct tl_connection *receiver, *sender; /* of a one-way pipe */

static char big[BIG] __attribute__((unused));

static inline void make_pipe(void)
{
    check_int_equal(tl_pipe_create(false, ends, "X"), TL_OK);
    receiver = ends[0];
    sender = ends[1];
}

static inline void make_recorded_pipe(void)
{
    capture_in_real_time(1);
    make_pipe();
}

static inline long long recv_number(struct tl_connection *connection)
{
    struct tl_value value;
    int result = tl_connection_recv(connection, &value);
    return result == TL_OK ? value.number : result;
}

static inline int send_number(struct tl_connection *connection, long long number)
{
    return tl_connection_send(connection, tl_int(number));
}

/* A process that does this and ends well if it returns true. */
static inline pid_t start_process(bool (*run)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        bool is_good = run();
        _exit(is_good && check_failures == 0 ? 0 : 1);
    }
    return pid;
}

static inline void check_process(pid_t pid)
{
    int status = -1;
    waitpid(pid, &status, 0);
    check_int_equal(status, 0);
}

#endif
