/* Pipes: what is recorded, who may do what, how they end. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/pipe_stage.h"
#include "tests/reader_thread.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/process/connection.h"

/* Until somebody has begun to wait at the pipe. */
static const struct captured_event *await_wait(void)
{
    uint64_t pipe = connection_pipe_out(sender);
    for (size_t i = 0;;) {
        const struct captured_event *event = capture_find(EVENT_DOOR_WAIT_BEGIN, i);
        if (!event) {
            sched_yield();
        } else if (event->object == pipe) {
            return event;
        } else {
            i++;
        }
    }
}

/* ---- what is recorded ---- */

CASE(test_short_message)
{
    make_recorded_pipe();
    check_int_equal(send_number(sender, 5), TL_OK);
    check_int_equal(recv_number(receiver), 5);
    check_text_equal(capture_tell(0),
                     "main pipe.send+ X; main ·pipe.write+ X message; "
                     "main ·pipe.write X message; main pipe.send X m1; main pipe.recv+ X; "
                     "main ·pipe.read+ X message; main ·pipe.read X message; "
                     "main pipe.recv X m1");
    uint64_t value = 1 | (uint64_t)9 << 32;
    check_true(capture_find(EVENT_PIPE_SEND_BEGIN, 0)->value == value);
    check_true(capture_find(EVENT_PIPE_SEND, 0)->value == value);
    check_true(capture_find(EVENT_PIPE_RECV, 0)->value == value);
    check_int_equal(capture_find(EVENT_PIPE_WRITE_BEGIN, 0)->value, HEADER_SIZE + 9);
    check_int_equal(capture_find(EVENT_PIPE_READ, 0)->value, HEADER_SIZE + 9);
    check_int_equal(capture_find(EVENT_OBJECT_CREATE, 0)->flags, FLAG_READER | TYPE_PIPE);
}

static void recv_five(void *unused)
{
    (void)unused;
    check_int_equal(recv_number(receiver), 5);
}

/* Two threads may tear messages apart, as CPython's may. */
CASE(test_second_reader)
{
    make_recorded_pipe();
    for (int i = 0; i < 2; i++) {
        check_int_equal(send_number(sender, 5), TL_OK);
    }
    join_thread(start_thread(recv_five, "R"));
    check_int_equal(recv_number(receiver), 5);
    const char *told = capture_tell_thread(0, capture_find(EVENT_PIPE_SEND, 0)->thread);
    check_true(strstr(told, "main pipe.recv+ X; main ·pipe.read+ X header; "
                            "main ·pipe.read X header; main ·pipe.read+ X body; "
                            "main ·pipe.read X body; main pipe.recv X m2"));
}

CASE(test_empty_pipe)
{
    make_recorded_pipe();
    struct tl_thread *thread = start_thread(recv_five, "R");
    uint32_t number = await_wait()->thread;
    send_number(sender, 5);
    join_thread(thread);
    check_text_equal(capture_tell_thread(0, number),
                     "R pipe.recv+ X; R ·pipe.read+ X header; R door.wait+ X #1; "
                     "R door.wait X #1; R ·pipe.read X header; R ·pipe.read+ X body; "
                     "R ·pipe.read X body; R pipe.recv X m1");
}

static void send_big(void *unused)
{
    (void)unused;
    check_int_equal(tl_connection_send(sender, tl_bytes(big, BIG)), TL_OK);
}

/* How often the sender has to wait, after the first time, is up to the kernel. */
CASE(test_full_pipe)
{
    static const char begin[] = "S pipe.send+ X; S ·pipe.write+ X header; S ·pipe.write X header; "
                                "S ·pipe.write+ X body; S door.wait+ X #1; S door.wait X #1; ";
    static const char end[] = "; S ·pipe.write X body; S pipe.send X m1";
    struct tl_value value;
    make_recorded_pipe();
    struct tl_thread *thread = start_thread(send_big, "S");
    uint32_t number = await_wait()->thread;
    check_int_equal(tl_connection_recv(receiver, &value), TL_OK);
    join_thread(thread);
    check_int_equal(value.size, BIG);
    tl_value_free(&value);
    const char *told = capture_tell_thread(0, number);
    check_true(strncmp(told, begin, strlen(begin)) == 0);
    check_true(strcmp(told + strlen(told) - strlen(end), end) == 0);
}

CASE(test_two_ways)
{
    capture_in_real_time(1);
    check_int_equal(tl_pipe_create(true, ends, "X"), TL_OK);
    check_int_equal(send_number(ends[0], 1), TL_OK);
    check_int_equal(send_number(ends[1], 2), TL_OK);
    check_int_equal(recv_number(ends[0]), 2);
    check_int_equal(recv_number(ends[1]), 1);
    check_text_equal(capture_name(connection_pipe_out(ends[0])), "X 0→1");
    check_text_equal(capture_name(connection_pipe_in(ends[0])), "X 1→0");
    check_true(connection_pipe_out(ends[1]) == connection_pipe_in(ends[0]));
}

CASE(test_close)
{
    capture_in_real_time(1);
    check_int_equal(tl_pipe_create(true, ends, "X"), TL_OK);
    check_true(!tl_connection_is_closed(ends[0]));
    tl_connection_close(ends[0]);
    tl_connection_close(ends[0]);
    check_true(tl_connection_is_closed(ends[0]));
    check_int_equal(connection_fd(ends[0]), -1);
    tl_connection_destroy(ends[1]);
    static const enum close_how expected[] = {CLOSE_READ_END, CLOSE_WRITE_END, CLOSE_READ_END,
                                              CLOSE_WRITE_END};
    for (size_t i = 0; i < ARRAY_COUNT(expected); i++) {
        const struct captured_event *event = capture_find(EVENT_OBJECT_CLOSE, i);
        check_int_equal(flags_detail(event->flags), expected[i]);
        check_text_equal(capture_name(event->object), i == 0 || i == 3 ? "X 1→0" : "X 0→1");
    }
    check_true(!capture_find(EVENT_OBJECT_CLOSE, ARRAY_COUNT(expected)));
}

#define SENDERS  3
#define MESSAGES 200

static bool send_many(void)
{
    for (int i = 0; i < MESSAGES; i++) {
        check_int_equal(send_number(sender, i), TL_OK);
    }
    return true;
}

/* Short ones are not torn, and no two are the same message. */
CASE(test_numbers_across_processes)
{
    pid_t pids[SENDERS];
    bool is_seen[SENDERS * MESSAGES + 1] = {false};
    make_recorded_pipe();
    for (int i = 0; i < SENDERS; i++) {
        pids[i] = start_process(send_many);
    }
    for (int i = 0; i < SENDERS * MESSAGES; i++) {
        check_true(recv_number(receiver) >= 0);
        uint32_t number = (uint32_t)capture_find(EVENT_PIPE_RECV, (size_t)i)->value;
        check_true(number >= 1 && number <= SENDERS * MESSAGES && !is_seen[number]);
        is_seen[number] = true;
    }
    for (int i = 0; i < SENDERS; i++) {
        check_process(pids[i]);
    }
}

/* ---- ends ---- */

static struct tl_connection *order[2]; /* tells the child what to do next */

static bool hold_until_told(void)
{
    return recv_number(order[0]) == 1;
}

/* A copy of the writing end in another process keeps the pipe open. */
CASE(test_end_of_file)
{
    make_recorded_pipe();
    check_int_equal(tl_pipe_create(false, order, "order"), TL_OK);
    pid_t pid = start_process(hold_until_told);
    tl_connection_close(sender);
    check_int_equal(tl_connection_poll(receiver, 0), TL_TIMEOUT);
    check_int_equal(tl_connection_poll(receiver, 0.001), TL_TIMEOUT);
    send_number(order[1], 1);
    check_process(pid);
    check_int_equal(tl_connection_poll(receiver, TL_FOREVER), TL_OK);
    check_int_equal(recv_number(receiver), TL_END_OF_FILE);
    check_int_equal(recv_number(receiver), TL_END_OF_FILE);
    check_int_equal(capture_find(EVENT_PIPE_READ_FAILED, 0)->flags, FLAG_TRY | REASON_BUSY);
    check_int_equal(capture_find(EVENT_PIPE_READ_FAILED, 1)->flags, FLAG_TIMED | REASON_TIMEOUT);
    check_int_equal(flags_detail(capture_find(EVENT_PIPE_RECV_FAILED, 0)->flags),
                    REASON_END_OF_FILE);
    check_int_equal(flags_detail(capture_find(EVENT_PIPE_READ_FAILED, 2)->flags),
                    REASON_END_OF_FILE);
}

static void check_broken_pipe(bool is_duplex)
{
    check_int_equal(tl_pipe_create(is_duplex, ends, "X"), TL_OK);
    tl_connection_close(ends[0]);
    check_int_equal(send_number(ends[1], 1), TL_BROKEN_PIPE);
    check_int_equal(tl_connection_send(ends[1], tl_bytes(big, BIG)), TL_BROKEN_PIPE);
}

CASE(test_broken_pipe)
{
    capture_in_real_time(1);
    check_broken_pipe(false);
    check_broken_pipe(true);
    for (size_t i = 0; i < 4; i++) {
        check_int_equal(flags_detail(capture_find(EVENT_PIPE_SEND_FAILED, i)->flags),
                        REASON_BROKEN);
        check_int_equal(flags_detail(capture_find(EVENT_PIPE_WRITE_FAILED, i)->flags),
                        REASON_BROKEN);
    }
}

CASE(test_reader_leaves_a_waiting_sender)
{
    make_recorded_pipe();
    pid_t pid = fork();
    if (pid == 0) {
        tl_connection_close(receiver);
        _exit(tl_connection_send(sender, tl_bytes(big, BIG)) == TL_BROKEN_PIPE ? 0 : 1);
    }
    char byte;
    while (read(connection_fd(receiver), &byte, 1) < 0) { /* until it has written some */
        sched_yield();
    }
    tl_connection_close(receiver);
    check_process(pid);
}

/* What came before is received; half a message is corrupt, though somebody could send the rest. */
CASE(test_stop)
{
    int stop[2];
    make_recorded_pipe();
    check_int_equal(pipe(stop), 0);
    connection_set_stop(receiver, stop[0]);
    send_number(sender, 7);
    close(stop[1]);
    check_int_equal(recv_number(receiver), 7);
    check_int_equal(recv_number(receiver), TL_END_OF_FILE);
    check_int_equal(write(connection_fd(sender), "half a", 6), 6);
    check_int_equal(recv_number(receiver), TL_CORRUPT);
}

/* Who prints into a pipe that nobody reads, dies of it as before. */
CASE(test_signal_of_others)
{
    int fds[2], status;
    make_pipe();
    check_int_equal(pipe(fds), 0);
    close(fds[0]);
    pid_t pid = fork();
    if (pid == 0) {
        _exit((int)write(fds[1], "a", 1));
    }
    waitpid(pid, &status, 0);
    check_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
}

CASE(test_signal_ignored_by_program)
{
    signal(SIGPIPE, SIG_IGN);
    check_broken_pipe(false);
    check_true(signal(SIGPIPE, SIG_DFL) == SIG_IGN);
}

/* ---- misuse ---- */

CASE(test_wrong_ends)
{
    struct tl_value value;
    make_recorded_pipe();
    check_int_equal(send_number(receiver, 1), TL_STATE);
    check_text_equal(tl_misuse_text(), "connection is read-only");
    check_int_equal(recv_number(sender), TL_STATE);
    check_text_equal(tl_misuse_text(), "connection is write-only");
    check_int_equal(tl_connection_poll(sender, 0), TL_STATE);
    tl_connection_close(sender);
    tl_connection_close(receiver);
    check_int_equal(send_number(sender, 1), TL_STATE);
    check_text_equal(tl_misuse_text(), "handle is closed");
    check_int_equal(tl_connection_recv(receiver, &value), TL_STATE);
    check_int_equal(tl_connection_poll(receiver, 0), TL_STATE);
    check_int_equal(capture_find(EVENT_PIPE_SEND_FAILED, 0)->value, MISUSE_CONNECTION_READ_ONLY);
    check_int_equal(capture_find(EVENT_PIPE_RECV_FAILED, 0)->value, MISUSE_CONNECTION_WRITE_ONLY);
}

CASE(test_nothing)
{
    struct tl_value value;
    make_recorded_pipe();
    check_int_equal(tl_pipe_create(false, NULL, NULL), TL_INVALID);
    check_int_equal(send_number(NULL, 1), TL_INVALID);
    check_int_equal(tl_connection_recv(NULL, &value), TL_INVALID);
    check_int_equal(tl_connection_recv(receiver, NULL), TL_INVALID);
    check_int_equal(tl_connection_poll(NULL, 0), TL_INVALID);
    check_int_equal(tl_connection_close(NULL), TL_INVALID);
    check_true(tl_connection_is_closed(NULL));
    tl_connection_destroy(NULL);
}

CASE(test_what_may_not_travel)
{
    make_recorded_pipe();
    struct tl_queue *queue = tl_queue_create(0, "Q");
    check_int_equal(tl_connection_send(sender, TL_HANDLE(queue)), TL_INVALID);
    check_text_equal(tl_misuse_text(), "cannot pickle '_thread.lock' object");
    check_int_equal(tl_connection_send(sender, tl_bytes("", MESSAGE_SIZE_MAX)), TL_INVALID);
    check_int_equal(tl_connection_poll(receiver, 0), TL_TIMEOUT);
}

CASE(test_virtual_time)
{
    capture_in_virtual_time(1);
    check_int_equal(tl_pipe_create(false, ends, "X"), TL_STATE);
    check_true(!ends[0] && !ends[1]);
    check_int_equal(capture_find(EVENT_OBJECT_CREATE_FAILED, 0)->value,
                    MISUSE_PROCESS_IN_VIRTUAL_TIME);
}

CASE(test_no_descriptors)
{
    capture_in_real_time(1);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, 3});
    check_int_equal(tl_pipe_create(false, ends, "X"), TL_NO_MEMORY);
    check_int_equal(tl_pipe_create(true, ends, "X"), TL_NO_MEMORY);
    check_true(!ends[0] && !ends[1]);
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_CREATE_FAILED, 1)->flags), REASON_LIMIT);
}

static const struct test_case cases[] = {
    {"pipe@short-message-is-one-write-one-read", test_short_message},
    {"pipe@second-reader-reads-the-header-first", test_second_reader},
    {"pipe@empty-one-is-waited-at", test_empty_pipe},
    {"pipe@full-one-is-waited-at", test_full_pipe},
    {"pipe@two-ways-are-two-pipes", test_two_ways},
    {"pipe@each-end-is-closed-once", test_close},
    {"pipe@stop-is-an-end-of-file", test_stop},
    {"pipe@messages-are-numbered-across-processes", test_numbers_across_processes},
    {"pipe@ends-when-all-copies-are-closed", test_end_of_file},
    {"pipe@without-reader-breaks", test_broken_pipe},
    {"pipe@reader-leaves-a-waiting-sender", test_reader_leaves_a_waiting_sender},
    {"pipe@signal-of-others-kills", test_signal_of_others},
    {"pipe@signal-ignored-stays-ignored", test_signal_ignored_by_program},
    {"misuse@wrong-end-or-closed", test_wrong_ends},
    {"misuse@no-handle", test_nothing},
    {"misuse@what-may-not-travel", test_what_may_not_travel},
    {"misuse@virtual-time", test_virtual_time},
    {"pipe@no-descriptors", test_no_descriptors},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
