/* What passes between a manager's caller and the thread that serves it: through the pipes or
 * through mailboxes, which nobody can tell. */
#include <sched.h>
#include <stdlib.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tests/reader_thread.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/manager_channel.h"
#include "tracer/process/patience.h"
#include "tracer/threadlane_process.h"

#define WAITS           100
#define WAITS_WITH_LOOK 7 /* of these, if each is in vain */
#define EXCHANGES       5000
#define LONG_EVERY      7 /* one of so many messages is too long for a mailbox */
#define LONG_SIZE       (MAILBOX_ROOM + 1)
#define HEADER_SIZE     8

enum { REQUESTS = 1000, REPLIES }; /* ids of the pipes */

static struct manager_channel *caller, *server;
static int requests[2], replies[2];
static char text[LONG_SIZE];

static _Thread_local bool counts_yields;
static _Atomic int yield_count;

int sched_yield(void)
{
    yield_count += counts_yields;
    return 0;
}

/* ---- stage ---- */

static struct manager_channel_end make_end(int fd, bool is_caller)
{
    return (struct manager_channel_end){
        .in_fd = is_caller ? replies[0] : requests[0],
        .out_fd = is_caller ? requests[1] : replies[1],
        .in = is_caller ? REPLIES : REQUESTS,
        .out = is_caller ? REQUESTS : REPLIES,
        .mailboxes = fd >= 0 ? mailbox_pair_open(fd) : NULL,
        .is_caller = is_caller,
    };
}

static void make(bool has_mailboxes)
{
    int fd = -1;
    capture_in_real_time(1);
    check_true(pipe(requests) == 0 && pipe(replies) == 0);
    mailbox_pair_close(has_mailboxes ? mailbox_pair_create(&fd) : NULL);
    struct manager_channel_end its = make_end(fd, false), ours = make_end(fd, true);
    check_true(!has_mailboxes || (its.mailboxes && ours.mailboxes));
    server = manager_channel_create(&its);
    caller = manager_channel_create(&ours);
    close(fd);
}

static int send_size(struct manager_channel *channel, size_t size)
{
    return manager_channel_send(channel, text, size, false);
}

/* The message's size, or what went wrong. */
static long receive_size(struct manager_channel *channel)
{
    const void *message;
    size_t size;
    int result = manager_channel_receive(channel, &message, &size);
    check_true(result != TL_OK || memcmp(message, text, size) == 0);
    return result == TL_OK ? (long)size : result;
}

/* ---- what is recorded ---- */

/* A short request, a long reply, a long request, a short reply. */
static void exchange_twice(void)
{
    for (int i = 0; i < 2; i++) {
        check_int_equal(send_size(caller, i ? LONG_SIZE : 5), TL_OK);
        check_int_equal(receive_size(server), i ? LONG_SIZE : 5);
        check_int_equal(send_size(server, i ? 5 : LONG_SIZE), TL_OK);
        check_int_equal(receive_size(caller), i ? 5 : LONG_SIZE);
    }
}

#define SENT(number)                                                                               \
    "main pipe.send+ ?; main ·pipe.write+ ? message; main ·pipe.write ? message; "               \
    "main pipe.send ? m" number "; "
#define RECEIVED(number)                                                                           \
    "main pipe.recv+ ?; main ·pipe.read+ ? message; main ·pipe.read ? message; "                 \
    "main pipe.recv ? m" number

static void check_told(void)
{
    static const uint16_t kinds[] = {EVENT_PIPE_WRITE_BEGIN, EVENT_PIPE_WRITE, EVENT_PIPE_READ};
    check_text_equal(capture_tell(0),
                     SENT("1") RECEIVED("1") "; " SENT("1") RECEIVED("1") "; " SENT("2")
                         RECEIVED("2") "; " SENT("2") RECEIVED("2"));
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        check_int_equal(capture_find(kinds[i], 0)->value, HEADER_SIZE + 5);
        check_int_equal(capture_find(kinds[i], 1)->value, HEADER_SIZE + LONG_SIZE);
    }
    check_int_equal(capture_find(EVENT_PIPE_RECV, 0)->value, 1 | (uint64_t)5 << 32);
    check_int_equal(capture_find(EVENT_PIPE_RECV, 2)->value, 2 | (uint64_t)LONG_SIZE << 32);
}

CASE(test_through_pipes)
{
    make(false);
    exchange_twice();
    check_told();
}

CASE(test_through_mailboxes)
{
    make(true);
    exchange_twice();
    check_told();
}

static void serve(void *unused)
{
    (void)unused;
    counts_yields = true;
    for (int i = 0; i < WAITS; i++) {
        check_int_equal(receive_size(server), 5);
        check_int_equal(send_size(server, 5), TL_OK);
    }
}

/* Each request comes when it sleeps, which is told. */
static void check_idle_server(bool has_mailboxes)
{
    make(has_mailboxes);
    struct tl_thread *thread = start_thread(serve, "S");
    for (int i = 0; i < WAITS; i++) {
        await_waits(REQUESTS, i + 1);
        check_int_equal(send_size(caller, 5), TL_OK);
        check_int_equal(receive_size(caller), 5);
    }
    join_thread(thread);
    cpu_set_t set;
    bool has_several = sched_getaffinity(0, sizeof(set), &set) != 0 || CPU_COUNT(&set) > 1;
    check_int_equal(yield_count, has_several ? WAITS_WITH_LOOK * PATIENCE_LOOKS : 0);
}

CASE(test_idle_server_at_pipe)
{
    check_idle_server(false);
}

CASE(test_idle_server_at_mailbox)
{
    check_idle_server(true);
}

/* ---- order, and who sleeps is woken ---- */

static void serve_all_sizes(void *unused)
{
    (void)unused;
    for (int i = 0; i < EXCHANGES; i++) {
        long size = receive_size(server);
        check_int_equal(send_size(server, (size_t)size), TL_OK);
    }
}

CASE(test_all_sizes)
{
    make(true);
    struct tl_thread *thread = start_thread(serve_all_sizes, "S");
    for (int i = 0; i < EXCHANGES; i++) {
        size_t size = i % LONG_EVERY == 0 ? LONG_SIZE : (size_t)i % (MAILBOX_ROOM + 1);
        check_int_equal(send_size(caller, size), TL_OK);
        check_int_equal(receive_size(caller), size);
    }
    join_thread(thread);
}

/* Only the first one may lie in the mailbox, for the others might be overtaken by a later one. */
CASE(test_several_requests)
{
    make(true);
    for (size_t i = 1; i <= 3; i++) {
        check_int_equal(send_size(caller, i), TL_OK);
    }
    for (size_t i = 1; i <= 3; i++) {
        check_int_equal(receive_size(server), i);
    }
}

/* Who was about to sleep finds the message just in time, and the note that is to wake it later. */
CASE(test_late_note)
{
    static const uint32_t note[] = {UINT32_MAX, 1};
    make(true);
    check_int_equal(write(requests[1], note, sizeof(note)), sizeof(note));
    exchange_twice();
}

/* ---- who is gone ---- */

CASE(test_server_is_gone)
{
    make(true);
    manager_channel_abandon(server);
    check_int_equal(manager_channel_send(caller, text, 5, true), TL_BROKEN_PIPE);
    check_int_equal(send_size(caller, LONG_SIZE), TL_BROKEN_PIPE);
    manager_channel_abandon(caller);
}

CASE(test_server_goes)
{
    make(true);
    check_int_equal(send_size(caller, 5), TL_OK);
    manager_channel_abandon(server);
    check_int_equal(receive_size(caller), TL_BROKEN_PIPE);
}

CASE(test_server_goes_with_request)
{
    make(true);
    check_int_equal(send_size(caller, 5), TL_OK);
    check_int_equal(receive_size(server), 5);
    manager_channel_abandon(server);
    check_int_equal(receive_size(caller), TL_END_OF_FILE);
}

CASE(test_caller_leaves_request)
{
    make(true);
    check_int_equal(send_size(caller, 5), TL_OK);
    manager_channel_abandon(caller);
    check_int_equal(receive_size(server), 5);
    check_int_equal(receive_size(server), TL_END_OF_FILE);
}

static const struct test_case cases[] = {
    {"manager_channel@through-pipes", test_through_pipes},
    {"manager_channel@through-mailboxes-nobody-can-tell", test_through_mailboxes},
    {"manager_channel@idle-server-sleeps-at-its-pipe", test_idle_server_at_pipe},
    {"manager_channel@idle-server-sleeps-at-its-mailbox", test_idle_server_at_mailbox},
    {"manager_channel@all-sizes-and-nobody-sleeps-on", test_all_sizes},
    {"manager_channel@several-requests-stay-in-order", test_several_requests},
    {"manager_channel@late-note-is-forgotten", test_late_note},
    {"manager_channel@server-that-is-gone-breaks-the-pipe", test_server_is_gone},
    {"manager_channel@request-that-nobody-took-breaks-the-pipe", test_server_goes},
    {"manager_channel@server-that-took-a-request-ends-the-file", test_server_goes_with_request},
    {"manager_channel@caller-that-goes-leaves-its-request", test_caller_leaves_request},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
