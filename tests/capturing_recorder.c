#include "tests/capturing_recorder.h"

#include <assert.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tracer/event/id.h"
#include "tracer/record/clock.h"
#include "tracer/record/pool.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/guard.h"

#define EVENT_MAX (1u << 20)
#define NAME_MAX_ 4096u
#define TELL_SIZE (1u << 20)

static struct pool_header pool;
bool recorder_on;
static _Atomic uint64_t virtual_now;

/* A place is taken with a relaxed increment, so that recording adds no order between threads that
 * a race detector would take for the library's own. */
static struct captured_event events[EVENT_MAX];
static _Atomic size_t event_count;

static struct guard words_guard;
static struct {
    uint64_t id;
    char *text;
} names[NAME_MAX_], texts[NAME_MAX_];
static uint32_t name_count;
static uint32_t text_count;

static _Atomic uint32_t next_thread = 1;
static _Atomic uint64_t next_object = 1;
static _Thread_local uint32_t this_thread;

void capture_in_virtual_time(uint64_t step_ns)
{
    pool.is_virtual_time = 1;
    pool.virtual_step_ns = step_ns;
    pool.time_scale = 1;
    recorder_on = true;
}

void capture_in_real_time(double time_scale)
{
    pool.time_scale = time_scale;
    recorder_on = true;
}

/* ---- tracer/record/recorder.h ---- */

void recorder_end_virtual_time(void)
{
    pool.is_over = 1;
}

const struct pool_header *recorder_pool(void)
{
    return recorder_on ? &pool : NULL;
}

void recorder_event_at_once(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                            uint64_t value)
{
    if (!recorder_on) {
        return;
    }
    size_t index = atomic_fetch_add_explicit(&event_count, 1, memory_order_relaxed);
    assert(index < EVENT_MAX);
    events[index] = (struct captured_event){
        .time_ns = pool.is_virtual_time ? clock_virtual_tick(pool.virtual_step_ns) : 0,
        .value = value,
        .object = object,
        .site = site,
        .thread = this_thread,
        .kind = kind,
        .flags = flags,
    };
}

void recorder_event_ordered(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                            uint64_t value)
{
    recorder_event_at_once(kind, flags, site, object, value);
}

/* Nothing is folded here: tests count. */
void recorder_event_or_repeat(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value)
{
    recorder_event(kind, flags, site, object, value);
}

void recorder_name(uint64_t id, const char *name)
{
    guard_lock(&words_guard);
    assert(name_count < NAME_MAX_);
    names[name_count].id = id;
    names[name_count++].text = strdup(name);
    guard_unlock(&words_guard);
}

void recorder_info(const char *key, const char *value)
{
    (void)key; /* no test asks for it */
    (void)value;
}

uint32_t recorder_text(const char *text)
{
    guard_lock(&words_guard);
    uint32_t index = 0;
    while (index < text_count && strcmp(texts[index].text, text) != 0) {
        index++;
    }
    assert(index < NAME_MAX_);
    if (index == text_count) {
        texts[text_count++].text = strdup(text);
    }
    guard_unlock(&words_guard);
    return index + 1;
}

uint32_t recorder_new_thread(void)
{
    return atomic_fetch_add(&next_thread, 1);
}

uint64_t recorder_new_object(void)
{
    return id_make(ID_LIBRARY, atomic_fetch_add(&next_object, 1));
}

void recorder_begin_thread(uint32_t thread)
{
    this_thread = thread;
}

uint32_t recorder_thread(void)
{
    return this_thread;
}

void recorder_end_thread(void)
{
}

/* ---- tracer/record/clock.h ---- */

uint64_t clock_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t clock_virtual_now(void)
{
    return atomic_load_explicit(&virtual_now, memory_order_relaxed);
}

uint64_t clock_virtual_tick(uint64_t step_ns)
{
    return atomic_fetch_add_explicit(&virtual_now, step_ns, memory_order_relaxed) + step_ns;
}

void clock_virtual_jump(uint64_t time_ns)
{
    if (time_ns > clock_virtual_now()) {
        atomic_store_explicit(&virtual_now, time_ns, memory_order_relaxed);
    }
}

/* ---- what was captured ---- */

size_t capture_count(void)
{
    return atomic_load(&event_count);
}

const struct captured_event *capture_event(size_t index)
{
    assert(index < capture_count());
    return &events[index];
}

const struct captured_event *capture_find(uint16_t kind, size_t index)
{
    for (size_t i = 0; i < capture_count(); i++) {
        if (events[i].kind == kind && index-- == 0) {
            return &events[i];
        }
    }
    return NULL;
}

static const struct captured_event *find_create(uint64_t object)
{
    for (size_t i = 0; i < capture_count(); i++) {
        if (events[i].kind == EVENT_OBJECT_CREATE && events[i].object == object) {
            return &events[i];
        }
    }
    return NULL;
}

const char *capture_name(uint64_t id)
{
    for (uint32_t i = name_count; i-- > 0;) {
        if (names[i].id == id) {
            return names[i].text;
        }
    }
    const struct captured_event *create = find_create(id);
    if (!create) {
        return id == 0 ? "0" : "?";
    }
    char made[128];
    snprintf(made, sizeof(made), "%s.%s", create->value ? capture_name(create->value) : "",
             object_type_name(flags_detail(create->flags)));
    recorder_name(id, made);
    return capture_name(id);
}

const char *capture_print(uint64_t text_id)
{
    return text_id - 1 < text_count ? texts[text_id - 1].text : "?";
}

/* ---- telling ---- */

static char told[TELL_SIZE];
static size_t told_size;

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    told_size += (size_t)vsnprintf(told + told_size, TELL_SIZE - told_size, format, arguments);
    va_end(arguments);
    assert(told_size < TELL_SIZE);
}

static bool is_told_wait(const struct captured_event *event, unsigned what)
{
    if (event->object == 0) {
        return what & TELL_SLEEPS;
    }
    return id_class(event->object) != ID_THREAD || (what & TELL_THREADS);
}

static bool is_told(const struct captured_event *event, unsigned what)
{
    enum event_operation operation = kind_operation(event->kind);
    switch (operation) {
    case OPERATION_DOOR_WAIT:
    case OPERATION_DOOR_WAKE:
        return is_told_wait(event, what);
    case OPERATION_SLEEP:
        return what & TELL_SLEEPS;
    case OPERATION_THREAD_CREATE:
    case OPERATION_THREAD_BEGIN:
    case OPERATION_THREAD_END:
    case OPERATION_THREAD_JOIN:
        return what & TELL_THREADS;
    default:
        return operation > OPERATION_OBJECT_CLOSE;
    }
}

/* The number of a thread's wait when only those that are told count. */
static uint32_t told_number(uint32_t thread, uint32_t number, unsigned what)
{
    uint32_t hidden = 0;
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *event = &events[i];
        if (event->kind == EVENT_DOOR_WAIT_BEGIN && event->thread == thread &&
            event->value < number && !is_told_wait(event, what)) {
            hidden++;
        }
    }
    return number - hidden;
}

static void tell_number(const struct captured_event *event, unsigned what)
{
    switch (kind_operation(event->kind)) {
    case OPERATION_DOOR_WAIT:
        tell(" #%u", told_number(event->thread, (uint32_t)event->value, what));
        break;
    case OPERATION_DOOR_WAKE: {
        uint32_t thread = (uint32_t)(event->value >> 32);
        tell(" %s#%u", capture_name(id_make(ID_THREAD, thread)),
             told_number(thread, (uint32_t)event->value, what));
        break;
    }
    case OPERATION_VARIABLE_LOAD:
    case OPERATION_VARIABLE_STORE:
        if (kind_stage(event->kind) == STAGE_DONE) {
            tell(" %d@%u", (int)(uint32_t)event->value, (unsigned)(event->value >> 32));
        }
        break;
    case OPERATION_CONDITION_NOTIFY:
        if (kind_stage(event->kind) != STAGE_DONE) {
            break;
        }
        if ((uint32_t)event->value == NOTIFY_ALL) {
            tell(" all/%u", (unsigned)(event->value >> 32));
        } else {
            tell(" %u/%u", (unsigned)event->value, (unsigned)(event->value >> 32));
        }
        break;
    case OPERATION_QUEUE_PUT:
    case OPERATION_QUEUE_GET:
        if (kind_stage(event->kind) == STAGE_DONE) {
            tell(" i%u", (unsigned)event->value);
        }
        break;
    default:
        break;
    }
}

static void tell_event(const struct captured_event *event, unsigned what)
{
    static const char *const stage_marks[] = {"", "+", "!"};
    static const char *const reasons[] = {
        [REASON_TIMEOUT] = " timeout",     [REASON_BUSY] = " busy",
        [REASON_CLOSED] = " closed",       [REASON_BROKEN] = " broken",
        [REASON_LIMIT] = " limit",         [REASON_TASK_ERROR] = " task-error",
        [REASON_CANCELLED] = " cancelled", [REASON_MISUSE] = " misuse"};
    enum event_operation operation = kind_operation(event->kind);
    bool is_door = operation == OPERATION_DOOR_WAIT || operation == OPERATION_DOOR_WAKE;
    tell("%s%s ", told_size ? "; " : "", capture_name(id_make(ID_THREAD, event->thread)));
    for (unsigned i = 0; !is_door && i < flags_storey(event->flags); i++) {
        tell("·");
    }
    tell("%s%s %s", kind_name((uint16_t)(operation << 2)), stage_marks[kind_stage(event->kind)],
         operation == OPERATION_PRINT ? "1" : capture_name(event->object));
    tell_number(event, what);
    if (kind_stage(event->kind) == STAGE_FAILED) {
        tell("%s", reasons[flags_detail(event->flags)]);
    }
}

const char *capture_tell(unsigned what)
{
    told_size = 0;
    told[0] = '\0';
    for (size_t i = 0; i < capture_count(); i++) {
        if (is_told(&events[i], what)) {
            tell_event(&events[i], what);
        }
    }
    return told;
}
