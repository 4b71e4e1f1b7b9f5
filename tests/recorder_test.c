/* The recorder in this process, on a pool made here: what stands in the packets afterwards. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"
#include "tracer/collect/pool_owner.h"
#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/recorder.h"

#define HAND_OVERS      200000
#define HAND_OVER_LOOKS 500
#define BEGIN_RECORDS   2 /* thread.begin and process.begin of the thread that attaches */

static struct pool_owner owner;

static void begin_with(const struct pool_settings *settings)
{
    struct trace_error error = {""};
    check_true(pool_owner_open(&owner, settings, &error));
    check_text_equal(error.text, "");
    check_true(attachment_open(owner.path));
}

static void begin(uint32_t packet_count, bool is_virtual_time)
{
    begin_with(&(struct pool_settings){
        .time_scale = 1,
        .is_virtual_time = is_virtual_time,
        .packet_count = packet_count,
    });
}

static void end(void)
{
    attachment_close();
    pool_owner_close(&owner);
}

static struct packet_head *packet_at(uint32_t index)
{
    return pool_packet(owner.pool, index);
}

static uint32_t record_count(const struct packet_head *packet)
{
    return (uint32_t)(packet->content_bits / 8 - sizeof(*packet)) / sizeof(struct record);
}

static const struct record *record_at(const struct packet_head *packet, uint32_t index)
{
    return (const struct record *)(packet + 1) + index;
}

/* The first packet of that stream class and thread, or NULL. */
static struct packet_head *find_packet(enum stream_class stream, uint32_t thread, uint32_t sequence)
{
    for (uint32_t i = 0; i < owner.pool->used_count; i++) {
        struct packet_head *packet = packet_at(i);
        if (owner.pool->entries[i].state != PACKET_FREE && packet->stream == (uint32_t)stream &&
            packet->thread == thread && packet->sequence == sequence) {
            return packet;
        }
    }
    return NULL;
}

static void test_off(void)
{
    check_true(!recorder_is_on());
    recorder_event(EVENT_MARK, 0, 0, 0, 0);
    check_int_equal(recorder_text("nobody listens"), 0);
    check_true(recorder_new_object() != recorder_new_object());
}

static void test_fields(void)
{
    begin(64, false);
    uint64_t lock = recorder_new_object();
    recorder_event(EVENT_LOCK_ACQUIRE, FLAG_CONTENDED | 1 << FLAG_STOREY_SHIFT, 0x7f1234567890,
                   lock, 0x100000001);
    const struct packet_head *packet = find_packet(STREAM_EVENTS, 1, 0);
    check_int_equal(record_count(packet), BEGIN_RECORDS + 1);
    check_int_equal(packet->pid, getpid());
    check_int_equal(packet->tid, gettid());
    check_int_equal(packet->process, 1);
    check_int_equal(record_kind(record_at(packet, 0)), EVENT_THREAD_BEGIN);
    check_int_equal(record_at(packet, 0)->value, gettid());
    check_int_equal(record_kind(record_at(packet, 1)), EVENT_PROCESS_BEGIN);
    check_int_equal(record_at(packet, 1)->value, (uint64_t)getppid() << 32 | (uint32_t)getpid());
    const struct record *record = record_at(packet, BEGIN_RECORDS);
    check_int_equal(record_kind(record), EVENT_LOCK_ACQUIRE);
    check_int_equal(record_flags(record), FLAG_CONTENDED | FLAG_ADDRESS | 1 << FLAG_STOREY_SHIFT);
    check_int_equal(record_site(record), 0x7f1234567890);
    check_int_equal(record_object(record), lock);
    check_int_equal(record->value, 0x100000001);
    check_int_equal(packet->end, record->ticks);
    end();
}

static void test_registered_site(void)
{
    begin(64, false);
    uint32_t site = recorder_site("poem.py", 12, "recite", "with cond:");
    recorder_event(EVENT_MARK, RECORDER_SITE, site, 0, 0);
    const struct record *record = record_at(find_packet(STREAM_EVENTS, 1, 0), BEGIN_RECORDS);
    check_int_equal(record_site(record), site);
    check_int_equal(record_flags(record) & FLAG_ADDRESS, 0);
    check_true(recorder_site("poem.py", 13, "recite", "cond.wait()") != site);
    end();
}

static void test_next_packet(void)
{
    begin(64, false);
    for (uint64_t i = 0; i < PACKET_RECORDS; i++) {
        recorder_event(EVENT_MARK, 0, 0, 0, i);
    }
    const struct packet_head *first = find_packet(STREAM_EVENTS, 1, 0);
    const struct packet_head *second = find_packet(STREAM_EVENTS, 1, 1);
    check_int_equal(record_count(first), PACKET_RECORDS);
    check_int_equal(record_count(second), BEGIN_RECORDS);
    check_int_equal(record_at(second, BEGIN_RECORDS - 1)->value, PACKET_RECORDS - 1);
    check_true(second->begin >= first->end);
    check_int_equal(owner.pool->discarded, 0);
    end();
}

static void test_time_never_goes_back(void)
{
    begin(64, false);
    for (int i = 0; i < 1000; i++) {
        recorder_event(i % 2 ? EVENT_LOCK_ACQUIRE : EVENT_LOCK_RELEASE, 0, 0, 0, 0);
    }
    const struct packet_head *packet = find_packet(STREAM_EVENTS, 1, 0);
    for (uint32_t i = 1; i < record_count(packet); i++) {
        check_true(record_at(packet, i)->ticks >= record_at(packet, i - 1)->ticks);
    }
    end();
}

/* From one packet into the next, too. */
static void record_together(unsigned times)
{
    const struct event_draft events[] = {
        {EVENT_LOCK_ACQUIRE, 0, 7, 1},
        {EVENT_QUEUE_PUT, 0, 8, 2},
        {EVENT_LOCK_RELEASE, 0, 7, 3},
    };
    for (unsigned i = 0; i < times; i++) {
        recorder_events_together(events, ARRAY_COUNT(events), 0x1234);
    }
}

static uint32_t check_in_order(const struct packet_head *packet, uint32_t first, uint32_t next)
{
    uint64_t ticks = packet->begin;
    for (uint32_t i = first; i < record_count(packet); i++) {
        const struct record *record = record_at(packet, i);
        check_int_equal(record->value, next);
        check_int_equal(record_site(record), 0x1234);
        check_true(record->ticks >= ticks);
        ticks = record->ticks;
        next = next % 3 + 1;
    }
    check_int_equal(packet->end, ticks);
    return next;
}

static void test_together(void)
{
    for (int uses_tsc = 0; uses_tsc <= clock_tsc_is_invariant(); uses_tsc++) {
        begin_with(
            &(struct pool_settings){.time_scale = 1, .uses_tsc = uses_tsc, .packet_count = 64});
        record_together(PACKET_RECORDS / 2);
        const struct packet_head *first = find_packet(STREAM_EVENTS, recorder_thread(), 0);
        const struct packet_head *second = find_packet(STREAM_EVENTS, recorder_thread(), 1);
        check_int_equal(record_count(first) + record_count(second),
                        BEGIN_RECORDS + PACKET_RECORDS / 2 * 3);
        check_in_order(second, 0, check_in_order(first, BEGIN_RECORDS, 1));
        end();
    }
}

static void test_exhausted(void)
{
    begin(2, false); /* one for the texts of the attachment, one for events */
    owner.pool->collector_pid = 0;
    uint32_t thread = recorder_thread();
    for (uint64_t i = 0; i < PACKET_RECORDS - BEGIN_RECORDS; i++) {
        recorder_event(EVENT_MARK, 0, 0, 0, i);
    }
    check_int_equal(owner.pool->discarded, 0);
    for (int i = 0; i < 7; i++) {
        recorder_event(EVENT_MARK, 0, 0, 0, 0);
    }
    check_int_equal(owner.pool->discarded, 7);

    struct packet_head *full = find_packet(STREAM_EVENTS, thread, 0);
    check_int_equal(full->events_discarded, 0);
    memset(full, 0, sizeof(*full));
    for (uint32_t i = 0; i < 2; i++) {
        if (packet_at(i) == full) {
            atomic_store(&owner.pool->entries[i].state, PACKET_FREE);
        }
    }
    recorder_event(EVENT_MARK, 0, 0, 0, 42);
    const struct packet_head *next = find_packet(STREAM_EVENTS, thread, 1);
    check_int_equal(record_count(next), 1);
    check_int_equal(next->events_discarded, 7);
    check_int_equal(record_at(next, 0)->value, 42);
    end();
}

static void *record_hundred(void *context)
{
    recorder_begin_thread(*(uint32_t *)context);
    for (uint64_t i = 0; i < 100; i++) {
        recorder_event(EVENT_MARK, 0, 0, 0, i);
    }
    return NULL;
}

static uint32_t run_thread(void)
{
    uint32_t number = recorder_new_thread();
    pthread_t thread;
    check_int_equal(pthread_create(&thread, NULL, record_hundred, &number), 0);
    pthread_join(thread, NULL);
    return number;
}

static void test_slot_reuse(void)
{
    begin(64, false);
    uint32_t first = run_thread(), slots = owner.pool->next_slot, second = run_thread();
    check_int_equal(owner.pool->next_slot, slots);
    const struct packet_head *one = find_packet(STREAM_EVENTS, first, 0);
    const struct packet_head *two = find_packet(STREAM_EVENTS, second, 1);
    check_int_equal(record_count(one), 100);
    check_int_equal(record_count(two), 100);
    check_true(two->begin >= one->end);
    end();
}

static void test_two_threads(void)
{
    begin(64, false);
    uint32_t numbers[2] = {recorder_new_thread(), recorder_new_thread()};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        check_int_equal(pthread_create(&threads[i], NULL, record_hundred, &numbers[i]), 0);
    }
    uint32_t total = 0;
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    for (uint32_t i = 0; i < owner.pool->used_count; i++) {
        const struct packet_head *packet = packet_at(i);
        bool is_ours = packet->thread == numbers[0] || packet->thread == numbers[1];
        total += is_ours && packet->stream == STREAM_EVENTS ? record_count(packet) : 0;
    }
    check_int_equal(total, 200);
    end();
}

/* The text record that begins `offset` bytes into a packet; returns the next one's offset. */
static size_t read_text(const struct packet_head *packet, size_t offset, struct text_fixed *fixed,
                        const char **strings)
{
    const char *place = (const char *)packet + offset;
    memcpy(fixed, place, sizeof(*fixed));
    place += sizeof(*fixed);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        strings[i] = place;
        place += strlen(place) + 1;
    }
    return (size_t)(place - (const char *)packet);
}

static const char *find_text(enum text_kind kind, uint64_t key, const char *first)
{
    static const char *strings[TEXT_STRINGS];
    const struct packet_head *packet = find_packet(STREAM_TEXTS, 1, 0);
    size_t offset = sizeof(*packet);
    while (offset < packet->content_bits / 8) {
        struct text_fixed fixed;
        offset = read_text(packet, offset, &fixed, strings);
        if (fixed.kind == kind && fixed.key == key && (!first || strcmp(first, strings[0]) == 0)) {
            return first ? strings[1] : strings[0];
        }
    }
    return "not there";
}

static void test_texts(void)
{
    begin(64, false);
    recorder_name(id_make(ID_THREAD, 7), "小爱");
    recorder_info("gil", "ticks");
    uint32_t hello = recorder_text("hello");
    uint32_t world = recorder_text("world");
    check_true(hello != 0 && world != hello);
    check_int_equal(recorder_text("hello"), hello);
    check_text_equal(find_text(TEXT_NAME, id_make(ID_THREAD, 7), NULL), "小爱");
    check_text_equal(find_text(TEXT_INFO, 0, "gil"), "ticks");
    check_text_equal(find_text(TEXT_INFO, 0, "clock"), "monotonic");
    check_text_equal(find_text(TEXT_TEXT, world, NULL), "world");
    end();
}

static void test_text_cut(void)
{
    begin(64, false);
    static char longer[3 * TEXT_SIZE_MAX];
    for (size_t i = 0; i + 3 < sizeof(longer); i += 3) {
        memcpy(longer + i, "诗", 3);
    }
    const char *text = find_text(TEXT_TEXT, recorder_text(longer), NULL);
    check_int_equal(strlen(text), TEXT_SIZE_MAX / 3 * 3);
    check_int_equal(memcmp(text, longer, strlen(text)), 0);
    end();
}

static void test_virtual_time(void)
{
    begin(64, true);
    recorder_event(EVENT_MARK, 0, 0, 0, 0);
    recorder_name(1, "naming takes no time");
    recorder_event(EVENT_MARK, 0, 0, 0, 0);
    const struct packet_head *packet = find_packet(STREAM_EVENTS, 1, 0);
    check_int_equal(record_at(packet, 3)->ticks - record_at(packet, 2)->ticks,
                    owner.pool->virtual_step_ns);
    check_int_equal(packet->tid, 1);
    check_int_equal(packet->pid, 1);
    check_int_equal(record_at(packet, 1)->value, 1);
    end();
}

/* A spin: the record, and how often it happened again; what differs stands by itself. */
static void test_repeat(void)
{
    begin(64, true);
    for (int i = 0; i < 1000; i++) {
        recorder_event_or_repeat(EVENT_VARIABLE_LOAD, 0, 0, 5, 7);
    }
    recorder_event_or_repeat(EVENT_VARIABLE_LOAD, 0, 0, 5, 8);
    recorder_event(EVENT_MARK, 0, 0, 0, 0);
    recorder_event_or_repeat(EVENT_VARIABLE_LOAD, 0, 0, 5, 8);
    const struct packet_head *packet = find_packet(STREAM_EVENTS, 1, 0);
    const struct record *repeat = record_at(packet, BEGIN_RECORDS + 1);
    check_int_equal(record_count(packet), BEGIN_RECORDS + 5);
    check_int_equal(record_kind(record_at(packet, BEGIN_RECORDS)), EVENT_VARIABLE_LOAD);
    check_int_equal(record_kind(repeat), EVENT_REPEAT);
    check_int_equal(record_object(repeat), 5);
    check_int_equal(repeat->value, 999);
    check_int_equal(repeat->ticks - record_at(packet, BEGIN_RECORDS)->ticks,
                    999 * owner.pool->virtual_step_ns);
    check_int_equal(record_kind(record_at(packet, BEGIN_RECORDS + 4)), EVENT_VARIABLE_LOAD);
    end();
}

static void test_fork(void)
{
    begin(64, false);
    pid_t child = fork();
    if (child == 0) {
        recorder_event(EVENT_MARK, 0, 0, 0, 5);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    const struct packet_head *parent = find_packet(STREAM_EVENTS, 1, 0);
    const struct packet_head *packet = find_packet(STREAM_EVENTS, 2, 0);
    check_int_equal(record_count(parent), BEGIN_RECORDS);
    check_true(packet != NULL);
    if (packet) {
        check_int_equal(record_count(packet), BEGIN_RECORDS + 1);
        check_int_equal(packet->pid, child);
        check_int_equal(packet->process, 2);
        check_int_equal(flags_detail(record_flags(record_at(packet, 1))), PROCESS_FORKED);
    }
    end();
}

/* Two threads hand over a word; each stamps that it has it, knowing when it was given back. */
static struct {
    _Atomic bool is_taken;
    _Atomic uint32_t last_thread;
    uint64_t released_ticks, acquired_ticks; /* by who has it */
    uint64_t count, early_count;
} handed;

/* Leaves it to the other thread for a while, so that mostly it goes back and forth. */
static void take_handed(void)
{
    for (int i = 0; i < HAND_OVER_LOOKS && handed.last_thread == recorder_thread(); i++) {
    }
    while (atomic_exchange_explicit(&handed.is_taken, true, memory_order_acquire)) {
        for (int i = 0; handed.is_taken; i++) {
            if (i > HAND_OVER_LOOKS) {
                sched_yield(); /* who has it may not be running */
            }
        }
    }
    handed.last_thread = recorder_thread();
}

static void *hand_over(void *unused)
{
    for (bool is_over = false; !is_over;) {
        take_handed();
        uint64_t since = handed.released_ticks;
        uint64_t ticks = recorder_event_since(EVENT_LOCK_ACQUIRE, 0, 0, 7, 1, since);
        handed.early_count += ticks <= since;
        is_over = ++handed.count >= HAND_OVERS;
        handed.released_ticks = recorder_event_at_once(EVENT_LOCK_RELEASE, 0, 0, 7, 0);
        handed.early_count += handed.released_ticks < ticks;
        atomic_store_explicit(&handed.is_taken, false, memory_order_release);
    }
    return unused;
}

static void test_acquire_is_after_its_release(void)
{
    pthread_t second;
    begin_with(&(struct pool_settings){
        .time_scale = 1,
        .uses_tsc = clock_tsc_is_invariant(),
        .packet_count = 2 * HAND_OVERS / PACKET_RECORDS + 8,
    });
    pthread_create(&second, NULL, hand_over, NULL);
    hand_over(NULL);
    pthread_join(second, NULL);
    check_int_equal(handed.early_count, 0);
    check_int_equal(owner.pool->discarded, 0);
    end();
}

static void test_ticks_are_those_of_the_record(void)
{
    begin_with(&(struct pool_settings){
        .time_scale = 1, .uses_tsc = clock_tsc_is_invariant(), .packet_count = 8});
    const uint64_t ticks[] = {
        recorder_event(EVENT_MARK, 0, 0, 0, 0),
        recorder_event(EVENT_LOCK_ACQUIRE, 0, 0, 7, 1),
        recorder_event_since(EVENT_LOCK_ACQUIRE, 0, 0, 7, 1, 0),
        recorder_event_since(EVENT_LOCK_ACQUIRE, 0, 0, 7, 1, 1),
        recorder_events_together(&(struct event_draft){EVENT_MARK, 0, 0, 0}, 1, 0),
    };
    const struct packet_head *packet = find_packet(STREAM_EVENTS, 1, 0);
    for (uint32_t i = 0; i < ARRAY_COUNT(ticks); i++) {
        check_true(ticks[i] != 0);
        check_int_equal(record_at(packet, BEGIN_RECORDS + i)->ticks, ticks[i]);
    }
    end();
    check_int_equal(recorder_event(EVENT_MARK, 0, 0, 0, 0), 0);
}

static void test_foreign_file(void)
{
    check_true(!attachment_open("/proc/self/exe"));
    check_true(!attachment_open("/nonexistent"));
    check_true(!recorder_is_on());
}

static const struct test_case cases[] = {
    {"recorder@what-happens-again-is-counted", test_repeat},
    {"recorder@off-records-nothing", test_off},
    {"recorder@all-fields-arrive", test_fields},
    {"recorder@line-of-an-interpreted-program-is-registered", test_registered_site},
    {"recorder@full-packet-is-followed-by-the-next", test_next_packet},
    {"recorder@time-never-goes-back", test_time_never_goes_back},
    {"recorder@events-at-one-instant-stay-in-order", test_together},
    {"recorder@acquire-is-stamped-after-its-release", test_acquire_is_after_its_release},
    {"recorder@ticks-are-those-of-the-record", test_ticks_are_those_of_the_record},
    {"recorder@exhausted-pool-counts-what-is-lost", test_exhausted},
    {"recorder@slot-of-an-ended-thread-is-used-again", test_slot_reuse},
    {"recorder@two-threads-lose-nothing", test_two_threads},
    {"recorder@texts-are-written-once", test_texts},
    {"recorder@long-text-is-cut-at-a-character", test_text_cut},
    {"recorder@virtual-time-counts-events", test_virtual_time},
    {"recorder@forked-child-is-a-process-of-its-own", test_fork},
    {"recorder@foreign-file-is-no-pool", test_foreign_file},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
