/* Runs a part of a test in a process of its own, so that it starts with a library that nobody has
 * used yet, and may hang: after a minute it counts as failed. */
#ifndef THREADLANE_TESTS_OWN_PROCESS_H
#define THREADLANE_TESTS_OWN_PROCESS_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"

#define OWN_PROCESS_SECONDS 60

static inline void check_in_own_process(void (*body)(void))
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(OWN_PROCESS_SECONDS);
        body();
        fflush(NULL);
        _exit(check_failures > 0);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    check_int_equal(status, 0);
}

/* A test case that is run so. */
#define CASE(function)                                                                             \
    static void function##_body(void);                                                             \
    static void function(void)                                                                     \
    {                                                                                              \
        check_in_own_process(function##_body);                                                     \
    }                                                                                              \
    static void function##_body(void)

#endif
