#include "tests/capturing_recorder.h"

#include <assert.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "tracer/event/id.h"
#include "tracer/record/clock.h"
#include "tracer/record/pool.h"
#include "tracer/record/recorder.h"

#define EVENT_MAX (1u << 20)
#define WORD_MAX  4096u
#define WORD_SIZE 8192u
#define TELL_SIZE (1u << 20)

static struct pool_header pool;
bool recorder_on;
static _Atomic uint64_t virtual_now;

struct words {
    _Atomic uint32_t count;
    struct {
        _Atomic uint64_t id; /* written last; 0: not written yet */
        char text[WORD_SIZE];
    } rows[WORD_MAX];
};

/* Shared with the processes that a test forks. A place is taken with a relaxed increment, so that
 * recording adds no order between threads that a race detector would take for the library's own. */
struct captured {
    _Atomic size_t event_count;
    _Atomic uint32_t next_thread;
    _Atomic uint32_t next_process;
    _Atomic uint64_t next_object;
    struct words names;
    struct words texts; /* by text id */
    struct captured_event events[EVENT_MAX];
};

/* Of the program before it records, then of this recording. */
static struct captured *captured;
static uint32_t this_process = 1;
static _Thread_local uint32_t this_thread, wait_count;
/* Of the child that the thread is about to fork; 0: as its parent's. */
static _Thread_local struct {
    uint32_t process;
    uint32_t thread;
} child_numbers;

static void follow_fork(void)
{
    wait_count = 0;
    if (recorder_on && child_numbers.process) {
        this_process = child_numbers.process;
        this_thread = child_numbers.thread;
        recorder_event(EVENT_THREAD_BEGIN, 0, 0, id_make(ID_THREAD, this_thread), 0);
        recorder_event(EVENT_PROCESS_BEGIN, PROCESS_FORKED, 0, id_make(ID_PROCESS, this_process),
                       0);
    }
}

static struct captured *map_captured(uint32_t next_thread, uint64_t next_object)
{
    struct captured *mapped = mmap(NULL, sizeof(*mapped), PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert(mapped != MAP_FAILED);
    mapped->next_thread = next_thread;
    mapped->next_object = next_object;
    mapped->next_process = 2;
    return mapped;
}

/* Numbers are given without recording, too. */
static __attribute__((constructor(101))) void begin_unrecorded(void)
{
    captured = map_captured(1, 1);
    pthread_atfork(NULL, NULL, follow_fork); /* first of all, as the recorder does */
}

static void begin_recording(void)
{
    if (!recorder_on) {
        captured = map_captured(captured->next_thread, captured->next_object);
        recorder_on = true;
    }
}

void capture_in_virtual_time(uint64_t step_ns)
{
    pool.is_virtual_time = 1;
    pool.virtual_step_ns = step_ns;
    pool.time_scale = 1;
    begin_recording();
}

void capture_in_real_time(double time_scale)
{
    pool.time_scale = time_scale;
    begin_recording();
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

uint64_t recorder_event_at_once(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value)
{
    if (!recorder_on) {
        return 0;
    }
    size_t index = atomic_fetch_add_explicit(&captured->event_count, 1, memory_order_relaxed);
    assert(index < EVENT_MAX);
    struct captured_event *event = &captured->events[index];
    event->time_ns = pool.is_virtual_time ? clock_virtual_tick(pool.virtual_step_ns) : 0;
    event->value = value;
    event->object = object;
    event->site = site;
    event->thread = this_thread;
    event->flags = flags;
    /* The kind comes last: whoever looks for one meanwhile sees the whole event. */
    __atomic_store_n(&event->kind, kind, __ATOMIC_RELEASE);
    return 0;
}

uint64_t recorder_event_ordered(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value)
{
    return recorder_event_at_once(kind, flags, site, object, value);
}

uint64_t recorder_event_since(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value, uint64_t since)
{
    (void)since;
    return recorder_event_at_once(kind, flags, site, object, value);
}

uint64_t recorder_events_together(const struct event_draft *events, unsigned count, uint64_t site)
{
    for (unsigned i = 0; i < count; i++) {
        recorder_event(events[i].kind, events[i].flags, site, events[i].object, events[i].value);
    }
    return 0;
}

/* Nothing is folded here: tests count. */
void recorder_event_or_repeat(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value)
{
    recorder_event(kind, flags, site, object, value);
}

/* Its place, from 1. */
static uint32_t add_word(struct words *words, uint64_t id, const char *text)
{
    uint32_t index = atomic_fetch_add(&words->count, 1);
    assert(index < WORD_MAX);
    snprintf(words->rows[index].text, WORD_SIZE, "%s", text);
    words->rows[index].id = id ? id : index + 1;
    return index + 1;
}

void recorder_name(uint64_t id, const char *name)
{
    add_word(&captured->names, id, name);
}

void recorder_info(const char *key, const char *value)
{
    (void)key; /* no test asks for it */
    (void)value;
}

/* Two threads may add the same text at once; then it has two numbers. */
uint32_t recorder_text(const char *text)
{
    struct words *texts = &captured->texts;
    for (uint32_t i = 0; i < texts->count; i++) {
        if (texts->rows[i].id && strcmp(texts->rows[i].text, text) == 0) {
            return (uint32_t)texts->rows[i].id;
        }
    }
    return add_word(texts, 0, text);
}

uint32_t recorder_new_thread(void)
{
    return atomic_fetch_add(&captured->next_thread, 1);
}

uint64_t recorder_new_object(void)
{
    return id_make(ID_LIBRARY, atomic_fetch_add(&captured->next_object, 1));
}

uint32_t recorder_process(void)
{
    return recorder_on ? this_process : 0;
}

uint32_t recorder_new_process(void)
{
    return recorder_on ? atomic_fetch_add(&captured->next_process, 1) : 0;
}

void recorder_prepare_fork(uint32_t process, uint32_t thread)
{
    child_numbers.process = process;
    child_numbers.thread = thread;
}

void recorder_begin_thread(uint32_t thread)
{
    this_thread = thread;
}

uint32_t recorder_thread(void)
{
    return this_thread;
}

uint32_t recorder_next_wait(void)
{
    return ++wait_count;
}

void recorder_end_thread(void)
{
}

void recorder_end_process(void)
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
    return atomic_load(&captured->event_count);
}

const struct captured_event *capture_event(size_t index)
{
    assert(index < capture_count());
    return &captured->events[index];
}

const struct captured_event *capture_find(uint16_t kind, size_t index)
{
    for (size_t i = 0; i < capture_count(); i++) {
        uint16_t found = __atomic_load_n(&captured->events[i].kind, __ATOMIC_ACQUIRE);
        if (found == kind && index-- == 0) {
            return &captured->events[i];
        }
    }
    return NULL;
}

static const struct captured_event *find_create(uint64_t object)
{
    for (size_t i = 0; i < capture_count(); i++) {
        if (captured->events[i].kind == EVENT_OBJECT_CREATE &&
            captured->events[i].object == object) {
            return &captured->events[i];
        }
    }
    return NULL;
}

const char *capture_name(uint64_t id)
{
    const struct words *names = &captured->names;
    for (uint32_t i = names->count; i-- > 0;) {
        if (names->rows[i].id == id) {
            return names->rows[i].text;
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
    const struct words *texts = &captured->texts;
    return text_id - 1 < texts->count ? texts->rows[text_id - 1].text : "?";
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
        const struct captured_event *event = &captured->events[i];
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
    case OPERATION_PIPE_SEND:
    case OPERATION_PIPE_RECV:
        if (kind_stage(event->kind) == STAGE_DONE) {
            tell(" m%u", (unsigned)event->value);
        }
        break;
    case OPERATION_PIPE_WRITE:
    case OPERATION_PIPE_READ:
        if (kind_stage(event->kind) != STAGE_FAILED) {
            static const char *const parts[] = {" raw", " header", " body", " message"};
            tell("%s", parts[flags_detail(event->flags)]);
        }
        break;
    default:
        break;
    }
}

static void tell_event(const struct captured_event *event, unsigned what)
{
    static const char *const stage_marks[] = {"", "+", "!"};
    static const char *const reasons[] = {[REASON_TIMEOUT] = " timeout",
                                          [REASON_BUSY] = " busy",
                                          [REASON_CLOSED] = " closed",
                                          [REASON_BROKEN] = " broken",
                                          [REASON_LIMIT] = " limit",
                                          [REASON_TASK_ERROR] = " task-error",
                                          [REASON_CANCELLED] = " cancelled",
                                          [REASON_MISUSE] = " misuse",
                                          [REASON_END_OF_FILE] = " end-of-file"};
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

/* Of all threads (0), or of one. */
static const char *tell_events(unsigned what, uint32_t thread)
{
    told_size = 0;
    told[0] = '\0';
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *event = &captured->events[i];
        if (is_told(event, what) && (thread == 0 || event->thread == thread)) {
            tell_event(event, what);
        }
    }
    return told;
}

const char *capture_tell(unsigned what)
{
    return tell_events(what, 0);
}

const char *capture_tell_thread(unsigned what, uint32_t thread)
{
    return tell_events(what, thread);
}
