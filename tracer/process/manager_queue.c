/* A queue that a manager keeps, as other processes have it. */
#include <stdlib.h>

#include "tracer/process/manager.h"
#include "tracer/process/value.h"
#include "tracer/sync/door.h"

struct tl_manager_queue *tl_manager_queue_create(struct tl_manager *manager, int capacity,
                                                 const char *name)
{
    DOOR_ENTER();
    return (struct tl_manager_queue *)manager_create_referent(manager, METHOD_CREATE_QUEUE,
                                                              capacity, name);
}

static int refuse(const struct tl_manager_queue *queue, enum misuse misuse)
{
    return door_refuse(OPERATION_MANAGER_CALL, queue ? queue->proxy.referent : 0, misuse,
                       TL_INVALID);
}

int tl_manager_queue_put(struct tl_manager_queue *queue, struct tl_value value, double timeout)
{
    DOOR_ENTER();
    enum misuse misuse = !queue                      ? MISUSE_NULL_HANDLE
                         : limit_is_refused(timeout) ? MISUSE_QUEUE_TIMEOUT
                                                     : value_refusal(value);
    if (misuse) {
        return refuse(queue, misuse);
    }
    struct manager_request request = {.method = METHOD_PUT, .timeout = timeout};
    return proxy_send(&queue->proxy, &request, value);
}

int tl_manager_queue_get(struct tl_manager_queue *queue, struct tl_value *value, double timeout)
{
    DOOR_ENTER();
    enum misuse misuse = !queue || !value            ? MISUSE_NULL_HANDLE
                         : limit_is_refused(timeout) ? MISUSE_QUEUE_TIMEOUT
                                                     : 0;
    if (misuse) {
        return refuse(queue, misuse);
    }
    struct manager_request request = {.method = METHOD_GET, .timeout = timeout};
    return proxy_receive(&queue->proxy, &request, value);
}

int tl_manager_queue_size(struct tl_manager_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return refuse(queue, MISUSE_NULL_HANDLE);
    }
    struct manager_request request = {.method = METHOD_SIZE};
    return proxy_count(&queue->proxy, &request);
}

void tl_manager_queue_destroy(struct tl_manager_queue *queue)
{
    DOOR_ENTER();
    if (queue) {
        proxy_let_go(&queue->proxy);
    }
}
