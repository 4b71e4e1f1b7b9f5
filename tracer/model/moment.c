#include "tracer/model/moment.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/moment_part.h"

struct moment *moment_create(const struct trace *trace)
{
    size_t capacity = 0;
    struct moment *moment = array_grow(NULL, 1, &capacity, sizeof *moment);
    size_t thread_capacity = 0, object_capacity = 0, process_capacity = 0;
    *moment = (struct moment){
        .trace = trace,
        .threads = array_grow(NULL, trace->thread_count + (size_t)1, &thread_capacity,
                              sizeof(struct thread_moment)),
        .objects = array_grow(NULL, trace->object_count + (size_t)1, &object_capacity,
                              sizeof(struct object_moment)),
        .processes = array_grow(NULL, trace->process_count + (size_t)1, &process_capacity,
                                sizeof(struct process_moment)),
    };
    moment_init_pipes(moment);
    moment_seek(moment, 0);
    return moment;
}

static void reset(struct moment *moment)
{
    moment->event_count = 0;
    for (uint32_t i = 0; i < moment->trace->thread_count; i++) {
        moment->threads[i] = (struct thread_moment){
            .status = THREAD_ABSENT,
            .wait_event = NONE_INDEX,
            .try_event = NONE_INDEX,
            .wake_event = NONE_INDEX,
            .signal_event = NONE_INDEX,
            .signalling = NONE_INDEX,
            .last_event = NONE_INDEX,
            .first_held = NONE_INDEX,
        };
    }
    for (uint32_t i = 0; i < moment->trace->object_count; i++) {
        moment->objects[i] = (struct object_moment){
            .holder = NONE_INDEX,
            .hold_event = NONE_INDEX,
            .last_holder = NONE_INDEX,
            .last_release = NONE_INDEX,
            .next_held = NONE_INDEX,
            .first_reader = NONE_INDEX,
            .last_notify = NONE_INDEX,
            .lost_notify = NONE_INDEX,
            .runner = NONE_INDEX,
            .pipe = NONE_INDEX,
        };
    }
    reader_holds_clear(&moment->readers);
    moment_reset_processes(moment);
    moment_reset_pipes(moment);
}

void moment_destroy(struct moment *moment)
{
    if (moment) {
        free(moment->threads);
        free(moment->objects);
        free(moment->processes);
        free(moment->pipes);
        pipe_ends_finish(&moment->ends);
        reader_holds_finish(&moment->readers);
        free(moment);
    }
}

/* ---- holds ---- */

static void let_go(struct moment *moment, uint32_t object)
{
    struct object_moment *lock = &moment->objects[object];
    lock->is_copied_taken = false;
    if (lock->holder == NONE_INDEX) {
        return;
    }
    struct thread_moment *holder = &moment->threads[lock->holder];
    uint32_t *link = &holder->first_held;
    while (*link != object) {
        link = &moment->objects[*link].next_held;
    }
    *link = lock->next_held;
    holder->held_count--;
    lock->holder = NONE_INDEX;
    lock->depth = 0;
}

void moment_take_hold(struct moment *moment, uint32_t object, uint32_t thread, uint32_t depth,
                      uint32_t event)
{
    struct object_moment *lock = &moment->objects[object];
    reader_holds_drop_all(&moment->readers, &lock->first_reader);
    if (lock->holder != thread) {
        let_go(moment, object);
        lock->holder = thread;
        lock->hold_event = event;
        lock->next_held = moment->threads[thread].first_held;
        moment->threads[thread].first_held = object;
        moment->threads[thread].held_count++;
    }
    lock->last_holder = thread;
    lock->depth = depth ? depth : 1;
}

static void take_to_read(struct moment *moment, uint32_t object, uint32_t thread, uint32_t event)
{
    struct object_moment *lock = &moment->objects[object];
    let_go(moment, object);
    lock->depth = 0;
    lock->last_holder = thread;
    reader_holds_take(&moment->readers, &lock->first_reader, thread, event);
}

static void take_lock(struct moment *moment, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    if (event->flags & FLAG_READER) {
        take_to_read(moment, object, event->thread, index);
    } else {
        moment_take_hold(moment, object, event->thread, value_low(event->value), index);
    }
}

static void release_lock(struct moment *moment, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct object_moment *lock = &moment->objects[object];
    lock->last_release = index;
    if (event->flags & FLAG_READER) {
        lock->is_anyones |=
            !reader_holds_give_back(&moment->readers, &lock->first_reader, event->thread);
        return;
    }
    lock->is_anyones |= lock->holder != NONE_INDEX && lock->holder != event->thread;
    lock->depth = value_low(event->value);
    if (lock->depth == 0) {
        let_go(moment, object);
    }
}

uint32_t moment_hold_event(const struct moment *moment, uint32_t object, uint32_t thread)
{
    const struct object_moment *lock = &moment->objects[object];
    const struct reader_hold *reader =
        reader_holds_find(&moment->readers, lock->first_reader, thread);
    return reader                                      ? reader->hold_event
           : lock->depth > 0 && lock->holder == thread ? lock->hold_event
                                                       : NONE_INDEX;
}

/* ---- brackets ---- */

static void count_waiter(struct moment *moment, uint32_t target, int step)
{
    if (target != NONE_INDEX && target_class(target) == TARGET_OBJECT) {
        moment->objects[target_index(target)].waiter_count += (uint32_t)step;
    }
}

void moment_push_bracket(struct moment *moment, uint32_t thread, struct open_bracket bracket)
{
    struct thread_moment *self = &moment->threads[thread];
    if (self->bracket_count < BRACKET_DEPTH_MAX) {
        self->brackets[self->bracket_count++] = bracket;
        count_waiter(moment, bracket.target, 1);
    }
}

static void open_bracket(struct moment *moment, const struct event *event, uint32_t index)
{
    moment_push_bracket(moment, event->thread,
                        (struct open_bracket){
                            .begin_event = index,
                            .target = event->target,
                            .operation = (uint16_t)kind_operation(event->kind),
                            .is_timed = event->flags & FLAG_TIMED,
                        });
}

/* Closes the innermost bracket of this operation, and what a broken trace left open inside it. */
static void close_bracket(struct moment *moment, const struct event *event)
{
    struct thread_moment *self = &moment->threads[event->thread];
    for (uint32_t place = self->bracket_count; place-- > 0;) {
        if (self->brackets[place].operation == kind_operation(event->kind)) {
            while (self->bracket_count > place) {
                count_waiter(moment, self->brackets[--self->bracket_count].target, -1);
            }
            return;
        }
    }
}

void moment_leave_all(struct moment *moment, uint32_t thread)
{
    struct thread_moment *self = &moment->threads[thread];
    while (self->bracket_count > 0) {
        count_waiter(moment, self->brackets[--self->bracket_count].target, -1);
    }
    self->wait_event = NONE_INDEX;
    for (uint32_t held = self->first_held, next; held != NONE_INDEX; held = next) {
        next = moment->objects[held].next_held;
        if (!moment->trace->objects[held].is_shared) {
            let_go(moment, held);
        }
    }
}

/* ---- what each operation does ---- */

/* Who only wants the GIL gets it sooner or later: its holder is asked for it. */
static bool wants_gil(const struct thread_moment *self)
{
    return self->bracket_count > 0 &&
           self->brackets[self->bracket_count - 1].operation == OPERATION_GIL_TAKE;
}

/* What still comes from a thread whose process has ended changes nothing: it is as good as gone. */
static void set_status(struct thread_moment *self, enum thread_status status)
{
    if (self->status < THREAD_ENDED) {
        self->status = status;
    }
}

static void begin_wait(struct thread_moment *self, const struct event *event, uint32_t index)
{
    self->wait_number = value_low(event->value);
    self->wait_event = index;
    bool is_woken = self->wake_event != NONE_INDEX && self->woken_number == self->wait_number;
    set_status(self, is_woken || wants_gil(self) ? THREAD_READY : THREAD_WAITING);
}

static void end_wait(struct thread_moment *self)
{
    set_status(self, THREAD_RUNNING);
    self->wait_event = NONE_INDEX;
}

static void wake(struct moment *moment, const struct event *event, uint32_t index)
{
    uint32_t thread = value_high(event->value);
    if (thread >= moment->trace->thread_count) {
        return;
    }
    struct thread_moment *woken = &moment->threads[thread];
    woken->wake_event = index;
    woken->woken_number = value_low(event->value);
    if (woken->status == THREAD_WAITING && woken->wait_number == woken->woken_number) {
        woken->status = THREAD_READY;
    }
}

static void apply_to_thread(struct moment *moment, const struct event *event, uint32_t index)
{
    struct thread_moment *about = &moment->threads[target_index(event->target)];
    if (event->kind == EVENT_THREAD_CREATE_BEGIN && about->status == THREAD_ABSENT) {
        about->status = THREAD_NEW;
    } else if (event->kind == EVENT_SIGNAL_SEND) {
        about->signal_event = index;
    } else if (event->kind == EVENT_THREAD_END) {
        about->status = flags_detail(event->flags) == HOW_KILLED ? THREAD_KILLED : THREAD_ENDED;
    }
}

static void apply_to_future(struct object_moment *future, const struct event *event, uint32_t index)
{
    switch (event->kind) {
    case EVENT_FUTURE_RUN:
        future->future = FUTURE_RUNNING;
        break;
    case EVENT_FUTURE_RUN_FAILED:
        if (flags_detail(event->flags) == REASON_CANCELLED) {
            future->future = FUTURE_SKIPPED;
        }
        break;
    case EVENT_FUTURE_SET:
        future->future = FUTURE_FINISHED;
        break;
    case EVENT_FUTURE_CANCEL:
        future->future = FUTURE_CANCELLED;
        break;
    case EVENT_TASK_RUN_BEGIN: /* a pool's workers say no more than this */
        future->future = future->future == FUTURE_PENDING ? FUTURE_RUNNING : future->future;
        future->runner = event->thread;
        future->run_event = index;
        break;
    case EVENT_TASK_RUN:
    case EVENT_TASK_RUN_FAILED:
        future->runner = NONE_INDEX;
        break;
    default:
        break;
    }
}

static void apply_to_object(struct moment *moment, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct object_moment *about = &moment->objects[object];
    switch (event->kind) {
    case EVENT_LOCK_ACQUIRE_BEGIN:
        moment_find_taken(moment, event);
        break;
    case EVENT_LOCK_ACQUIRE:
        take_lock(moment, event, index);
        break;
    case EVENT_LOCK_RELEASE:
        release_lock(moment, event, index);
        break;
    case EVENT_GIL_TAKE:
        moment_take_hold(moment, object, event->thread, 1, index);
        break;
    case EVENT_GIL_DROP:
        about->last_release = index;
        about->depth = 0;
        let_go(moment, object);
        break;
    case EVENT_OBJECT_HAS:
        if (flags_detail(event->flags) == ROLE_LIMIT) {
            about->permits = event->value;
        }
        break;
    case EVENT_QUEUE_PUT:
    case EVENT_QUEUE_GET:
        about->permits = value_high(event->value);
        break;
    case EVENT_SEMAPHORE_ACQUIRE:
    case EVENT_SEMAPHORE_RELEASE:
        about->permits = value_low(event->value);
        about->is_posted_from_outside |=
            event->kind == EVENT_SEMAPHORE_RELEASE && (event->flags & FLAG_SPECIAL) != 0;
        break;
    case EVENT_BARRIER_WAIT:
        about->pass_count++;
        break;
    case EVENT_CONDITION_NOTIFY:
        about->last_notify = index;
        about->lost_notify = value_high(event->value) == 0 ? index : about->lost_notify;
        break;
    case EVENT_OBJECT_CREATE:
        about->is_public = (event->flags & FLAG_SPECIAL) != 0;
        break;
    case EVENT_OBJECT_CLOSE:
        about->is_public = false; /* of a semaphore: its name is taken away */
        about->is_closed = true;
        break;
    case EVENT_OBJECT_DESTROY:
        about->is_destroyed = true;
        break;
    default:
        apply_to_future(about, event, index);
        break;
    }
}

/* A notify is recorded before it is done, so it may reach whoever begins to wait before its thread
 * says the next thing. */
static void follow_signal(struct moment *moment, const struct event *event)
{
    struct thread_moment *self = &moment->threads[event->thread];
    if (self->signalling != NONE_INDEX && event->kind != EVENT_DOOR_WAKE) {
        moment->objects[self->signalling].signaller_count--;
        self->signalling = NONE_INDEX;
    }
    if (event->target == NONE_INDEX || !event_is_about(event, TARGET_OBJECT)) {
        return;
    }
    struct object_moment *about = &moment->objects[target_index(event->target)];
    if (event->kind == EVENT_CONDITION_NOTIFY) {
        self->signalling = target_index(event->target);
        about->signaller_count++;
    } else if (event->kind == EVENT_CONDITION_WAIT_BEGIN) {
        self->may_be_signalled = about->signaller_count > 0;
    }
}

static void apply_to_self(struct moment *moment, const struct event *event, uint32_t index)
{
    struct thread_moment *self = &moment->threads[event->thread];
    self->last_event = index;
    if (self->status < THREAD_RUNNING) {
        self->status = THREAD_RUNNING;
    }
    enum event_operation operation = kind_operation(event->kind);
    bool is_of_gil = operation == OPERATION_GIL_DROP || operation == OPERATION_GIL_TAKE;
    if (operation != OPERATION_DOOR_WAIT || kind_stage(event->kind) != STAGE_BEGIN) {
        self->try_event = is_of_gil ? self->try_event : index;
    }
    if (operation == OPERATION_DOOR_WAIT) {
        if (kind_stage(event->kind) == STAGE_BEGIN) {
            begin_wait(self, event, index);
        } else {
            end_wait(self);
        }
    } else if (kind_stage(event->kind) == STAGE_BEGIN) {
        open_bracket(moment, event, index);
    } else {
        close_bracket(moment, event);
    }
}

void moment_apply(struct moment *moment)
{
    uint32_t index = (uint32_t)moment->event_count++;
    const struct event *event = &moment->trace->events[index];
    apply_to_self(moment, event, index);
    follow_signal(moment, event);
    if (event->kind == EVENT_DOOR_WAKE) {
        wake(moment, event, index);
    } else if (event->target == NONE_INDEX) {
        return;
    } else if (event_is_about(event, TARGET_OBJECT)) {
        apply_to_object(moment, event, index);
        moment_apply_to_pipe(moment, event, index);
    } else if (event_is_about(event, TARGET_THREAD)) {
        apply_to_thread(moment, event, index);
    } else {
        moment_apply_to_process(moment, event, index);
    }
}

void moment_seek(struct moment *moment, size_t event_count)
{
    if (event_count < moment->event_count || event_count == 0) {
        reset(moment);
    }
    while (moment->event_count < event_count) {
        moment_apply(moment);
    }
}

const struct open_bracket *thread_outermost(const struct thread_moment *thread)
{
    uint32_t first = 0;
    for (uint32_t i = 0; i < thread->bracket_count; i++) {
        first = thread->brackets[i].operation == OPERATION_TASK_RUN ? i + 1 : first;
    }
    return first < thread->bracket_count ? &thread->brackets[first] : NULL;
}

uint32_t thread_task(const struct thread_moment *thread)
{
    for (uint32_t i = thread->bracket_count; i-- > 0;) {
        if (thread->brackets[i].operation == OPERATION_TASK_RUN) {
            return target_index(thread->brackets[i].target);
        }
    }
    return NONE_INDEX;
}

static bool stands_for_itself(enum object_type type)
{
    return type == TYPE_FUTURE || type == TYPE_REFERENT || type == TYPE_VARIABLE;
}

bool object_is_part(const struct trace *trace, uint32_t object)
{
    return trace->objects[object].parent != NONE_INDEX &&
           !stands_for_itself(trace->objects[object].type);
}

uint32_t object_root(const struct trace *trace, uint32_t object)
{
    /* a parent is made before its parts, so its index is lower and this ends */
    while (object_is_part(trace, object) && trace->objects[object].parent < object) {
        object = trace->objects[object].parent;
    }
    return object;
}

const char *target_root_name(const struct trace *trace, uint32_t target)
{
    if (target == NONE_INDEX || target_class(target) == TARGET_NONE) {
        return "?";
    }
    bool is_object = target_class(target) == TARGET_OBJECT;
    return is_object ? trace->objects[object_root(trace, target_index(target))].name
                     : trace_target_name(trace, target);
}

bool object_outlives_holder(const struct trace *trace, uint32_t object)
{
    const struct trace_object *lock = &trace->objects[object];
    if (lock->type != TYPE_PROCESS_LOCK || lock->parent == NONE_INDEX) {
        return false;
    }
    enum object_type type = trace->objects[lock->parent].type;
    return type == TYPE_POOL || type == TYPE_PROCESS_EXECUTOR;
}
