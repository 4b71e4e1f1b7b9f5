/* recorder.h as libthreadlane's recorder gives it: the same names, one jump away. */
#include "tracer/preload/forward.h"

#include "tracer/preload/gate.h"
#include "tracer/preload/interpreter.h"
#include "tracer/preload/outside.h"
#include "tracer/record/recorder.h"
#include "tracer/record/recorder_table.h"

bool recorder_on;

void forward_init(void)
{
    recorder_on = *tl_recorder.is_on;
}

/* A signal handler may come at any time, and what it calls be recorded, too. In the middle of a
 * record that is not possible: it is counted. In the middle of a wait it is done by whoever waits,
 * which nobody expects of it. */
static bool is_odd(void)
{
    return gate_thread.is_recording || gate_thread.is_asleep;
}

static void begin_at_once(void)
{
    gate_thread.is_recording = true;
    __asm__ volatile("" ::: "memory");
}

static bool begin(uint16_t kind)
{
    if (gate_thread.is_recording) {
        tl_recorder.count_lost();
        return false;
    }
    if (gate_thread.is_asleep && kind_operation(kind) != OPERATION_DOOR_WAIT) {
        outside_note(OUTSIDE_HANDLER, true);
    }
    begin_at_once();
    return true;
}

static void end(void)
{
    __asm__ volatile("" ::: "memory");
    gate_thread.is_recording = false;
}

typedef uint64_t event_function(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value);

/* By an interpreter's own code, or in the middle of something. */
static __attribute__((noinline, cold)) uint64_t record_oddly(event_function *record, uint16_t kind,
                                                             uint16_t flags, uint64_t site,
                                                             uint64_t object, uint64_t value)
{
    uint64_t ticks = 0;
    if (interpreter_holds(site)) {
        site = interpreter.find_site();
        flags |= RECORDER_SITE;
    }
    if (begin(kind)) {
        ticks = record(kind, flags, site, object, value);
        end();
    }
    return ticks;
}

uint64_t recorder_event_at_once(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value)
{
    if (__builtin_expect(interpreter_holds(site) || is_odd(), 0)) {
        return record_oddly(tl_recorder.event_at_once, kind, flags, site, object, value);
    }
    begin_at_once();
    uint64_t ticks = tl_recorder.event_at_once(kind, flags, site, object, value);
    end();
    return ticks;
}

uint64_t recorder_event_ordered(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                                uint64_t value)
{
    return recorder_event_since(kind, flags, site, object, value, 0);
}

uint64_t recorder_event_since(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value, uint64_t since)
{
    if (__builtin_expect(interpreter_holds(site) || is_odd(), 0)) {
        return record_oddly(tl_recorder.event_ordered, kind, flags, site, object, value);
    }
    begin_at_once();
    uint64_t ticks = tl_recorder.event_since(kind, flags, site, object, value, since);
    end();
    return ticks;
}

void recorder_event_or_repeat(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value)
{
    if (interpreter_holds(site)) {
        site = interpreter.find_site();
        flags |= RECORDER_SITE;
    }
    if (begin(kind)) {
        tl_recorder.event_or_repeat(kind, flags, site, object, value);
        end();
    }
}

void recorder_outside(uint64_t id, enum outside_how how, const char *reason)
{
    gate_thread.is_recording = true;
    tl_recorder.outside(id, how, reason);
    end();
}

void recorder_name(uint64_t id, const char *name)
{
    if (begin(EVENT_DOOR_WAIT)) {
        tl_recorder.name(id, name);
        end();
    }
}

void recorder_info(const char *key, const char *value)
{
    tl_recorder.info(key, value);
}

void recorder_note_foreign(void)
{
    tl_recorder.note_foreign();
}

uint32_t recorder_text(const char *text)
{
    return tl_recorder.text(text);
}

uint32_t recorder_site(const char *file, uint32_t line, const char *function, const char *text)
{
    return tl_recorder.site(file, line, function, text);
}

uint64_t recorder_new_object(void)
{
    return tl_recorder.new_object();
}

uint32_t recorder_new_process(void)
{
    return tl_recorder.new_process();
}

void recorder_prepare_fork(uint32_t process, uint32_t thread)
{
    tl_recorder.prepare_fork(process, thread);
}

uint32_t recorder_process(void)
{
    return tl_recorder.process();
}

void recorder_prepare_exec(void)
{
    tl_recorder.prepare_exec();
}

void recorder_undo_exec(void)
{
    tl_recorder.undo_exec();
}

void recorder_begin_start(uint32_t process, uint32_t thread)
{
    tl_recorder.begin_start(process, thread);
}

void recorder_end_start(uint32_t process, uint32_t pid)
{
    tl_recorder.end_start(process, pid);
}

void recorder_note_child(uint32_t process, uint32_t pid)
{
    tl_recorder.note_child(process, pid);
}

uint32_t recorder_find_process(uint32_t pid)
{
    return tl_recorder.find_process(pid);
}

void recorder_note_collected(uint32_t process)
{
    tl_recorder.note_collected(process);
}

uint32_t recorder_new_thread(void)
{
    return tl_recorder.new_thread();
}

void recorder_begin_thread(uint32_t thread)
{
    tl_recorder.begin_thread(thread);
}

uint32_t recorder_thread(void)
{
    return tl_recorder.thread();
}

uint32_t recorder_next_wait(void)
{
    return tl_recorder.next_wait();
}

void recorder_end_thread(void)
{
    tl_recorder.end_thread();
}
