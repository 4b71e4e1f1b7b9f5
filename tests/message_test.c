/* Messages that are too long, torn, cut or interrupted, and bytes that are none. */
#include <signal.h>
#include <sys/time.h>

#include "tests/pipe_stage.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/connection.h"

CASE(test_too_long)
{
    struct tl_value value;
    make_recorded_pipe();
    tl_connection_send(sender, tl_bytes(big, 10));
    tl_connection_send(sender, tl_bytes(big, 100));
    check_int_equal(tl_connection_recv_at_most(receiver, 10, &value), TL_OK);
    check_int_equal(value.size, 10);
    tl_value_free(&value);
    check_int_equal(tl_connection_recv_at_most(receiver, 10, &value), TL_CORRUPT);
    check_true(tl_connection_is_closed(receiver));
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_CLOSE, 0)->flags), CLOSE_READ_END);
}

/* What it has to send it may still send. */
CASE(test_too_long_two_ways)
{
    struct tl_value value;
    check_int_equal(tl_pipe_create(true, ends, "X"), TL_OK);
    tl_connection_send(ends[0], tl_bytes(big, 100));
    check_int_equal(tl_connection_recv_at_most(ends[1], 10, &value), TL_CORRUPT);
    check_int_equal(tl_connection_recv(ends[1], &value), TL_STATE);
    check_int_equal(send_number(ends[1], 3), TL_OK);
    check_int_equal(recv_number(ends[0]), 3);
}

static void take_bytes(size_t size)
{
    char bytes[64];
    check_int_equal(read(connection_fd(receiver), bytes, size), (long long)size);
}

static void recv_one(void *unused)
{
    (void)unused;
    check_int_equal(recv_number(receiver), 0);
}

static void make_pipe_of_two_readers(void)
{
    make_recorded_pipe();
    send_number(sender, 0);
    struct tl_thread *thread = tl_thread_create(recv_one, NULL, "R");
    check_int_equal(tl_thread_start(thread), TL_OK);
    tl_thread_join(thread, TL_FOREVER);
}

/* What two readers do when both want a header: one has it, the other finds a body. */
CASE(test_torn)
{
    make_pipe_of_two_readers();
    for (int i = 0; i < 100; i++) {
        send_number(sender, i);
        send_number(sender, i);
        take_bytes(HEADER_SIZE);
        check_int_equal(recv_number(receiver), TL_CORRUPT);
        take_bytes(2 * 9); /* the rest of both */
    }
    check_int_equal(flags_detail(capture_find(EVENT_PIPE_RECV_FAILED, 0)->flags), REASON_BROKEN);
    check_int_equal(send_number(sender, 6), TL_OK);
    check_int_equal(recv_number(receiver), 6);
}

static void put_bytes(const void *bytes, size_t size)
{
    check_int_equal(write(connection_fd(sender), bytes, size), (long long)size);
}

/* Whatever it says about its size. */
CASE(test_noise)
{
    uint32_t noise[3] = {1, 2, 3};
    make_pipe();
    for (int i = 0; i < 100000; i++) {
        put_bytes(noise, sizeof(noise));
        check_int_equal(recv_number(receiver), TL_CORRUPT);
        for (int k = 0; k < 3; k++) {
            noise[k] = noise[k] * 1664525u + 1013904223u;
        }
        noise[1] = i % 2 ? 0xffffffffu : noise[1];
    }
}

/* A sender that died in the middle. */
CASE(test_cut)
{
    char message[HEADER_SIZE + 9];
    for (size_t left = 1; left < sizeof(message); left++) {
        make_pipe();
        send_number(sender, 1);
        check_int_equal(read(connection_fd(receiver), message, sizeof(message)), sizeof(message));
        put_bytes(message, left);
        tl_connection_destroy(sender);
        check_int_equal(recv_number(receiver), TL_CORRUPT);
        check_int_equal(recv_number(receiver), TL_END_OF_FILE);
        tl_connection_destroy(receiver);
    }
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

static bool send_patterns(void)
{
    for (int i = 0; i < 20; i++) {
        memset(big, i, BIG);
        check_int_equal(tl_connection_send(sender, tl_bytes(big, BIG - (size_t)i)), TL_OK);
    }
    return true;
}

static bool recv_patterns(void)
{
    for (int i = 0; i < 20; i++) {
        struct tl_value value;
        memset(big, i, BIG);
        check_int_equal(tl_connection_recv(receiver, &value), TL_OK);
        check_int_equal(value.size, BIG - (size_t)i);
        check_true(memcmp(value.data, big, value.size) == 0);
        tl_value_free(&value);
    }
    return true;
}

static void interrupt_often(void)
{
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
    setitimer(ITIMER_REAL, &(struct itimerval){{0, 200}, {0, 200}}, NULL);
}

static bool send_patterns_interrupted(void)
{
    interrupt_often();
    return send_patterns();
}

CASE(test_interrupted)
{
    for (int way = 0; way < 2; way++) {
        check_int_equal(tl_pipe_create(way == 1, ends, "X"), TL_OK);
        receiver = ends[0];
        sender = ends[1];
        pid_t pid = start_process(send_patterns_interrupted);
        interrupt_often();
        recv_patterns();
        setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
        check_process(pid);
    }
}

/* ---- what is read with the header ---- */

#define SIZES     2000
#define SIZE_MOST 1500 /* some are longer than what may come with a header */

/* Mostly there is a message, and often it is shorter than all before. */
static size_t size_of(int i)
{
    unsigned mixed = ((unsigned)i * 2654435761u) >> 16;
    return i % 7 ? mixed % SIZE_MOST / (unsigned)(1 + i % 5) : (size_t)(SIZES - i) / 4;
}

static bool send_sizes(void)
{
    for (int i = 0; i < SIZES; i++) {
        check_int_equal(tl_connection_send(sender, tl_bytes(big + i, size_of(i))), TL_OK);
    }
    return true;
}

static void fill_pattern(void)
{
    for (size_t i = 0; i < BIG; i++) {
        big[i] = (char)(i * 31 >> 3);
    }
}

static void recv_sizes(int count)
{
    for (int i = 0; i < count; i++) {
        struct tl_value value;
        check_int_equal(tl_connection_recv(receiver, &value), TL_OK);
        check_int_equal(value.size, size_of(i));
        check_true(memcmp(value.data, big + i, value.size) == 0);
        tl_value_free(&value);
    }
}

CASE(test_sizes)
{
    fill_pattern();
    for (int round = 0; round < 20; round++) {
        make_pipe();
        pid_t pid = start_process(send_sizes);
        recv_sizes(SIZES);
        check_process(pid);
        tl_connection_destroy(sender);
        tl_connection_destroy(receiver);
    }
}

/* One after the other, but not at once: as with a lock that the pipe does not know of. */
static bool recv_next(void)
{
    struct tl_value value;
    bool is_received = tl_connection_recv(receiver, &value) == TL_OK;
    tl_connection_send(sender, tl_bytes(big, 1));
    return is_received;
}

CASE(test_readers_in_turn)
{
    struct tl_value value;
    make_pipe();
    for (size_t size = 400; size > 3; size -= 10) {
        tl_connection_send(sender, tl_bytes(big, size));
        tl_connection_send(sender, tl_bytes(big, size - 1));
        check_process(start_process(recv_next));
        check_int_equal(tl_connection_recv(receiver, &value), TL_OK);
        check_int_equal(value.size, size - 1);
        tl_value_free(&value);
        check_int_equal(tl_connection_recv(receiver, &value), TL_OK);
        check_int_equal(value.size, 1);
        tl_value_free(&value);
    }
}

static const struct test_case cases[] = {
    {"message@too-long-closes", test_too_long},
    {"message@too-long-leaves-the-other-way", test_too_long_two_ways},
    {"message@torn-by-two-readers-is-corrupt", test_torn},
    {"message@noise-is-corrupt", test_noise},
    {"message@no-byte-of-the-next-is-taken", test_sizes},
    {"message@readers-in-turn-tear-nothing", test_readers_in_turn},
    {"message@cut-is-corrupt", test_cut},
    {"message@interrupted-arrives-whole", test_interrupted},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
