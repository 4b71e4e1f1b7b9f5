/* A manager among strangers: callers without the key, callers who talk nonsense or break off, and a
 * stranger in the manager's place. In the end everybody else is still served. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "tests/manager_stage.h"
#include "tracer/process/manager_channel.h"
#include "tracer/process/manager_message.h"
#include "tracer/process/manager_socket.h"

/* ---- without the key ---- */

static int knock(void)
{
    int fd = manager_socket_connect(&queue->proxy.place.address, 0);
    check_true(fd >= 0);
    return fd;
}

static void say(int fd, const void *data, size_t size)
{
    check_int_equal(send(fd, data, size, MSG_NOSIGNAL), size);
}

/* Not one byte comes back. */
static void check_shut_out(int fd)
{
    char byte;
    check_true(read(fd, &byte, 1) <= 0);
    close(fd);
}

CASE(test_wrong_key)
{
    make(0);
    for (int i = 0; i < MANAGER_KEY_SIZE; i++) {
        struct manager_greeting greeting = {.key = manager_key(MANAGER_KEY_OF_CALLER)};
        greeting.key.bytes[i] ^= 1;
        int fd = knock();
        say(fd, &greeting, sizeof(greeting));
        check_shut_out(fd);
    }
    struct manager_greeting other_half = {.key = manager_key(MANAGER_KEY_OF_SERVER)};
    int fd = knock();
    say(fd, &other_half, sizeof(other_half));
    check_shut_out(fd);
    check_still_serves();
}

CASE(test_garbage)
{
    char garbage[4096];
    make(0);
    memset(garbage, 0xa5, sizeof(garbage));
    int fd = knock();
    say(fd, garbage, sizeof(garbage));
    check_shut_out(fd);
    check_still_serves();
}

CASE(test_half_a_greeting)
{
    struct manager_greeting greeting = {.key = manager_key(MANAGER_KEY_OF_CALLER)};
    make(0);
    close(knock()); /* and nothing at all */
    int fd = knock();
    say(fd, &greeting, sizeof(greeting) - 1);
    shutdown(fd, SHUT_WR);
    check_shut_out(fd);
    check_still_serves();
}

CASE(test_silent)
{
    int fds[20];
    make(0);
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++) {
        fds[i] = knock();
    }
    check_still_serves();
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++) {
        check_shut_out(fds[i]); /* the manager has ended */
    }
}

/* ---- with the key ---- */

static int greet(void)
{
    struct manager_greeting greeting = {
        .key = manager_key(MANAGER_KEY_OF_CALLER), .requests = 1, .replies = 2};
    struct manager_key answer;
    memset(greeting.name, 'x', sizeof(greeting.name)); /* without end */
    int fd = knock();
    say(fd, &greeting, sizeof(greeting));
    check_int_equal(recv(fd, &answer, sizeof(answer), MSG_WAITALL), sizeof(answer));
    check_true(manager_key_is(&answer, MANAGER_KEY_OF_SERVER));
    return fd;
}

/* In `ends` what a caller keeps: [0] to read replies from, [1] to write requests to. */
static void enter(int ends[2])
{
    int requests[2], replies[2], socket = greet();
    check_true(pipe(requests) == 0 && pipe(replies) == 0);
    check_true(manager_socket_send_descriptors(socket, (int[]){requests[0], replies[1]}, 2));
    close(requests[0]);
    close(replies[1]);
    close(socket);
    ends[0] = replies[0];
    ends[1] = requests[1];
}

static void *pack(const struct manager_request *request, size_t *size)
{
    void *message = manager_request_pack(request, size);
    check_true(message != NULL);
    return message;
}

static int ask(struct manager_channel *channel, struct manager_request request)
{
    size_t size;
    const void *answer;
    struct manager_reply reply = {.result = -1000};
    void *message = pack(&request, &size);
    check_int_equal(manager_channel_send(channel, message, size, false), TL_OK);
    free(message);
    check_int_equal(manager_channel_receive(channel, &answer, &size), TL_OK);
    check_true(manager_reply_unpack(answer, size, &reply));
    return reply.result;
}

/* With these behind the pipes, whatever they are; then it goes on through the pipes. */
static void check_served_with(const int *others, unsigned count)
{
    int requests[2], replies[2], socket = greet(), all[MANAGER_DESCRIPTORS_MAX + 1];
    check_true(pipe(requests) == 0 && pipe(replies) == 0);
    all[0] = requests[0];
    all[1] = replies[1];
    memcpy(all + 2, others, count * sizeof(int));
    check_true(manager_socket_send_descriptors(socket, all, 2 + count));
    close(requests[0]);
    close(replies[1]);
    close(socket);
    struct manager_channel *channel = manager_channel_create(
        &(struct manager_channel_end){.in_fd = replies[0], .out_fd = requests[1]});
    struct manager_request request = {.method = METHOD_SIZE, .serial = queue->proxy.serial};
    check_int_equal(ask(channel, request), TL_OK);
    manager_channel_destroy(channel);
}

static struct manager_channel *enter_speaking(void)
{
    int ends[2];
    enter(ends);
    return manager_channel_create(
        &(struct manager_channel_end){.in_fd = ends[0], .out_fd = ends[1], .in = 2, .out = 1});
}

/* Says it and no more, and is left. */
static void check_left_after(const void *data, size_t size)
{
    int ends[2];
    char byte;
    enter(ends);
    check_int_equal(write(ends[1], data, size), size);
    close(ends[1]);
    check_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

CASE(test_no_pipes)
{
    int devices[2] = {open("/dev/null", O_RDWR), open("/dev/zero", O_RDWR)};
    make(0);
    int fd = greet();
    say(fd, "x", 1); /* no descriptor comes with it */
    check_shut_out(fd);
    fd = greet();
    check_true(manager_socket_send_descriptors(fd, (int[]){devices[0], devices[0]}, 2));
    check_shut_out(fd);
    fd = greet();
    check_true(manager_socket_send_descriptors(fd, devices, 2)); /* written to, it does nothing */
    check_shut_out(fd);
    shutdown(greet(), SHUT_RDWR);
    check_still_serves();
}

CASE(test_no_mailboxes)
{
    int device = open("/dev/zero", O_RDWR), loose = memfd_create("loose", 0);
    make(0);
    check_int_equal(ftruncate(loose, sizeof(struct mailbox_pair)), 0);
    check_served_with(&device, 1);
    check_served_with(&loose, 1);
    check_served_with((int[]){loose, device}, 2);
    check_still_serves();
}

/* A message of no size at all, and what is no request. */
CASE(test_nonsense_in_mailbox)
{
    int requests[2], replies[2], fd, socket;
    char byte;
    make(0);
    socket = greet();
    check_true(pipe(requests) == 0 && pipe(replies) == 0);
    struct mailbox_pair *mailboxes = mailbox_pair_create(&fd);
    memset(mailboxes->requests.bytes, 0xa5, MAILBOX_ROOM);
    mailboxes->requests.size = UINT32_MAX;
    mailboxes->requests.is_full = UINT32_MAX;
    check_true(manager_socket_send_descriptors(socket, (int[]){requests[0], replies[1], fd}, 3));
    close(replies[1]);
    check_int_equal(read(replies[0], &byte, 1), 0);
    mailbox_pair_close(mailboxes);
    check_still_serves();
}

CASE(test_no_message)
{
    static const char *const texts[] = {
        "", "GET / HTTP/1.0\r\n\r\n",
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"};
    make(0);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        check_left_after(texts[i], strlen(texts[i]));
    }
    check_still_serves();
}

/* What the request looks like on its way; how long that is. */
static size_t write_down(const struct manager_request *request, char *bytes, size_t bytes_size)
{
    int tape[2];
    size_t size;
    check_int_equal(pipe(tape), 0);
    struct manager_channel *channel = manager_channel_create(
        &(struct manager_channel_end){.in_fd = dup(tape[0]), .out_fd = tape[1], .in = 2, .out = 1});
    void *message = pack(request, &size);
    check_int_equal(manager_channel_send(channel, message, size, false), TL_OK);
    free(message);
    ssize_t length = read(tape[0], bytes, bytes_size);
    manager_channel_destroy(channel);
    close(tape[0]);
    return (size_t)length;
}

/* A request that breaks off after each of its bytes, header included. */
CASE(test_half_a_message)
{
    char whole[256];
    make(0);
    const struct manager_request request = {
        .method = METHOD_PUT, .serial = queue->proxy.serial, .value = "x", .value_size = 1};
    size_t length = write_down(&request, whole, sizeof(whole));
    check_true(length > 1 && length < sizeof(whole));
    for (size_t i = 0; i < length; i++) {
        check_left_after(whole, i);
    }
    check_int_equal(tl_manager_queue_size(queue), 0);
    check_still_serves();
}

/* Requests may come in any pieces, and several at once. */
CASE(test_pieces)
{
    char bytes[2 * 256];
    int ends[2];
    make(0);
    const struct manager_request request = {
        .method = METHOD_PUT, .serial = queue->proxy.serial, .value = "", .value_size = 1};
    size_t length = write_down(&request, bytes, sizeof(bytes) / 2), read_length = 0;
    memcpy(bytes + length, bytes, length);
    enter(ends);
    for (size_t i = 0; i < 2 * length; i++) {
        check_int_equal(write(ends[1], bytes + i, 1), 1);
    }
    check_int_equal(write(ends[1], bytes, 2 * length), 2 * length);
    for (size_t i = 0; i < 4; i++) {
        read_length += (size_t)read(ends[0], bytes, 16); /* a header and the head of a reply */
    }
    check_int_equal(read_length, 4 * 16);
    check_int_equal(tl_manager_queue_size(queue), 4);
    check_still_serves();
}

static void check_dismissed(const void *message, size_t size)
{
    const void *data;
    struct manager_channel *channel = enter_speaking();
    check_int_equal(manager_channel_send(channel, message, size, false), TL_OK);
    check_int_equal(manager_channel_receive(channel, &data, &size), TL_END_OF_FILE);
    manager_channel_destroy(channel);
}

/* What is no request ends the connection; each is told by one changed field. */
CASE(test_no_request)
{
    const struct manager_request request = {.method = METHOD_SET_ITEM, .serial = 2, .key = "key"};
    size_t size;
    make(0);
    uint32_t *message = pack(&request, &size), method = message[0];
    check_dismissed(message, size - 5); /* also the last bytes of the head */
    check_dismissed(message, size - 1); /* the key's 0 */
    check_dismissed(message, 0);
    message[0] = METHOD_COUNT;
    check_dismissed(message, size);
    message[0] = UINT32_MAX;
    check_dismissed(message, size);
    message[0] = method;
    ((char *)message)[size - 3] = '\0'; /* in the key's middle */
    check_dismissed(message, size);
    free(message);
    check_still_serves();
}

/* Requests for what is not there are answered, and the connection goes on. */
CASE(test_wrong_object)
{
    make(0);
    struct manager_channel *channel = enter_speaking();
    uint32_t q = queue->proxy.serial, d = dict->proxy.serial;
    for (int method = METHOD_INCREF; method < METHOD_COUNT; method++) {
        static const uint32_t nowhere[] = {0, 3, 1000000, UINT32_MAX};
        for (size_t i = 0; i < ARRAY_COUNT(nowhere); i++) {
            struct manager_request request = {
                .method = (enum manager_method)method, .serial = nowhere[i], .key = "key"};
            check_int_equal(ask(channel, request), TL_STATE);
        }
    }
    check_int_equal(ask(channel, (struct manager_request){.method = METHOD_PUT, .serial = d}),
                    TL_INVALID);
    check_int_equal(
        ask(channel, (struct manager_request){.method = METHOD_GET_ITEM, .serial = q, .key = "k"}),
        TL_INVALID);
    check_int_equal(ask(channel, (struct manager_request){.method = METHOD_GET_ITEM, .serial = d}),
                    TL_INVALID);
    manager_channel_destroy(channel);
    check_still_serves();
}

/* Somebody counts down more often than up: the object goes, and the counter does not. */
CASE(test_counted_down_too_often)
{
    make(0);
    struct manager_channel *channel = enter_speaking();
    struct manager_request request = {.method = METHOD_DECREF, .serial = dict->proxy.serial};
    check_int_equal(ask(channel, request), TL_OK);
    check_int_equal(ask(channel, request), TL_STATE);
    check_int_equal(tl_manager_dict_size(dict), TL_STATE);
    manager_channel_destroy(channel);
    check_still_serves();
}

/* A value that is none is kept as it is, and told as corrupt. */
CASE(test_wrong_value)
{
    struct tl_value value;
    make(0);
    struct manager_channel *channel = enter_speaking();
    struct manager_request request = {.method = METHOD_SET_ITEM,
                                      .serial = dict->proxy.serial,
                                      .key = "k",
                                      .value = "\x7fxyz",
                                      .value_size = 4};
    check_int_equal(ask(channel, request), TL_OK);
    check_int_equal(tl_manager_dict_get(dict, "k", &value), TL_CORRUPT);
    check_int_equal(tl_manager_dict_text(dict, &value), TL_OK);
    check_text_equal(value.data, "{'k': None}");
    tl_value_free(&value);
    request.value_size = 0;
    check_int_equal(ask(channel, request), TL_OK);
    check_int_equal(tl_manager_dict_get(dict, "k", &value), TL_CORRUPT);
    manager_channel_destroy(channel);
    check_still_serves();
}

/* ---- who is gone in the middle ---- */

/* Whether its thread has begun to wait in the get or has yet to: the item comes to somebody who is
 * there. */
CASE(test_gone_getter)
{
    size_t size;
    make(0);
    for (int i = 0; i < 20; i++) {
        struct manager_channel *channel = enter_speaking();
        const struct manager_request request = {
            .method = METHOD_GET, .serial = queue->proxy.serial, .timeout = TL_FOREVER};
        void *message = pack(&request, &size);
        check_int_equal(manager_channel_send(channel, message, size, false), TL_OK);
        free(message);
        manager_channel_destroy(channel);
        struct tl_value value = tl_none();
        check_int_equal(tl_manager_queue_put(queue, tl_int(i), 0), TL_OK);
        check_int_equal(tl_manager_queue_get(queue, &value, TL_FOREVER), TL_OK);
        check_int_equal(value.number, i);
    }
    check_still_serves();
}

/* ---- a stranger in the manager's place ---- */

static int impostor;

static void answer_garbage(void *unused)
{
    struct manager_greeting greeting;
    struct manager_key garbage = manager_key(MANAGER_KEY_OF_CALLER); /* said back to the caller */
    (void)unused;
    int fd = accept(impostor, NULL, NULL);
    check_int_equal(recv(fd, &greeting, sizeof(greeting), MSG_WAITALL), sizeof(greeting));
    say(fd, &garbage, sizeof(garbage));
    char byte;
    check_true(read(fd, &byte, 1) <= 0); /* no request follows */
    close(fd);
    close(accept(impostor, NULL, NULL)); /* the next one is not even heard */
}

CASE(test_impostor)
{
    make(0);
    struct manager_place place = queue->proxy.place;
    impostor = manager_socket_listen(&queue->proxy.place.address);
    struct tl_thread *thread = tl_thread_create(answer_garbage, NULL, NULL);
    tl_thread_start(thread);
    check_int_equal(tl_manager_queue_put(queue, tl_int(1), 0), TL_BROKEN_PIPE);
    check_int_equal(tl_manager_queue_put(queue, tl_int(1), 0), TL_BROKEN_PIPE);
    tl_thread_join(thread, TL_FOREVER);
    tl_thread_destroy(thread);
    queue->proxy.place = place;
    check_still_serves();
}

static const struct test_case cases[] = {
    {"manager@wrong-key-is-shut-out", test_wrong_key},
    {"manager@garbage-is-shut-out", test_garbage},
    {"manager@half-a-greeting-is-shut-out", test_half_a_greeting},
    {"manager@silent-strangers-keep-nobody-waiting", test_silent},
    {"manager@no-pipes-is-shut-out", test_no_pipes},
    {"manager@no-mailboxes-are-needed", test_no_mailboxes},
    {"manager@nonsense-in-a-mailbox-ends-the-connection", test_nonsense_in_mailbox},
    {"manager@requests-in-pieces-are-answered", test_pieces},
    {"manager@no-message-ends-the-connection", test_no_message},
    {"manager@half-a-message-ends-the-connection", test_half_a_message},
    {"manager@no-request-ends-the-connection", test_no_request},
    {"manager@wrong-object-is-answered", test_wrong_object},
    {"manager@counted-down-too-often", test_counted_down_too_often},
    {"manager@wrong-value-is-corrupt", test_wrong_value},
    {"manager@getter-that-is-gone-loses-no-item", test_gone_getter},
    {"manager@impostor-learns-no-request", test_impostor},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
