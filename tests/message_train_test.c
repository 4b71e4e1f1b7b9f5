/* Several messages in one write, and more than one in one read: what is told and received is what
 * it would be one by one. */
#include "tests/pipe_stage.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/connection.h"
#include "tracer/process/shared_memory.h"

#define MESSAGES 700
#define AT_ONCE  32

static struct connection_message messages[AT_ONCE];

static struct connection_message *bytes(size_t size)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        messages[i] = (struct connection_message){.data = big + i, .size = size, .result = -1};
    }
    return messages;
}

static void check_results(size_t count, int expected)
{
    for (size_t i = 0; i < count; i++) {
        check_int_equal(messages[i].result, expected);
    }
}

static void make_pipe_read_ahead(void)
{
    make_pipe();
    connection_set_locked(receiver, shared_allocate(sizeof(struct pipe_ahead)));
}

static void recv_size(size_t expected)
{
    void *data = NULL;
    size_t size = 0;
    check_int_equal(connection_recv_bytes(receiver, &data, &size, limit_forever()), TL_OK);
    check_int_equal(size, expected);
    free(data);
}

/* ---- writing ---- */

CASE(test_told_one_by_one)
{
    make_recorded_pipe();
    connection_send_several(sender, bytes(10), 2);
    check_results(2, TL_OK);
    check_text_equal(capture_tell(0),
                     "main pipe.send+ X; main ·pipe.write+ X message; main ·pipe.write X message; "
                     "main pipe.send X m1; main pipe.send+ X; main ·pipe.write+ X message; "
                     "main ·pipe.write X message; main pipe.send X m2");
    for (size_t i = 0; i < 2; i++) {
        check_int_equal(capture_find(EVENT_PIPE_WRITE_BEGIN, i)->value, HEADER_SIZE + 10);
        check_int_equal(capture_find(EVENT_PIPE_WRITE, i)->value, HEADER_SIZE + 10);
    }
    recv_size(10);
    recv_size(10);
}

CASE(test_nobody_reads)
{
    make_pipe();
    tl_connection_close(receiver);
    connection_send_several(sender, bytes(100), AT_ONCE);
    check_results(AT_ONCE, TL_BROKEN_PIPE);
    tl_connection_close(sender);
    connection_send_several(sender, bytes(100), AT_ONCE);
    check_results(AT_ONCE, TL_STATE);
}

/* A process that died would leave whole messages. */
CASE(test_written_at_once)
{
    char whole[MESSAGES];
    make_pipe();
    connection_send_several(sender, bytes(10), 20);
    check_int_equal(read(connection_fd(receiver), whole, sizeof(whole)), 20 * (HEADER_SIZE + 10));
}

static size_t size_of(int i)
{
    static const size_t sizes[] = {0, 1, 9, 9, 100, 244, 245, 476, 488, 489, 500, 512, 513, 5000};
    size_t place = (unsigned)i * 2654435761u >> 8;
    return i % 100 == 99 ? 70000 : sizes[place % ARRAY_COUNT(sizes)];
}

static bool send_sizes(void)
{
    for (int i = 0; i < MESSAGES;) {
        size_t count = 0;
        for (size_t most = 1 + (unsigned)i % AT_ONCE; count < most && i < MESSAGES; count++, i++) {
            messages[count] = (struct connection_message){.data = big + i, .size = size_of(i)};
        }
        connection_send_several(sender, messages, count);
        check_results(count, TL_OK);
    }
    return true;
}

static bool recv_sizes(void)
{
    for (int i = 0; i < MESSAGES; i++) {
        void *data = NULL;
        size_t size = 0;
        check_int_equal(connection_recv_bytes(receiver, &data, &size, limit_forever()), TL_OK);
        check_int_equal(size, size_of(i));
        check_true(memcmp(data, big + i, size) == 0);
        free(data);
    }
    return true;
}

static void check_sizes(void)
{
    for (size_t i = 0; i < BIG; i++) {
        big[i] = (char)(i * 31 >> 3);
    }
    pid_t pid = start_process(send_sizes);
    recv_sizes();
    check_process(pid);
}

CASE(test_any_size)
{
    make_pipe();
    check_sizes();
}

/* ---- reading ahead ---- */

CASE(test_any_size_read_ahead)
{
    make_pipe_read_ahead();
    check_sizes();
}

CASE(test_ahead_is_there)
{
    make_pipe_read_ahead();
    connection_send_several(sender, bytes(10), 3);
    recv_size(10);
    char byte;
    check_int_equal(read(connection_fd(receiver), &byte, 1), -1);
    check_int_equal(tl_connection_poll(receiver, 0), TL_OK);
    tl_connection_close(sender);
    recv_size(10);
    recv_size(10);
    check_int_equal(recv_number(receiver), TL_END_OF_FILE);
}

static bool recv_ten(void)
{
    recv_size(10);
    return true;
}

/* Even when it was killed: there is nothing of its own. */
CASE(test_ahead_is_everybodys)
{
    make_pipe_read_ahead();
    connection_send_several(sender, bytes(10), AT_ONCE);
    for (int i = 0; i < AT_ONCE / 2; i++) {
        check_process(start_process(recv_ten));
        recv_size(10);
    }
    check_int_equal(tl_connection_poll(receiver, 0), TL_TIMEOUT);
}

CASE(test_ahead_told_one_by_one)
{
    capture_in_real_time(1);
    make_pipe_read_ahead();
    connection_send_several(sender, bytes(10), 2);
    recv_size(10);
    recv_size(10);
    for (size_t i = 0; i < 2; i++) {
        check_int_equal(capture_find(EVENT_PIPE_READ, i)->value, HEADER_SIZE + 10);
        check_int_equal(flags_detail(capture_find(EVENT_PIPE_READ, i)->flags), TRANSFER_MESSAGE);
    }
}

static const struct test_case cases[] = {
    {"message-train@told-one-by-one", test_told_one_by_one},
    {"message-train@nobody-reads", test_nobody_reads},
    {"message-train@written-at-once", test_written_at_once},
    {"message-train@any-size", test_any_size},
    {"read-ahead@any-size", test_any_size_read_ahead},
    {"read-ahead@is-there", test_ahead_is_there},
    {"read-ahead@is-everybodys", test_ahead_is_everybodys},
    {"read-ahead@told-one-by-one", test_ahead_told_one_by_one},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
