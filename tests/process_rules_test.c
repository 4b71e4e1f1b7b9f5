/* Process and finalizers: Python's rules, exit codes and messages, and the order in which a process
 * ends. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/forked_notes.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/finalizer.h"

static int return_argument(void *argument)
{
    return (int)(intptr_t)argument;
}

static int wait_for_signal(void *unused)
{
    (void)unused;
    while (pause() != 0) {
    }
    return 0;
}

static int exitcode_of_process(int (*function)(void *), void *argument)
{
    int exitcode = -1000;
    struct tl_process *process = tl_process_create(function, argument, NULL);
    check_int_equal(tl_process_start(process), TL_OK);
    check_int_equal(tl_process_join(process, TL_FOREVER), TL_OK);
    check_int_equal(tl_process_exitcode(process, &exitcode), TL_OK);
    tl_process_destroy(process);
    return exitcode;
}

/* ---- Process ---- */

CASE(test_exit_codes)
{
    check_int_equal(exitcode_of_process(return_argument, (void *)0), 0);
    check_int_equal(exitcode_of_process(return_argument, (void *)3), 3);
    check_int_equal(exitcode_of_process(return_argument, (void *)257), 1);
}

CASE(test_signals_end_it)
{
    int exitcode = -1000;
    for (int i = 0; i < 2; i++) {
        struct tl_process *process = tl_process_create(wait_for_signal, NULL, NULL);
        tl_process_start(process);
        check_true(tl_process_is_alive(process));
        check_int_equal(tl_process_exitcode(process, &exitcode), TL_BUSY);
        check_int_equal(tl_process_join(process, 0), TL_BUSY);
        check_int_equal(tl_process_join(process, 0.01), TL_TIMEOUT);
        check_int_equal(i ? tl_process_kill(process) : tl_process_terminate(process), TL_OK);
        check_int_equal(tl_process_join(process, TL_FOREVER), TL_OK);
        check_int_equal(tl_process_exitcode(process, &exitcode), TL_OK);
        check_int_equal(exitcode, i ? -SIGKILL : -SIGTERM);
        check_true(!tl_process_is_alive(process));
        check_int_equal(tl_process_terminate(process), TL_OK);
        check_int_equal(tl_process_join(process, TL_FOREVER), TL_OK);
        tl_process_destroy(process);
    }
}

CASE(test_not_started)
{
    int exitcode;
    struct tl_process *process = tl_process_create(return_argument, NULL, NULL);
    check_int_equal(tl_process_pid(process), 0);
    check_true(!tl_process_is_alive(process));
    check_int_equal(tl_process_exitcode(process, &exitcode), TL_BUSY);
    check_refused(tl_process_join(process, TL_FOREVER), TL_STATE,
                  "can only join a started process");
    check_refused(tl_process_terminate(process), TL_STATE, "the process has not been started");
    check_int_equal(tl_process_close(process), TL_OK);
    tl_process_destroy(process);
    tl_process_destroy(NULL);
}

CASE(test_started_once)
{
    struct tl_process *process = tl_process_create(return_argument, NULL, NULL);
    check_int_equal(tl_process_set_daemon(process, true), TL_OK);
    check_true(tl_process_is_daemon(process));
    check_int_equal(tl_process_start(process), TL_OK);
    check_true(tl_process_pid(process) > 0);
    check_refused(tl_process_start(process), TL_STATE, "cannot start a process twice");
    check_refused(tl_process_set_daemon(process, false), TL_STATE, "process has already started");
    check_int_equal(tl_process_join(process, TL_FOREVER), TL_OK);
    check_refused(tl_process_start(process), TL_STATE, "cannot start a process twice");
    tl_process_destroy(process);
}

CASE(test_closed)
{
    int exitcode;
    struct tl_process *process = tl_process_create(wait_for_signal, NULL, NULL);
    tl_process_start(process);
    check_refused(tl_process_close(process), TL_STATE,
                  "Cannot close a process while it is still running");
    tl_process_kill(process);
    tl_process_join(process, TL_FOREVER);
    check_int_equal(tl_process_close(process), TL_OK);
    const char *closed = "process object is closed";
    check_refused(tl_process_join(process, 0), TL_STATE, closed);
    check_refused(tl_process_start(process), TL_STATE, closed);
    check_refused(tl_process_exitcode(process, &exitcode), TL_STATE, closed);
    check_refused(tl_process_kill(process), TL_STATE, closed);
    tl_process_destroy(process);
}

CASE(test_null_handles)
{
    const char *null = "the handle is NULL";
    check_refused(tl_process_start(NULL), TL_INVALID, null);
    check_refused(tl_process_join(NULL, 0), TL_INVALID, null);
    check_refused(tl_process_kill(NULL), TL_INVALID, null);
    check_refused(tl_process_close(NULL), TL_INVALID, null);
    check_refused(tl_process_set_daemon(NULL, true), TL_INVALID, null);
    check_true(!tl_process_create(NULL, NULL, NULL));
    check_true(!tl_process_is_alive(NULL) && !tl_process_is_daemon(NULL));
    check_int_equal(tl_process_pid(NULL), 0);
    check_text_equal(tl_process_name(NULL), "");
}

static struct tl_process *self_process;

static int check_names(void *unused)
{
    const struct tl_process *process = self_process;
    (void)unused;
    check_text_equal(tl_current_process_name(), "Process-2");
    struct tl_process *grandchild = tl_process_create(return_argument, NULL, NULL);
    check_text_equal(tl_process_name(grandchild), "Process-2:1");
    check_text_equal(tl_process_name(process), "Process-2");
    check_refused(tl_process_join(self_process, 0), TL_INVALID, "No child processes");
    tl_process_destroy(grandchild);
    return check_failures > 0;
}

CASE(test_names)
{
    check_text_equal(tl_current_process_name(), "MainProcess");
    struct tl_process *named = tl_process_create(return_argument, NULL, "named");
    check_text_equal(tl_process_name(named), "named");
    int exitcode = -1;
    self_process = tl_process_create(check_names, NULL, NULL);
    tl_process_start(self_process);
    tl_process_join(self_process, TL_FOREVER);
    tl_process_exitcode(self_process, &exitcode);
    check_int_equal(exitcode, 0);
    tl_process_destroy(self_process);
    tl_process_destroy(named);
}

static int start_child(void *unused)
{
    (void)unused;
    struct tl_process *child = tl_process_create(return_argument, NULL, NULL);
    check_true(tl_process_is_daemon(child));
    check_refused(tl_process_start(child), TL_STATE,
                  "daemonic processes are not allowed to have children");
    tl_process_destroy(child);
    return check_failures > 0;
}

CASE(test_daemons_have_no_children)
{
    int exitcode = -1;
    struct tl_process *daemon = tl_process_create(start_child, NULL, NULL);
    tl_process_set_daemon(daemon, true);
    tl_process_start(daemon);
    tl_process_join(daemon, TL_FOREVER);
    tl_process_exitcode(daemon, &exitcode);
    check_int_equal(exitcode, 0);
    tl_process_destroy(daemon);
}

/* 'Z' for one that has ended and was not waited for; 0: there is none. */
static char state_of(pid_t pid)
{
    char path[32], state = 0;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (file) {
        check_int_equal(fscanf(file, "%*d %*s %c", &state), 1);
        fclose(file);
    }
    return state;
}

/* Has ended with all its threads, and is not collected. */
static void await_zombie(pid_t pid)
{
    siginfo_t end;
    waitid(P_PID, (id_t)pid, &end, WEXITED | WNOWAIT);
}

CASE(test_zombies_are_taken_away)
{
    struct tl_process *looked_at = tl_process_create(return_argument, NULL, NULL);
    struct tl_process *left = tl_process_create(return_argument, NULL, NULL);
    struct tl_process *destroyed = tl_process_create(return_argument, NULL, NULL);
    struct tl_process *next = tl_process_create(return_argument, NULL, NULL);
    tl_process_start(looked_at);
    await_zombie(tl_process_pid(looked_at));
    check_true(!tl_process_is_alive(looked_at));
    check_int_equal(state_of(tl_process_pid(looked_at)), 0);
    tl_process_start(left);
    tl_process_start(destroyed);
    pid_t pid = tl_process_pid(destroyed);
    await_zombie(tl_process_pid(left));
    await_zombie(pid);
    tl_process_destroy(destroyed);
    check_int_equal(state_of(pid), 0);
    tl_process_start(next);
    check_int_equal(state_of(tl_process_pid(left)), 0);
    pid = tl_process_pid(next);
    tl_process_destroy(next); /* still there perhaps: then the end of the program waits for it */
    tl_exit(0);
    check_int_equal(state_of(pid), 0);
}

static int read_input(void *unused)
{
    (void)unused;
    char byte;
    return read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1;
}

CASE(test_input_is_empty)
{
    int ends[2];
    check_int_equal(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO); /* nothing comes, and it is not closed */
    check_int_equal(exitcode_of_process(read_input, NULL), 0);
}

static void write_note(void *letter)
{
    note(*(const char *)letter);
}

static void await_second_note(void *unused)
{
    (void)unused;
    await_notes(2);
    note('t');
}

/* As in _bootstrap: the finalizers first, then the threads. */
static int start_thread(void *unused)
{
    (void)unused;
    finalizer_add(0, write_note, "f");
    struct tl_thread *thread = tl_thread_create(await_second_note, NULL, NULL);
    tl_thread_start(thread);
    note('r');
    return 5;
}

CASE(test_end_of_a_process_is_in_order)
{
    begin_notes();
    check_int_equal(exitcode_of_process(start_thread, NULL), 5);
    check_text_equal(notes->text, "rft");
}

/* ---- the end of the program ---- */

static int note_when_terminated(void *unused)
{
    (void)unused;
    note('d');
    return wait_for_signal(NULL);
}

static int note_and_end(void *unused)
{
    (void)unused;
    await_notes(4);
    note('c');
    return 0;
}

CASE(test_end_of_the_program_is_in_order)
{
    capture_in_real_time(1);
    begin_notes();
    struct tl_process *daemon = tl_process_create(note_when_terminated, NULL, "daemon");
    struct tl_process *child = tl_process_create(note_and_end, NULL, "child");
    tl_process_set_daemon(daemon, true);
    tl_process_start(daemon);
    tl_process_start(child);
    await_notes(1);
    finalizer_add(-1, write_note, "z");
    finalizer_add(0, write_note, "3");
    finalizer_add(10, write_note, "2");
    finalizer_add(10, write_note, "1");
    finalizer_remove(finalizer_add(20, write_note, "x"));
    tl_exit(0);
    check_text_equal(notes->text, "d123cz");
    int exitcode = 0;
    check_int_equal(tl_process_exitcode(daemon, &exitcode), TL_OK);
    check_int_equal(exitcode, -SIGTERM);
    check_int_equal(capture_find(EVENT_SIGNAL_SEND, 0)->value, SIGTERM);
    check_true(!capture_find(EVENT_SIGNAL_SEND, 1));
}

CASE(test_finalizers_run_in_their_process_only)
{
    begin_notes();
    struct finalizer *finalizer = finalizer_add(0, write_note, "p");
    int pid = tl_fork();
    if (pid == 0) {
        finalizer_add(0, write_note, "c");
        finalizer_remove(finalizer);
        _exit(tl_exit(0));
    }
    tl_waitpid(pid, TL_FOREVER, NULL);
    tl_exit(0);
    check_text_equal(notes->text, "cp");
}

static const struct test_case cases[] = {
    {"process@exit-codes", test_exit_codes},
    {"process@signals-end-it", test_signals_end_it},
    {"process@not-started", test_not_started},
    {"process@started-once", test_started_once},
    {"process@closed", test_closed},
    {"process@null-handles", test_null_handles},
    {"process@names", test_names},
    {"process@daemons-have-no-children", test_daemons_have_no_children},
    {"process@zombies-are-taken-away", test_zombies_are_taken_away},
    {"process@input-is-empty", test_input_is_empty},
    {"process@end-is-in-order", test_end_of_a_process_is_in_order},
    {"finalizer@end-of-the-program-is-in-order", test_end_of_the_program_is_in_order},
    {"finalizer@runs-in-its-process-only", test_finalizers_run_in_their_process_only},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
