/* A dict that a manager keeps, as other processes have it. Each operation is one round trip, so
 * between a get and a set others may set. */
#include <stdlib.h>

#include "tracer/process/manager.h"
#include "tracer/process/value.h"
#include "tracer/sync/door.h"

struct tl_manager_dict *tl_manager_dict_create(struct tl_manager *manager, const char *name)
{
    DOOR_ENTER();
    return (struct tl_manager_dict *)manager_create_referent(manager, METHOD_CREATE_DICT, 0, name);
}

static int refuse(const struct tl_manager_dict *dict, enum misuse misuse)
{
    return door_refuse(OPERATION_MANAGER_CALL, dict ? dict->proxy.referent : 0, misuse, TL_INVALID);
}

int tl_manager_dict_set(struct tl_manager_dict *dict, const char *key, struct tl_value value)
{
    DOOR_ENTER();
    enum misuse misuse = dict && key ? value_refusal(value) : MISUSE_NULL_HANDLE;
    if (misuse) {
        return refuse(dict, misuse);
    }
    struct manager_request request = {.method = METHOD_SET_ITEM, .key = key};
    return proxy_send(&dict->proxy, &request, value);
}

int tl_manager_dict_get(struct tl_manager_dict *dict, const char *key, struct tl_value *value)
{
    DOOR_ENTER();
    if (!dict || !key || !value) {
        return refuse(dict, MISUSE_NULL_HANDLE);
    }
    struct manager_request request = {.method = METHOD_GET_ITEM, .key = key};
    return proxy_receive(&dict->proxy, &request, value);
}

int tl_manager_dict_size(struct tl_manager_dict *dict)
{
    DOOR_ENTER();
    if (!dict) {
        return refuse(dict, MISUSE_NULL_HANDLE);
    }
    struct manager_request request = {.method = METHOD_LENGTH};
    return proxy_count(&dict->proxy, &request);
}

int tl_manager_dict_text(struct tl_manager_dict *dict, struct tl_value *text)
{
    DOOR_ENTER();
    if (!dict || !text) {
        return refuse(dict, MISUSE_NULL_HANDLE);
    }
    struct manager_request request = {.method = METHOD_TEXT};
    return proxy_receive(&dict->proxy, &request, text);
}

void tl_manager_dict_destroy(struct tl_manager_dict *dict)
{
    DOOR_ENTER();
    if (dict) {
        proxy_let_go(&dict->proxy);
    }
}
