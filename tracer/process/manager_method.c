#include "tracer/process/manager_method.h"

#include <stdlib.h>

#include "tracer/process/referent.h"
#include "tracer/threadlane_process.h"

/* ---- making and counting ---- */

static int create_queue(struct referent *none, const struct manager_request *request,
                        struct manager_answer *answer)
{
    (void)none;
    uint32_t capacity = request->capacity > 0 ? (uint32_t)request->capacity : 0;
    answer->reply.number = referent_create_queue(request->referent, capacity, request->key);
    return answer->reply.number > 0 ? TL_OK : TL_NO_MEMORY;
}

static int create_dict(struct referent *none, const struct manager_request *request,
                       struct manager_answer *answer)
{
    (void)none;
    answer->reply.number = referent_create_dict(request->referent, request->key);
    return answer->reply.number > 0 ? TL_OK : TL_NO_MEMORY;
}

static int count_up(struct referent *referent, const struct manager_request *request,
                    struct manager_answer *answer)
{
    (void)request;
    (void)answer;
    referent_count_up(referent);
    return TL_OK;
}

static int count_down(struct referent *referent, const struct manager_request *request,
                      struct manager_answer *answer)
{
    (void)request;
    (void)answer;
    return referent_count_down(referent) ? TL_OK : TL_STATE;
}

/* ---- queue ---- */

static int put(struct referent *referent, const struct manager_request *request,
               struct manager_answer *answer)
{
    (void)answer;
    struct parcel *parcel = parcel_create(request->value, request->value_size);
    if (!parcel) {
        return TL_NO_MEMORY;
    }
    int result = queue_put(&referent->queue, parcel, limit_from_seconds(request->timeout));
    if (result != TL_OK) {
        free(parcel);
    }
    return result;
}

/* The answer owns the parcel. */
static void hand_over(struct manager_answer *answer, struct parcel *parcel)
{
    answer->parcel = parcel;
    answer->reply.data = parcel->bytes;
    answer->reply.data_size = parcel->size;
}

static int get(struct referent *referent, const struct manager_request *request,
               struct manager_answer *answer)
{
    void *item;
    int result = queue_get(&referent->queue, &item, limit_from_seconds(request->timeout));
    if (result == TL_OK) {
        hand_over(answer, item);
    }
    return result;
}

static int tell_size(struct referent *referent, const struct manager_request *request,
                     struct manager_answer *answer)
{
    (void)request;
    answer->reply.number = (uint32_t)tl_queue_size(&referent->queue);
    return TL_OK;
}

/* ---- dict ---- */

static int set_item(struct referent *referent, const struct manager_request *request,
                    struct manager_answer *answer)
{
    (void)answer;
    struct parcel *parcel = parcel_create(request->value, request->value_size);
    if (!parcel) {
        return TL_NO_MEMORY;
    }
    int result = kept_dict_set(referent->dict, request->key, parcel);
    if (result != TL_OK) {
        free(parcel);
    }
    return result;
}

static int get_item(struct referent *referent, const struct manager_request *request,
                    struct manager_answer *answer)
{
    struct parcel *parcel;
    int result = kept_dict_get(referent->dict, request->key, &parcel);
    if (result == TL_OK) {
        hand_over(answer, parcel);
    }
    return result;
}

static int tell_length(struct referent *referent, const struct manager_request *request,
                       struct manager_answer *answer)
{
    (void)request;
    answer->reply.number = kept_dict_size(referent->dict);
    return TL_OK;
}

static int tell_text(struct referent *referent, const struct manager_request *request,
                     struct manager_answer *answer)
{
    (void)request;
    struct parcel *text = kept_dict_text(referent->dict);
    if (!text) {
        return TL_NO_MEMORY;
    }
    hand_over(answer, text);
    return TL_OK;
}

/* ---- all of them ---- */

enum needs {
    NEEDS_NOTHING,
    NEEDS_ANY,
    NEEDS_QUEUE,
    NEEDS_DICT,
    NEEDS_DICT_AND_KEY,
};

static const struct {
    enum needs needs;
    int (*perform)(struct referent *referent, const struct manager_request *request,
                   struct manager_answer *answer);
} methods[METHOD_COUNT] = {
    [METHOD_CREATE_QUEUE] = {NEEDS_NOTHING, create_queue},
    [METHOD_CREATE_DICT] = {NEEDS_NOTHING, create_dict},
    [METHOD_INCREF] = {NEEDS_ANY, count_up},
    [METHOD_DECREF] = {NEEDS_ANY, count_down},
    [METHOD_PUT] = {NEEDS_QUEUE, put},
    [METHOD_GET] = {NEEDS_QUEUE, get},
    [METHOD_SIZE] = {NEEDS_QUEUE, tell_size},
    [METHOD_SET_ITEM] = {NEEDS_DICT_AND_KEY, set_item},
    [METHOD_GET_ITEM] = {NEEDS_DICT_AND_KEY, get_item},
    [METHOD_LENGTH] = {NEEDS_DICT, tell_length},
    [METHOD_TEXT] = {NEEDS_DICT, tell_text},
};

static bool fits(const struct referent *referent, const struct manager_request *request)
{
    switch (methods[request->method].needs) {
    case NEEDS_QUEUE:
        return referent->type == REFERENT_QUEUE;
    case NEEDS_DICT:
        return referent->type == REFERENT_DICT;
    case NEEDS_DICT_AND_KEY:
        return referent->type == REFERENT_DICT && request->key;
    default:
        return true;
    }
}

/* TL_STATE: there is no such object any more. */
static int perform_on(struct referent *referent, const struct manager_request *request,
                      struct manager_answer *answer)
{
    if (!referent) {
        return TL_STATE;
    }
    int result = TL_INVALID;
    if (fits(referent, request)) {
        result = methods[request->method].perform(referent, request, answer);
    }
    referent_let_go(referent);
    return result;
}

void manager_method_perform(const struct manager_request *request, struct manager_answer *answer)
{
    if (methods[request->method].needs == NEEDS_NOTHING) {
        answer->reply.result = methods[request->method].perform(NULL, request, answer);
    } else {
        answer->reply.result = perform_on(referent_hold(request->serial), request, answer);
    }
}

void manager_method_undo(const struct manager_request *request, struct manager_answer *answer)
{
    const struct limit now = {0, 0};
    bool has_taken = request->method == METHOD_GET && answer->parcel;
    struct referent *referent = has_taken ? referent_hold(request->serial) : NULL;
    if (!referent) {
        return;
    }
    if (queue_put(&referent->queue, answer->parcel, now) == TL_OK) {
        answer->parcel = NULL;
    }
    referent_let_go(referent);
}

void manager_answer_finish(struct manager_answer *answer)
{
    free(answer->parcel);
}
