#include "tracer/process/manager_serving.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/process/manager_channel.h"
#include "tracer/process/manager_message.h"
#include "tracer/process/manager_method.h"
#include "tracer/process/manager_socket.h"
#include "tracer/sync/door.h"
#include "tracer/threadlane_process.h"

#define GREETING_SECONDS 10 /* for a stranger who says nothing */

struct manager_serving {
    int socket; /* -1: not needed any more */
    uint64_t manager;
    struct manager_channel *channel;
};

struct manager_serving *manager_serving_create(int fd, uint64_t manager)
{
    struct manager_serving *serving = malloc(sizeof(*serving));
    if (!serving) {
        close(fd);
        return NULL;
    }
    *serving = (struct manager_serving){.socket = fd, .manager = manager};
    return serving;
}

void manager_serving_destroy(struct manager_serving *serving)
{
    if (serving->socket >= 0) {
        close(serving->socket);
    }
    if (serving->channel) {
        manager_channel_destroy(serving->channel);
    }
    free(serving);
}

/* ---- greeting ---- */

static bool is_welcome(const struct manager_serving *serving, struct manager_greeting *greeting,
                       uint64_t object, struct limit limit)
{
    return manager_socket_read(serving->socket, greeting, sizeof(*greeting), object, limit) &&
           manager_key_is(&greeting->key, MANAGER_KEY_OF_CALLER);
}

static void close_all(const int *descriptors, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        close(descriptors[i]);
    }
}

/* Two pipes' ends, and the mailboxes if the caller has any. */
static bool take_ends(const int *descriptors, unsigned count, struct manager_channel_end *end)
{
    if (count < 2) {
        close_all(descriptors, count);
        return false;
    }
    end->in_fd = descriptors[0];
    end->out_fd = descriptors[1];
    end->mailboxes = count > 2 ? mailbox_pair_open(descriptors[2]) : NULL;
    end->is_caller = false;
    close_all(descriptors + 2, count - 2);
    return true;
}

/* The caller, who knows the other half of the key now, answers with the ends of two pipes. */
static bool take_pipes(const struct manager_serving *serving, struct manager_channel_end *end,
                       uint64_t object, struct limit limit)
{
    int descriptors[MANAGER_DESCRIPTORS_MAX];
    struct manager_key answer = manager_key(MANAGER_KEY_OF_SERVER);
    if (!manager_socket_write(serving->socket, &answer, sizeof(answer))) {
        return false;
    }
    unsigned count =
        manager_socket_receive_descriptors(serving->socket, descriptors, object, limit);
    return take_ends(descriptors, count, end);
}

/* Until it has shown the key the caller may be anybody: the outside. */
static bool meet(const struct manager_serving *serving, struct manager_greeting *greeting,
                 struct manager_channel_end *end)
{
    struct door_point point;
    uint64_t socket = manager_socket_id(serving->socket);
    struct limit limit = limit_from_now(GREETING_SECONDS);
    door_point_open(&point, OPERATION_IO_WAIT, socket);
    point.flags |= IO_SOCKET;
    door_point_begin(&point);
    bool is_met =
        is_welcome(serving, greeting, socket, limit) && take_pipes(serving, end, socket, limit);
    door_point_done(&point, is_met);
    door_point_close(&point);
    return is_met;
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
    struct manager_channel_end end;
    if (!meet(serving, &greeting, &end)) {
        return false;
    }
    close(serving->socket);
    serving->socket = -1;
    take_name(greeting.name);
    end.in = greeting.requests;
    end.out = greeting.replies;
    serving->channel = manager_channel_create(&end);
    return serving->channel != NULL;
}

/* ---- requests ---- */

/* With what was taken away for it the answer is precious. */
static bool send_reply(struct manager_serving *serving, const struct manager_answer *answer)
{
    size_t size;
    void *message = manager_reply_pack(&answer->reply, &size);
    bool is_sent = message && manager_channel_send(serving->channel, message, size,
                                                   answer->parcel != NULL) == TL_OK;
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

/* The next message, which is the channel's. */
static bool receive(struct manager_serving *serving, const void **message, size_t *size)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    int result = manager_channel_receive(serving->channel, message, size);
    door_point_close(&point);
    return result == TL_OK;
}

/* False: it was the last one. What makes no sense is not answered: who knows the key and sends it
 * is out of its mind. */
static bool serve_next(struct manager_serving *serving)
{
    const void *message;
    size_t size;
    struct manager_request request;
    return receive(serving, &message, &size) && manager_request_unpack(message, size, &request) &&
           serve_request(serving, &request);
}

static bool begin(struct manager_serving *serving)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    bool is_known = greet(serving);
    door_point_close(&point);
    return is_known;
}

static void end(struct manager_serving *serving)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    manager_serving_destroy(serving);
    door_point_close(&point);
}

void manager_serving_run(void *argument)
{
    struct manager_serving *serving = argument;
    struct door_visit visit = door_enter(0, true);
    if (begin(serving)) {
        while (serve_next(serving)) {
        }
    }
    end(serving);
    door_leave(&visit);
}
