#include "tracer/record/attachment.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/event/event_kind.h"
#include "tracer/record/module_list.h"
#include "tracer/record/packet_taker.h"
#include "tracer/record/recorder.h"
#include "tracer/record/succession.h"
#include "tracer/record/tap.h"
#include "tracer/record/text_writer.h"
#include "tracer/record/thread_slot.h"

struct attachment attachment;
bool recorder_on; /* of recorder.h: the same as having a pool, and cheaper to ask */

#define ARGUMENTS_SIZE 4096

/* Trace-wide ones of a process and its first thread; 0: not given yet. */
struct numbers {
    uint32_t process;
    uint32_t thread;
};

/* Of the child that the calling thread is about to fork. */
static _Thread_local struct numbers child_numbers;

static bool is_usable(const struct pool_header *pool, uint64_t size)
{
    return pool->magic == POOL_MAGIC && pool->version == POOL_VERSION &&
           pool->packet_count <= POOL_PACKET_MAX && size >= pool_size(pool->packet_count) &&
           pool->virtual_step_ns > 0;
}

static struct pool_header *map_pool(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    struct stat status;
    void *memory = MAP_FAILED;
    if (fstat(fd, &status) == 0 && (uint64_t)status.st_size >= POOL_HEADER_SIZE) {
        memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_NORESERVE, fd, 0);
    }
    close(fd);
    if (memory != MAP_FAILED && !is_usable(memory, (uint64_t)status.st_size)) {
        munmap(memory, (size_t)status.st_size);
        return NULL;
    }
    return memory == MAP_FAILED ? NULL : memory;
}

/* The program's arguments in one line, as far as they fit, and the first of them alone. One that
 * its process has become gives it its name. */
static void write_arguments(bool is_other)
{
    char line[ARGUMENTS_SIZE];
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? 0 : read(fd, line, sizeof(line) - 1);
    if (fd >= 0) {
        close(fd);
    }
    line[size > 0 ? size : 0] = '\0';
    recorder_info("program", line);
    if (is_other) {
        const char *slash = strrchr(line, '/');
        recorder_name(id_make(ID_PROCESS, attachment.process), slash ? slash + 1 : line);
    }
    for (ssize_t i = 0; i + 1 < size; i++) {
        line[i] = line[i] == '\0' ? ' ' : line[i];
    }
    recorder_info("arguments", line);
}

static void write_settings(void)
{
    const struct pool_header *pool = attachment.pool;
    char scale[32];
    snprintf(scale, sizeof(scale), "%g", pool->time_scale);
    recorder_info("clock", pool->is_virtual_time ? "virtual"
                           : pool->uses_tsc      ? "tsc"
                                                 : "monotonic");
    recorder_info("time scale", scale);
}

static void record_thread(void)
{
    recorder_event(EVENT_THREAD_BEGIN, 0, 0, id_make(ID_THREAD, attachment.thread), attachment.tid);
}

static void record_process(enum process_how how)
{
    bool is_virtual = attachment.pool->is_virtual_time;
    uint64_t parent = is_virtual ? 0 : (uint32_t)getppid();
    recorder_event(EVENT_PROCESS_BEGIN, (uint16_t)how, 0, id_make(ID_PROCESS, attachment.process),
                   attachment.pid | parent << 32);
}

/* The thread sanitizer's library starts a thread of its own; it is there in programs that were
 * built with it. */
extern void __tsan_init(void) __attribute__((weak));

static bool is_foreign; /* all that is forked is, too */

static void note_pid(void)
{
    if (attachment.process < POOL_PROCESS_MAX) {
        struct pool_process *process = &attachment.pool->processes[attachment.process];
        uint32_t tap_threads = tap_thread_count();
        atomic_store_explicit(&process->runtime_tasks,
                              tap_threads ? tap_threads : __tsan_init != NULL,
                              memory_order_relaxed);
        atomic_store_explicit(&process->is_foreign, is_foreign, memory_order_relaxed);
        atomic_store_explicit(&process->pid, (uint32_t)getpid(), memory_order_release);
    }
}

static void take_numbers(struct numbers numbers)
{
    bool is_virtual = attachment.pool->is_virtual_time;
    attachment.process = numbers.process ? numbers.process : recorder_new_process();
    attachment.pid = is_virtual ? attachment.process : (uint32_t)getpid();
    note_pid();
    attachment.thread = numbers.thread ? numbers.thread : recorder_new_thread();
    attachment.tid = is_virtual ? attachment.thread : (uint32_t)gettid();
    recorder_begin_thread(attachment.thread);
}

static void follow_fork(void)
{
    if (!attachment.pool) {
        return;
    }
    text_writer_forget();
    thread_slot_forget(&thread_slot);
    take_numbers(child_numbers);
    child_numbers = (struct numbers){0};
    record_thread();
    record_process(PROCESS_FORKED);
}

/* Whatever the program before was filling, its threads are no more. */
static void forget_threads(struct pool_header *pool)
{
    uint32_t count = atomic_load(&pool->next_thread);
    packet_give_all(pool, attachment.process);
    for (uint32_t i = 0; i < count && i < POOL_THREAD_ROWS; i++) {
        if (atomic_load(&pool->threads[i].process) == attachment.process) {
            atomic_store(&pool->threads[i].tid, 0);
        }
    }
}

static enum process_how begin_process(void)
{
    struct heir heir = succession_take(attachment.pool);
    take_numbers((struct numbers){heir.process, heir.thread});
    thread_slot.wait_count = heir.wait_count;
    if (heir.has_begun) {
        forget_threads(attachment.pool);
    } else {
        record_thread();
    }
    bool is_first = attachment.process == 1 && heir.process == 0;
    return is_first ? PROCESS_FIRST : PROCESS_EXECUTED;
}

void attachment_prepare_exec(void)
{
    uint32_t thread = thread_slot.thread;
    recorder_end_process();
    succession_prepare_exec(attachment.pool, attachment.process, thread, thread_slot.wait_count);
}

void attachment_note_foreign(void)
{
    is_foreign = true;
    if (attachment.pool) {
        recorder_info("recorded by", "preload");
        note_pid();
    }
}

void attachment_prepare_fork(uint32_t process, uint32_t thread)
{
    child_numbers = (struct numbers){process, thread};
}

/* What lasts as long as the process, whatever it is attached to. */
static void init_process(void)
{
    static bool is_done;
    if (!is_done) {
        thread_slot_init_process();
        pthread_atfork(text_writer_begin_fork, text_writer_end_fork, follow_fork);
        is_done = true;
    }
}

bool attachment_open(const char *path)
{
    attachment.pool = map_pool(path);
    if (!attachment.pool) {
        return false;
    }
    recorder_on = true;
    if (!tap_load()) {
        atomic_fetch_add(&attachment.pool->untapped, 1);
    }
    attachment.is_fast = attachment.pool->uses_tsc && !attachment.pool->is_virtual_time && !tap;
    init_process();
    enum process_how how = begin_process();
    record_process(how);
    write_arguments(how == PROCESS_EXECUTED);
    write_settings();
    module_list_write();
    return true;
}

void attachment_close(void)
{
    if (!attachment.pool) {
        return;
    }
    thread_slot_give_back(&thread_slot);
    text_writer_give_back();
    text_writer_forget();
    module_list_forget();
    thread_slot = (struct thread_slot){0};
    munmap(attachment.pool, pool_size(attachment.pool->packet_count));
    attachment = (struct attachment){0};
    recorder_on = false;
}

/* Before the constructors of programs and libraries that may already record. */
__attribute__((constructor(101))) static void attach(void)
{
    const char *path = getenv(POOL_ENVIRONMENT);
    if (path) {
        attachment_open(path);
    }
}

/* What was loaded on the way (plug-ins) is known only now. */
__attribute__((destructor)) static void detach(void)
{
    if (attachment.pool) {
        module_list_write();
        recorder_end_process();
    }
}
