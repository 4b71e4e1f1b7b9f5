#include "tracer/process/manager_serving.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/process/connection.h"
#include "tracer/process/manager_message.h"
#include "tracer/process/manager_method.h"
#include "tracer/process/manager_socket.h"
#include "tracer/sync/door.h"
#include "tracer/threadlane_process.h"

#define GREETING_SECONDS 10 /* for a stranger who says nothing */

struct manager_serving {
    int fd; /* -1: the connection owns it */
    uint64_t manager;
    struct tl_connection *connection;
};

struct manager_serving *manager_serving_create(int fd, uint64_t manager)
{
    struct manager_serving *serving = malloc(sizeof(*serving));
    if (!serving) {
        close(fd);
        return NULL;
    }
    *serving = (struct manager_serving){.fd = fd, .manager = manager};
    return serving;
}

void manager_serving_destroy(struct manager_serving *serving)
{
    if (serving->fd >= 0) {
        close(serving->fd);
    }
    tl_connection_destroy(serving->connection);
    free(serving);
}

/* ---- greeting ---- */

/* Until it has shown the key the caller may be anybody: the outside. */
static bool receive_greeting(const struct manager_serving *serving,
                             struct manager_greeting *greeting)
{
    struct door_point point;
    uint64_t socket = manager_socket_id(serving->fd);
    door_point_open(&point, OPERATION_IO_WAIT, socket);
    point.flags |= IO_SOCKET;
    door_point_begin(&point);
    bool is_good = manager_socket_read(serving->fd, greeting, sizeof(*greeting), socket,
                                       limit_from_now(GREETING_SECONDS)) &&
                   manager_key_is(&greeting->key, MANAGER_KEY_OF_CALLER);
    door_point_done(&point, is_good);
    door_point_close(&point);
    return is_good;
}

/* As CPython's, the thread takes the name of whom it serves. */
static void take_name(char *name)
{
    name[MANAGER_NAME_SIZE - 1] = '\0';
    tl_thread_set_name(door_thread_self()->thread, name);
}

static bool greet(struct manager_serving *serving)
{
    struct manager_greeting greeting;
    struct manager_key answer = manager_key(MANAGER_KEY_OF_SERVER);
    if (!receive_greeting(serving, &greeting) ||
        !manager_socket_write(serving->fd, &answer, sizeof(answer))) {
        return false;
    }
    take_name(greeting.name);
    serving->connection = connection_from_socket(serving->fd, greeting.replies, greeting.requests);
    if (serving->connection) {
        serving->fd = -1;
    }
    return serving->connection != NULL;
}

/* ---- requests ---- */

static bool send_reply(struct manager_serving *serving, const struct manager_answer *answer)
{
    size_t size;
    void *message = manager_reply_pack(&answer->reply, &size);
    bool is_sent = message && connection_send_bytes(serving->connection, message, size) == TL_OK;
    free(message);
    return is_sent;
}

/* False: the caller is gone. */
static bool serve_request(struct manager_serving *serving, const struct manager_request *request)
{
    struct door_point point;
    struct manager_answer answer = {0};
    door_point_open(&point, OPERATION_MANAGER_SERVE, request->referent);
    point.begin_value = (uint64_t)request->caller << 32 | request->call;
    door_point_begin(&point);
    manager_method_perform(request, &answer);
    bool is_sent = send_reply(serving, &answer);
    if (!is_sent) {
        manager_method_undo(request, &answer);
    }
    door_point_done(&point, point.begin_value);
    door_point_close(&point);
    manager_answer_finish(&answer);
    return is_sent;
}

/* The next message, which the caller frees. */
static bool receive(struct manager_serving *serving, void **message, size_t *size)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    int result = connection_recv_bytes(serving->connection, message, size, limit_forever());
    door_point_close(&point);
    return result == TL_OK;
}

/* False: it was the last one. What makes no sense is not answered: who knows the key and sends it
 * is out of its mind. */
static bool serve_next(struct manager_serving *serving)
{
    void *message;
    size_t size;
    struct manager_request request;
    if (!receive(serving, &message, &size)) {
        return false;
    }
    bool goes_on =
        manager_request_unpack(message, size, &request) && serve_request(serving, &request);
    free(message);
    return goes_on;
}

static bool begin(struct manager_serving *serving)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    bool is_welcome = greet(serving);
    door_point_close(&point);
    return is_welcome;
}

void manager_serving_run(void *argument)
{
    struct manager_serving *serving = argument;
    struct door_visit visit = door_enter(0, true);
    if (begin(serving)) {
        while (serve_next(serving)) {
        }
    }
    manager_serving_destroy(serving);
    door_leave(&visit);
}
