/* Pipes: what lies in them, and where their ends are open. */
#include "tracer/model/arena.h"
#include "tracer/model/moment_part.h"

static bool is_pipe(const struct trace_object *object)
{
    return object->type == TYPE_PIPE && object->origin == NONE_INDEX;
}

void moment_init_pipes(struct moment *moment)
{
    const struct trace *trace = moment->trace;
    size_t capacity = 0;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        moment->pipe_count += is_pipe(&trace->objects[i]);
    }
    moment->pipes =
        array_grow(NULL, moment->pipe_count + (size_t)1, &capacity, sizeof *moment->pipes);
}

void moment_reset_pipes(struct moment *moment)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < moment->trace->object_count; i++) {
        if (is_pipe(&moment->trace->objects[i])) {
            moment->objects[i].pipe = count;
            moment->pipes[count++] =
                (struct pipe_moment){.last_write = NONE_INDEX, .last_read = NONE_INDEX};
        }
    }
}

const struct pipe_moment *moment_pipe(const struct moment *moment, uint32_t object)
{
    uint32_t place = moment->objects[object].pipe;
    return place == NONE_INDEX ? NULL : &moment->pipes[place];
}

uint64_t pipe_bytes(const struct pipe_moment *pipe)
{
    return pipe->begun_bytes > pipe->read_bytes ? pipe->begun_bytes - pipe->read_bytes : 0;
}

unsigned moment_open_ends(const struct moment *moment, uint32_t process, uint32_t object)
{
    return pipe_ends_find(&moment->ends, moment->processes[process].first_end, object);
}

/* ---- ends ---- */

/* Both ends are where it was made, and in the children that are being forked meanwhile. */
static void open_ends(struct moment *moment, uint32_t process, uint32_t object, unsigned bits)
{
    pipe_ends_open(&moment->ends, &moment->processes[process].first_end, object, bits);
    for (uint32_t i = 1; moment->forking_count > 0 && i < moment->trace->process_count; i++) {
        if (moment->processes[i].is_forking && moment->trace->processes[i].parent == process) {
            pipe_ends_open(&moment->ends, &moment->processes[i].first_end, object, bits);
        }
    }
}

static unsigned closed_ends(unsigned how)
{
    return how == CLOSE_READ_END    ? PIPE_END_READ
           : how == CLOSE_WRITE_END ? PIPE_END_WRITE
                                    : PIPE_END_READ | PIPE_END_WRITE;
}

/* Who uses an end has it, however it got there: sockets are not handed on by forks alone. */
static unsigned used_end(uint16_t kind)
{
    bool has_failed = kind_stage(kind) == STAGE_FAILED;
    switch (kind_operation(kind)) {
    case OPERATION_PIPE_READ:
    case OPERATION_PIPE_RECV:
        return has_failed ? 0 : PIPE_END_READ;
    case OPERATION_PIPE_WRITE:
    case OPERATION_PIPE_SEND:
        return has_failed ? 0 : PIPE_END_WRITE;
    default:
        return 0;
    }
}

static void update_ends(struct moment *moment, const struct event *event, uint32_t object)
{
    uint32_t process = moment->trace->threads[event->thread].process;
    struct process_moment *self = &moment->processes[process];
    unsigned used = used_end(event->kind);
    if (event->kind == EVENT_OBJECT_CREATE) {
        open_ends(moment, process, object, PIPE_END_READ | PIPE_END_WRITE);
    } else if (event->kind == EVENT_OBJECT_HAS && flags_detail(event->flags) == ROLE_END) {
        pipe_ends_open(&moment->ends, &self->first_end, object, value_low(event->value) & 3);
    } else if (event->kind == EVENT_OBJECT_CLOSE) {
        pipe_ends_close(&moment->ends, &self->first_end, object,
                        closed_ends(flags_detail(event->flags)));
    } else if (used != 0 && self->status < PROCESS_ZOMBIE) {
        pipe_ends_open(&moment->ends, &self->first_end, object, used);
    }
}

/* ---- what goes through ---- */

static void note_write(struct pipe_moment *pipe, const struct event *event, uint32_t index)
{
    if (event->kind == EVENT_PIPE_WRITE_BEGIN) {
        pipe->begun_bytes += event->value;
        return;
    }
    pipe->written_bytes += event->kind == EVENT_PIPE_WRITE ? event->value : 0;
    pipe->last_write = index;
}

/* One that only looked, or whose time was up, has read nothing; at the end of the file it may have
 * read the beginning of what it wanted. */
static void note_read(struct pipe_moment *pipe, const struct event *event, uint32_t index)
{
    bool is_at_end =
        event->kind == EVENT_PIPE_READ_FAILED && flags_detail(event->flags) == REASON_END_OF_FILE;
    if ((event->kind == EVENT_PIPE_READ || is_at_end) && event->value > 0) {
        pipe->read_bytes += event->value;
        pipe->last_read = index;
    }
}

/* Where the bytes are not recorded, messages stand for them. */
static void note_message(struct pipe_moment *pipe, const struct event *event, uint32_t index)
{
    bool is_send = kind_operation(event->kind) == OPERATION_PIPE_SEND;
    bool is_begin = kind_stage(event->kind) == STAGE_BEGIN;
    pipe->sent_count += event->kind == EVENT_PIPE_SEND_BEGIN;
    pipe->received_count += event->kind == EVENT_PIPE_RECV;
    if (!is_begin && pipe->begun_bytes == 0) {
        *(is_send ? &pipe->last_write : &pipe->last_read) = index;
    }
}

void moment_apply_to_pipe(struct moment *moment, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    if (moment->objects[object].pipe == NONE_INDEX) {
        return;
    }
    struct pipe_moment *pipe = &moment->pipes[moment->objects[object].pipe];
    update_ends(moment, event, object);
    switch (kind_operation(event->kind)) {
    case OPERATION_PIPE_WRITE:
        note_write(pipe, event, index);
        break;
    case OPERATION_PIPE_READ:
        note_read(pipe, event, index);
        break;
    case OPERATION_PIPE_SEND:
    case OPERATION_PIPE_RECV:
        note_message(pipe, event, index);
        break;
    default:
        break;
    }
}

static void end_transfer(struct moment *moment, const struct open_bracket *bracket, uint32_t index)
{
    uint32_t place = bracket->target == NONE_INDEX || target_class(bracket->target) != TARGET_OBJECT
                         ? NONE_INDEX
                         : moment->objects[target_index(bracket->target)].pipe;
    if (place == NONE_INDEX) {
        return;
    }
    if (bracket->operation == OPERATION_PIPE_WRITE) {
        moment->pipes[place].last_write = index;
    } else if (bracket->operation == OPERATION_PIPE_READ) {
        moment->pipes[place].last_read = index;
    }
}

void moment_end_transfers(struct moment *moment, uint32_t process, uint32_t index)
{
    const struct trace *trace = moment->trace;
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        const struct thread_moment *thread = &moment->threads[i];
        for (uint32_t j = 0; j < thread->bracket_count; j++) {
            end_transfer(moment, &thread->brackets[j], index);
        }
    }
}
