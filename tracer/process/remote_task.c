#include "tracer/process/remote_task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/event/misuse.h"
#include "tracer/process/value.h"
#include "tracer/sync/door.h"
#include "tracer/sync/task.h"

#define UNSENDABLE_SIZE 256

/* What a message begins with; the packed value follows. */
struct task_head {
    uint64_t future;
    uint64_t job;
    uint64_t index;
    tl_process_task *function;
};

struct outcome_head {
    uint64_t job;
    uint64_t index;
    int64_t error;
};

static void *pack(const void *head, size_t head_size, struct tl_value value, size_t *size)
{
    *size = head_size + value_packed_size(value);
    char *message = malloc(*size);
    if (message) {
        memcpy(message, head, head_size);
        value_pack(value, message + head_size);
    }
    return message;
}

static int unpack(const void *message, size_t size, void *head, size_t head_size,
                  struct tl_value *value)
{
    *value = tl_none();
    if (size < head_size) {
        return TL_CORRUPT;
    }
    memcpy(head, message, head_size);
    return value_unpack((const char *)message + head_size, size - head_size, value);
}

void *remote_task_pack(const struct remote_task *task, size_t *size)
{
    const struct task_head head = {task->future, task->job, task->index, task->function};
    return pack(&head, sizeof(head), task->argument, size);
}

int remote_task_unpack(const void *message, size_t size, struct remote_task *task)
{
    struct task_head head = {0};
    int result = unpack(message, size, &head, sizeof(head), &task->argument);
    task->future = head.future;
    task->job = head.job;
    task->index = head.index;
    task->function = head.function;
    return result;
}

void *remote_outcome_pack(const struct remote_outcome *outcome, size_t *size)
{
    const struct outcome_head head = {outcome->job, outcome->index, outcome->error};
    return pack(&head, sizeof(head), outcome->value, size);
}

int remote_outcome_unpack(const void *message, size_t size, struct remote_outcome *outcome)
{
    struct outcome_head head = {0};
    int result = unpack(message, size, &head, sizeof(head), &outcome->value);
    outcome->job = head.job;
    outcome->index = head.index;
    outcome->error = (int)head.error;
    return result;
}

/* ---- in the worker ---- */

struct call {
    const struct remote_task *task;
    struct tl_value result;
};

/* The argument is only lent: it may be the result, too. */
static int call_function(void *context)
{
    struct call *call = context;
    struct tl_value argument = call->task->argument;
    argument.is_owned = false;
    return call->task->function(argument, &call->result);
}

/* As Python's MaybeEncodingError: the task was done, but nobody can be told what came of it. */
static void refuse_result(struct remote_outcome *outcome, enum misuse refusal)
{
    char text[UNSENDABLE_SIZE];
    snprintf(text, sizeof(text), "Error sending result. Reason: '%s'", misuse_message(refusal));
    outcome->error = TL_INVALID;
    outcome->value = tl_value_copy(tl_text(text));
}

static struct remote_outcome outcome_of(const struct remote_task *task, struct tl_value *result)
{
    struct remote_outcome outcome = {.job = task->job, .index = task->index};
    enum misuse refusal = value_refusal(*result);
    if (refusal) {
        refuse_result(&outcome, refusal);
    } else {
        outcome.value = result->is_owned ? *result : tl_value_copy(*result);
    }
    return outcome;
}

/* Its records stand at the line where its function begins, as a thread's do. */
struct remote_outcome remote_task_run(const struct remote_task *task)
{
    struct door_visit visit = door_enter((uint64_t)(uintptr_t)task->function + 1, true);
    struct call call = {.task = task, .result = tl_none()};
    char *text;
    int error = task_run_code(task->future, call_function, &call, &text);
    door_leave(&visit);
    if (!error) {
        return outcome_of(task, &call.result);
    }
    tl_value_free(&call.result);
    struct remote_outcome failed = {.job = task->job, .index = task->index, .error = error};
    failed.value = text ? tl_value_copy(tl_text(text)) : tl_none();
    free(text);
    return failed;
}
