/* A manager among strangers: callers without the key, callers who talk nonsense or break off, a
 * stranger in the manager's place, and processes that are killed in the middle of something. In the
 * end everybody else is still served. Each case runs in a process of its own. */
#include <ctype.h>
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "tests/capturing_recorder.h"
#include "tests/manager_stage.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/connection.h"
#include "tracer/process/manager_message.h"
#include "tracer/process/manager_socket.h"

static void check_still_serves(void)
{
    check_int_equal(put_number(1, 0), TL_OK);
    check_int_equal(get_number(TL_FOREVER), 1);
    end();
}

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

static int enter(void)
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

static struct tl_connection *enter_connected(void)
{
    return connection_from_socket(enter(), 1, 2);
}

CASE(test_no_message)
{
    static const char *const texts[] = {"", "GET / HTTP/1.0\r\n\r\n",
                                        "\xff\xff\xff\xff\xff\xff\xff\xff"
                                        "\xff\xff\xff\xff\xff\xff\xff\xff"};
    make(0);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        int fd = enter();
        say(fd, texts[i], strlen(texts[i]));
        shutdown(fd, SHUT_WR);
        check_shut_out(fd);
    }
    check_still_serves();
}

static void *pack(const struct manager_request *request, size_t *size)
{
    void *message = manager_request_pack(request, size);
    check_true(message != NULL);
    return message;
}

/* A request that breaks off after each of its bytes, header included. */
CASE(test_half_a_message)
{
    const struct manager_request request = {
        .method = METHOD_PUT, .serial = 1, .value = "x", .value_size = 1};
    char whole[256];
    int pair[2];
    size_t size, length;
    make(0);
    check_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct tl_connection *tape = connection_from_socket(pair[0], 1, 2);
    void *message = pack(&request, &size);
    connection_send_bytes(tape, message, size);
    length = (size_t)read(pair[1], whole, sizeof(whole));
    check_true(length > size && length < sizeof(whole));
    for (size_t i = 0; i < length; i++) {
        int fd = enter();
        say(fd, whole, i);
        shutdown(fd, SHUT_WR);
        check_shut_out(fd);
    }
    check_int_equal(tl_manager_queue_size(queue), 0);
    free(message);
    check_still_serves();
}

static void check_dismissed(const void *message, size_t size)
{
    void *data;
    struct tl_connection *connection = enter_connected();
    check_int_equal(connection_send_bytes(connection, message, size), TL_OK);
    check_int_equal(connection_recv_bytes(connection, &data, &size, limit_forever()),
                    TL_END_OF_FILE);
    tl_connection_destroy(connection);
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

static int ask(struct tl_connection *connection, struct manager_request request)
{
    size_t size;
    struct manager_reply reply = {.result = -1000};
    void *message = pack(&request, &size), *answer = NULL;
    check_int_equal(connection_send_bytes(connection, message, size), TL_OK);
    free(message);
    check_int_equal(connection_recv_bytes(connection, &answer, &size, limit_forever()), TL_OK);
    check_true(manager_reply_unpack(answer, size, &reply));
    free(answer);
    return reply.result;
}

/* Requests for what is not there are answered, and the connection goes on. */
CASE(test_wrong_object)
{
    make(0);
    struct tl_connection *connection = enter_connected();
    uint32_t q = queue->proxy.serial, d = dict->proxy.serial;
    for (int method = METHOD_INCREF; method < METHOD_COUNT; method++) {
        static const uint32_t nowhere[] = {0, 3, 1000000, UINT32_MAX};
        for (size_t i = 0; i < ARRAY_COUNT(nowhere); i++) {
            struct manager_request request = {
                .method = (enum manager_method)method, .serial = nowhere[i], .key = "key"};
            check_int_equal(ask(connection, request), TL_STATE);
        }
    }
    check_int_equal(ask(connection, (struct manager_request){.method = METHOD_PUT, .serial = d}),
                    TL_INVALID);
    check_int_equal(
        ask(connection,
            (struct manager_request){.method = METHOD_GET_ITEM, .serial = q, .key = "k"}),
        TL_INVALID);
    check_int_equal(
        ask(connection, (struct manager_request){.method = METHOD_GET_ITEM, .serial = d}),
        TL_INVALID);
    tl_connection_destroy(connection);
    check_still_serves();
}

/* Somebody counts down more often than up: the object goes, and the counter does not. */
CASE(test_counted_down_too_often)
{
    make(0);
    struct tl_connection *connection = enter_connected();
    struct manager_request request = {.method = METHOD_DECREF, .serial = dict->proxy.serial};
    check_int_equal(ask(connection, request), TL_OK);
    check_int_equal(ask(connection, request), TL_STATE);
    check_int_equal(tl_manager_dict_size(dict), TL_STATE);
    tl_connection_destroy(connection);
    check_still_serves();
}

/* A value that is none is kept as it is, and told as corrupt. */
CASE(test_wrong_value)
{
    struct tl_value value;
    make(0);
    struct tl_connection *connection = enter_connected();
    struct manager_request request = {.method = METHOD_SET_ITEM,
                                      .serial = dict->proxy.serial,
                                      .key = "k",
                                      .value = "\x7fxyz",
                                      .value_size = 4};
    check_int_equal(ask(connection, request), TL_OK);
    check_int_equal(tl_manager_dict_get(dict, "k", &value), TL_CORRUPT);
    check_int_equal(tl_manager_dict_text(dict, &value), TL_OK);
    check_text_equal(value.data, "{'k': None}");
    tl_value_free(&value);
    request.value_size = 0;
    check_int_equal(ask(connection, request), TL_OK);
    check_int_equal(tl_manager_dict_get(dict, "k", &value), TL_CORRUPT);
    tl_connection_destroy(connection);
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
        struct tl_connection *connection = enter_connected();
        const struct manager_request request = {
            .method = METHOD_GET, .serial = queue->proxy.serial, .timeout = TL_FOREVER};
        void *message = pack(&request, &size);
        check_int_equal(connection_send_bytes(connection, message, size), TL_OK);
        free(message);
        tl_connection_destroy(connection);
        struct tl_value value = tl_none();
        check_int_equal(tl_manager_queue_put(queue, tl_int(i), 0), TL_OK);
        check_int_equal(tl_manager_queue_get(queue, &value, TL_FOREVER), TL_OK);
        check_int_equal(value.number, i);
    }
    check_still_serves();
}

static int get_one(void *unused)
{
    struct tl_value value;
    (void)unused;
    return tl_manager_queue_get(queue, &value, TL_FOREVER);
}

CASE(test_killed_getter)
{
    make(0);
    for (int i = 0; i < 20; i++) {
        struct tl_value value = tl_none();
        struct tl_process *getter = tl_process_create(get_one, NULL, NULL);
        check_int_equal(tl_process_start(getter), TL_OK);
        check_int_equal(tl_manager_queue_put(queue, tl_int(1), 0), TL_OK);
        tl_process_kill(getter);
        tl_process_join(getter, TL_FOREVER);
        tl_process_destroy(getter);
        check_int_equal(tl_manager_queue_put(queue, tl_int(2), 0), TL_OK);
        check_int_equal(tl_manager_queue_get(queue, &value, TL_FOREVER), TL_OK);
        while (tl_manager_queue_get(queue, &value, 0) == TL_OK) {
        }
    }
    check_still_serves();
}

static pid_t parent_of(const char *pid)
{
    char path[300], line[512];
    int parent = 0;
    snprintf(path, sizeof(path), "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (file && fgets(line, sizeof(line), file) && strrchr(line, ')')) {
        sscanf(strrchr(line, ')') + 1, " %*c %d", &parent);
    }
    if (file) {
        fclose(file);
    }
    return parent;
}

/* The only child of this process. */
static pid_t server_pid(void)
{
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (isdigit((unsigned char)entry->d_name[0]) && parent_of(entry->d_name) == getpid()) {
            found = atoi(entry->d_name);
        }
    }
    closedir(folder);
    return found;
}

static int result_of_get;

static void get_in_thread(void *unused)
{
    result_of_get = get_one(unused);
}

/* Until the manager's thread has begun to wait for an item. */
static void await_get(void)
{
    while (!capture_find(EVENT_QUEUE_GET_BEGIN, 0)) {
        sched_yield();
    }
}

CASE(test_killed_manager)
{
    capture_in_real_time(1);
    make(0);
    struct tl_thread *thread = tl_thread_create(get_in_thread, NULL, "getter");
    tl_thread_start(thread);
    await_get();
    check_int_equal(kill(server_pid(), SIGKILL), 0);
    check_int_equal(tl_thread_join(thread, TL_FOREVER), TL_OK);
    check_int_equal(result_of_get, TL_END_OF_FILE);
    check_true(tl_manager_queue_size(queue) < 0);
    check_int_equal(tl_manager_queue_size(queue), TL_BROKEN_PIPE);
    tl_manager_destroy(manager);
    check_int_equal(server_pid(), 0);
    tl_manager_queue_destroy(queue);
    tl_thread_destroy(thread);
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
    {"manager@no-message-ends-the-connection", test_no_message},
    {"manager@half-a-message-ends-the-connection", test_half_a_message},
    {"manager@no-request-ends-the-connection", test_no_request},
    {"manager@wrong-object-is-answered", test_wrong_object},
    {"manager@counted-down-too-often", test_counted_down_too_often},
    {"manager@wrong-value-is-corrupt", test_wrong_value},
    {"manager@getter-that-is-gone-loses-no-item", test_gone_getter},
    {"manager@killed-getter-keeps-nobody-waiting", test_killed_getter},
    {"manager@killed-manager-ends-its-calls", test_killed_manager},
    {"manager@impostor-learns-no-request", test_impostor},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
