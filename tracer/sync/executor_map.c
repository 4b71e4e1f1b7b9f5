#include "tracer/sync/door.h"
#include "tracer/sync/executor.h"
#include "tracer/sync/mapping.h"
#include "tracer/threadlane.h"

struct call_source {
    struct mapping_source source; /* first */
    struct tl_executor *executor;
    int (*function)(void *argument, void **result);
    void *const *arguments;
};

static struct tl_future *submit(const struct mapping_source *source, size_t index, const char *name)
{
    const struct call_source *calls = (const struct call_source *)source;
    return executor_submit(calls->executor, calls->function, calls->arguments[index], name);
}

struct tl_iterator *tl_executor_map(struct tl_executor *executor,
                                    int (*function)(void *argument, void **result),
                                    void *const *arguments, size_t count, double timeout,
                                    const char *name)
{
    DOOR_ENTER();
    if (!executor || !function || (!arguments && count > 0)) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    const struct call_source calls = {{submit, count, name}, executor, function, arguments};
    return mapping_create(&calls.source, timeout);
}
