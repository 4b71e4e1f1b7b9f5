#include "tracer/sync/task.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/future.h"

/* What the task of this thread says about its failure, until it has returned. */
static _Thread_local char *error_text __attribute__((tls_model("initial-exec")));
static _Thread_local bool is_running __attribute__((tls_model("initial-exec")));

int tl_task_error(int code, const char *text)
{
    if (is_running && text) {
        free(error_text);
        error_text = strdup(text);
    }
    return code;
}

/* The task's own words, else those for the code; owned by the caller. NULL when out of memory. */
static char *take_error_text(int error)
{
    char *text = error_text ? error_text : strdup(tl_strerror(error));
    error_text = NULL;
    return text;
}

static int call(int (*code)(void *context), void *context)
{
    struct door_loan loan = door_lend();
    is_running = true;
    int error = code(context);
    is_running = false;
    door_take_back(&loan);
    return error;
}

int task_run_code(uint64_t future, int (*code)(void *context), void *context, char **told)
{
    struct door_point point;
    *told = NULL;
    door_point_open(&point, OPERATION_TASK_RUN, future);
    door_point_begin(&point);
    int error = call(code, context);
    if (error) {
        *told = take_error_text(error);
        door_point_fail_with(&point, REASON_TASK_ERROR, recorder_text(*told));
    } else {
        door_point_done(&point, 0);
    }
    door_point_close(&point);
    return error;
}

struct call_of_future {
    const struct tl_future *future;
    void *result;
};

static int call_function(void *context)
{
    struct call_of_future *call = context;
    return call->future->function(call->future->argument, &call->result);
}

static void run(struct tl_future *future)
{
    struct call_of_future context = {.future = future};
    char *text;
    int error = task_run_code(future->id, call_function, &context, &text);
    future_set(future, context.result, error, text);
}

/* Its records stand at the line where its function begins, as a thread's do. */
void task_run(struct tl_future *future)
{
    struct door_visit visit = door_enter((uint64_t)(uintptr_t)future->function + 1, true);
    if (future_set_running(future) == TL_OK) {
        run(future);
    }
    future_let_go(future);
    door_leave(&visit);
}
