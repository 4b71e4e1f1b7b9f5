/* The quick way of a record, while it runs: it asks nothing of the kernel, and memory that was used
 * once is there. What it is compiled to is looked at by tests/fast_path_test.py. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"
#include "tracer/collect/pool_owner.h"
#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/recorder.h"

#define BEGIN_RECORDS 2 /* that the process and its thread begin */
#define EVENTS        1000000
#define PACKETS       8
#define NO_SECCOMP    2

static struct pool_owner owner;

static void begin(void)
{
    struct trace_error error = {""};
    struct pool_settings settings = {
        .time_scale = 1,
        .uses_tsc = clock_tsc_is_invariant(),
        .packet_count = PACKETS,
    };
    check_true(pool_owner_open(&owner, &settings, &error));
    check_text_equal(error.text, "");
    check_true(attachment_open(owner.path));
}

static void end(void)
{
    attachment_close();
    pool_owner_close(&owner);
}

static void record(uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        recorder_event(i % 2 ? EVENT_LOCK_RELEASE : EVENT_LOCK_ACQUIRE, 0, 0x1234, 7, i);
    }
}

/* From now on the kernel kills the process for any call but SYS_exit. (The strict mode would forbid
 * the TSC, too.) */
static bool forbid_system_calls(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {.len = ARRAY_COUNT(filter), .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void record_alone(uint64_t count)
{
    record(1);                 /* takes a packet */
    prctl(PR_SET_DUMPABLE, 0); /* no core */
    if (!forbid_system_calls()) {
        _exit(NO_SECCOMP);
    }
    record(count);
    syscall(SYS_exit, 0);
}

/* How a process ended that recorded so many events without the kernel; its packet has room for one
 * less than PACKET_RECORDS - BEGIN_RECORDS. */
static int run_alone(uint64_t count)
{
    begin();
    pid_t child = fork();
    if (child == 0) {
        record_alone(count);
    }
    int status = -1;
    waitpid(child, &status, 0);
    end();
    return status;
}

static void test_no_system_call(void)
{
    if (!clock_tsc_is_invariant()) {
        puts("skip record_path@quick-way-makes-no-system-call: it has no clock of its own here");
        return;
    }
    int status = run_alone(PACKET_RECORDS - BEGIN_RECORDS - 1);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_SECCOMP) {
        puts("skip record_path@quick-way-makes-no-system-call: the kernel has no seccomp");
        return;
    }
    check_int_equal(status, 0);
    status = run_alone(PACKET_RECORDS); /* into the next packet: would be noticed */
    check_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

/* What trace-run does with full packets, without the disk. */
static void free_full_packets(void)
{
    for (uint32_t i = 0; i < owner.pool->used_count; i++) {
        if (owner.pool->entries[i].state == PACKET_FULL) {
            memset(pool_packet(owner.pool, i), 0, sizeof(struct packet_head));
            atomic_store(&owner.pool->entries[i].state, PACKET_FREE);
        }
    }
}

static void record_in_turns(uint64_t count)
{
    for (uint64_t done = 0; done < count; done += PACKET_RECORDS) {
        record(PACKET_RECORDS);
        free_full_packets();
    }
}

static long count_faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

/* A page fault a page would be eight thousand. The kernel may move a page now and then. */
static void test_no_fault(void)
{
    begin();
    record_in_turns(2 * PACKETS * (uint64_t)PACKET_RECORDS);
    long before = count_faults();
    record_in_turns(EVENTS);
    check_true(count_faults() - before < 16);
    check_int_equal(owner.pool->discarded, 0);
    end();
}

static const struct test_case cases[] = {
    {"record_path@quick-way-makes-no-system-call", test_no_system_call},
    {"record_path@used-memory-makes-no-fault", test_no_fault},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
