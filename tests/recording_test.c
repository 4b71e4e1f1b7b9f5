/* The raw recording on the disk: packets of a pool made here go through the collector into a
 * folder, where babeltrace2 and our own loader find them again. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/scratch.h"
#include "tracer/collect/collector.h"
#include "tracer/collect/own_stream.h"
#include "tracer/collect/site_resolver.h"
#include "tracer/collect/tick_clock.h"
#include "tracer/event/event_kind.h"
#include "tracer/model/trace_load.h"
#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/recorder.h"

#define BEGIN_RECORDS 2 /* thread.begin and process.begin of the thread that attaches */
#define OUTPUT_SIZE   65536

static struct {
    char *directory;
    struct pool_owner owner;
    struct stream_store store;
    struct collector collector;
    struct tick_clock clock;
    struct trace_error error;
} run;

static void begin(uint32_t packet_count)
{
    run.directory = scratch_new_folder();
    run.error.text[0] = '\0';
    struct pool_settings settings = {
        .time_scale = 1,
        .uses_tsc = clock_tsc_is_invariant(),
        .packet_count = packet_count,
    };
    tick_clock_begin(&run.clock, false, settings.uses_tsc);
    check_true(pool_owner_open(&run.owner, &settings, &run.error));
    stream_store_open(&run.store, run.directory);
    memset(&run.collector, 0, sizeof(run.collector));
    collector_init(&run.collector, run.owner.pool, &run.store);
    check_true(attachment_open(run.owner.path));
}

static void write_out(void)
{
    struct ctf_tick tick = tick_clock_measure(&run.clock);
    check_true(collector_flush(&run.collector, &run.error));
    check_true(ctf_metadata_write(run.directory, &tick, &run.error));
    check_text_equal(run.error.text, "");
}

static void end(void)
{
    attachment_close();
    stream_store_close(&run.store);
    pool_owner_close(&run.owner);
    free(run.directory);
}

static void record_marks(uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        recorder_event(EVENT_MARK, 0, 0, 0, i);
    }
}

/* What a command prints on both outputs, cut at OUTPUT_SIZE. Static. */
static const char *run_command(const char *before, const char *after, int *status)
{
    static char output[OUTPUT_SIZE];
    char command[4096];
    snprintf(command, sizeof(command), "%s '%s' %s", before, run.directory, after);
    FILE *pipe = popen(command, "r");
    output[fread(output, 1, sizeof(output) - 1, pipe)] = '\0';
    *status = pclose(pipe);
    return output;
}

static void test_babeltrace(void)
{
    begin(64);
    uint64_t lock = recorder_new_object();
    recorder_event(EVENT_LOCK_ACQUIRE, FLAG_CONTENDED, 0x1234, lock, 5);
    recorder_name(lock, "印章");
    record_marks(2 * PACKET_RECORDS);
    write_out();
    int status;
    const char *marks = run_command("babeltrace2 2>&1", "| grep -c ' mark: '", &status);
    check_int_equal(atoi(marks), 2 * PACKET_RECORDS);
    const char *lock_line = run_command("babeltrace2 2>&1", "| grep -F lock.acquire", &status);
    check_true(
        strstr(lock_line, "site = 0x1234, object = 0x840000000001, flags = 0x840, value = 5"));
    const char *name_line = run_command("babeltrace2 2>&1", "| grep -F ' name: '", &status);
    check_true(strstr(name_line, "key = 0x840000000001") && strstr(name_line, "first = \"印章\""));
    run_command("babeltrace2 -o dummy", "2>&1", &status);
    check_int_equal(status, 0);
    end();
}

static void test_clock(void)
{
    begin(64);
    write_out();
    char expected[16], lines[32];
    time_t now = time(NULL);
    strftime(expected, sizeof(expected), "%Y-%m-%d", gmtime(&now));
    int status;
    const char *output = run_command("babeltrace2 --clock-date --clock-gmt", "2>&1", &status);
    snprintf(lines, sizeof(lines), "[%s", expected);
    check_true(strncmp(output, lines, strlen(lines)) == 0);
    end();
}

static void test_flush_twice(void)
{
    begin(64);
    record_marks(10);
    write_out();
    check_int_equal(run.collector.active_event_count, BEGIN_RECORDS + 10);
    record_marks(PACKET_RECORDS);
    write_out();
    uint64_t total = BEGIN_RECORDS + 10 + PACKET_RECORDS;
    check_int_equal(run.collector.full_event_count, PACKET_RECORDS);
    check_int_equal(run.collector.active_event_count, total - PACKET_RECORDS);
    struct trace *trace = trace_load(run.directory, &run.error);
    check_true(trace != NULL);
    check_int_equal(trace ? trace->event_count : 0, total);
    trace_destroy(trace);
    end();
}

/* Whoever drains gets to something else now and then, and each packet has its turn. */
static void test_drain_limit(void)
{
    begin(2 * DRAIN_PACKETS);
    for (uint32_t i = 0; i < DRAIN_PACKETS + 2; i++) {
        record_marks(PACKET_RECORDS);
        pool_owner_grow(&run.owner);
    }
    check_true(collector_drain(&run.collector, &run.error));
    check_int_equal(run.collector.full_event_count, DRAIN_PACKETS * (uint64_t)PACKET_RECORDS);
    check_true(run.collector.has_more);
    check_true(collector_drain(&run.collector, &run.error));
    check_int_equal(run.collector.full_event_count, (DRAIN_PACKETS + 2) * (uint64_t)PACKET_RECORDS);
    check_true(!run.collector.has_more);
    end();
}

static void test_heads(void)
{
    begin(64);
    uint64_t before = collector_heads(&run.collector);
    check_true(collector_heads(&run.collector) == before);
    check_true(!collector_is_quiet(&run.collector));
    recorder_event(EVENT_DOOR_WAIT_BEGIN, 0, 0, 0, 1);
    check_true(collector_heads(&run.collector) != before);
    check_true(collector_is_quiet(&run.collector));
    before = collector_heads(&run.collector);
    recorder_new_thread(); /* about to begin somewhere: nothing is still */
    check_true(collector_heads(&run.collector) != before);
    end();
}

static void test_losses(void)
{
    begin(2);
    run.owner.pool->collector_pid = 0; /* nobody to wait for */
    record_marks(PACKET_RECORDS - BEGIN_RECORDS + 5);
    check_true(collector_drain(&run.collector, &run.error));
    record_marks(1);
    write_out();
    int status;
    const char *output = run_command("babeltrace2", "2>&1 >/dev/null", &status);
    check_int_equal(status, 0);
    check_true(strstr(output, "discarded 5 events") != NULL);
    check_int_equal(collector_untold_lost(&run.collector), 0);
    struct trace *trace = trace_load(run.directory, &run.error);
    check_int_equal(trace ? trace->lost_events : 0, 5);
    trace_destroy(trace);
    end();
}

static void test_last_losses(void)
{
    begin(2);
    run.owner.pool->collector_pid = 0;
    record_marks(PACKET_RECORDS - BEGIN_RECORDS + 5);
    write_out();
    check_int_equal(collector_untold_lost(&run.collector), 5);
    static struct own_stream texts;
    own_stream_init(&texts, &run.store, OWN_SLOT_TEXTS, STREAM_TEXTS);
    struct raw_text text = {.kind = TEXT_END, .strings = {"ended", "", ""}};
    check_true(own_stream_add_text(&texts, &text, &run.error));
    own_stream_tell_lost(&texts, collector_untold_lost(&run.collector));
    check_true(own_stream_flush(&texts, &run.error));
    struct trace *trace = trace_load(run.directory, &run.error);
    check_int_equal(trace ? trace->lost_events : 0, 5);
    trace_destroy(trace);
    end();
}

/* Records as fast as it can and counts beside it, until it is killed. */
static void record_for_ever(_Atomic uint64_t *count)
{
    for (;;) {
        recorder_event(EVENT_MARK, 0, 0, 0, *count);
        atomic_fetch_add(count, 1);
    }
}

static void test_kill(void)
{
    begin(256);
    _Atomic uint64_t *count =
        mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    if (child == 0) {
        record_for_ever(count);
    }
    while (*count < 100000) {
        check_true(collector_drain(&run.collector, &run.error));
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    write_out();
    struct trace *trace = trace_load(run.directory, &run.error);
    check_text_equal(run.error.text, "");
    uint64_t marks = trace ? trace->event_count - 2 * BEGIN_RECORDS : 0;
    check_true(marks == *count || marks == *count + 1);
    check_true(trace && trace->is_complete);
    trace_destroy(trace);
    int status;
    run_command("babeltrace2 -o dummy", "2>&1", &status);
    check_int_equal(status, 0);
    munmap(count, sizeof(*count));
    end();
}

static void __attribute__((noinline)) mark_here(void)
{
    uint64_t caller = (uint64_t)(uintptr_t)__builtin_return_address(0);
    recorder_event(EVENT_MARK, 0, caller, 0, 0);
}

static void test_sites(void)
{
    begin(64);
    mark_here(); /* this line */
    int line = __LINE__ - 1;
    write_out();
    static struct own_stream texts;
    own_stream_init(&texts, &run.store, OWN_SLOT_TEXTS, STREAM_TEXTS);
    check_true(site_resolver_run(run.directory, &texts, run.collector.end_ticks, &run.error));
    check_true(own_stream_flush(&texts, &run.error));
    struct trace *trace = trace_load(run.directory, &run.error);
    check_int_equal(trace ? trace->site_count : 0, 1);
    if (trace && trace->site_count == 1) {
        const char *slash = strrchr(trace->sites[0].file, '/');
        check_text_equal(slash ? slash + 1 : trace->sites[0].file, "recording_test.c");
        check_int_equal(trace->sites[0].line, line);
        check_text_equal(trace->sites[0].function, "test_sites");
        check_text_equal(trace->sites[0].text, "mark_here(); /* this line */");
    }
    trace_destroy(trace);
    end();
}

static void test_nonsense(void)
{
    begin(64);
    struct packet_head *head = pool_packet(run.owner.pool, 0);
    head->content_bits = UINT64_MAX;
    run.owner.pool->entries[0].slot = UINT32_MAX;
    write_out();
    head->content_bits = sizeof(*head) * 8;
    write_out();
    end();
}

static void test_full_disk(void)
{
    begin(64);
    rmdir(run.directory);
    check_true(!collector_flush(&run.collector, &run.error));
    check_true(strstr(run.error.text, "cannot write '") == run.error.text);
    check_true(strstr(run.error.text, "No such file or directory") != NULL);
    end();
}

static const struct test_case cases[] = {
    {"recording@babeltrace2-reads-every-record", test_babeltrace},
    {"recording@time-is-the-wall-clock", test_clock},
    {"recording@flush-writes-what-there-is-again-and-again", test_flush_twice},
    {"recording@a-drain-has-a-limit-and-goes-on-there", test_drain_limit},
    {"recording@heads-change-with-each-event-and-thread", test_heads},
    {"recording@losses-are-told-to-readers", test_losses},
    {"recording@losses-at-the-end-are-told-too", test_last_losses},
    {"recording@killed-program-loses-nothing", test_kill},
    {"recording@address-becomes-source-line", test_sites},
    {"recording@nonsense-in-the-pool-is-not-believed", test_nonsense},
    {"recording@unwritable-folder-is-an-error", test_full_disk},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
