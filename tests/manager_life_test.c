/* Managers: how they end, also when somebody is killed, and what calls leave in the trace. */
#include <ctype.h>
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "tests/capturing_recorder.h"
#include "tests/manager_stage.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/manager_socket.h"

/* ---- its end ---- */

static bool is_listening(const struct manager_address *address)
{
    int fd = manager_socket_connect(address, 0);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

CASE(test_shutdown)
{
    make(0);
    struct manager_address address = queue->proxy.place.address;
    check_true(is_listening(&address));
    check_int_equal(tl_manager_shutdown(manager), TL_OK);
    check_true(!is_listening(&address));
    int status;
    check_int_equal(waitpid(-1, &status, WNOHANG), -1); /* no child is left */
    check_int_equal(put_number(1, 0), TL_BROKEN_PIPE);
    check_int_equal(put_number(1, 0), TL_BROKEN_PIPE);
    check_true(tl_manager_queue_create(manager, 0, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "Manager has shut down");
    check_true(tl_manager_dict_create(NULL, NULL) == NULL);
    check_int_equal(tl_manager_shutdown(NULL), TL_INVALID);
    end();
}

static int use_and_shut_down(void *unused)
{
    (void)unused;
    struct tl_manager_queue *own = tl_manager_queue_create(manager, 0, NULL);
    bool is_good = own && tl_manager_queue_size(own) == 0 &&
                   tl_manager_shutdown(manager) == TL_STATE && put_number(2, 0) == TL_OK;
    tl_manager_destroy(manager); /* only this copy of the handle */
    return is_good && put_number(3, 0) == TL_OK ? 0 : 1;
}

CASE(test_child_cannot_end_it)
{
    make(0);
    join(start(use_and_shut_down, NULL), 0);
    check_int_equal(get_number(0), 2);
    check_int_equal(get_number(0), 3);
    end();
}

CASE(test_exit_ends_it)
{
    int ends[2];
    char byte;
    check_int_equal(pipe(ends), 0);
    make(0);
    close(ends[1]); /* the server has the only copy */
    tl_exit(0);
    check_int_equal(read(ends[0], &byte, 1), 0);
    int status;
    check_int_equal(waitpid(-1, &status, WNOHANG), -1);
}

/* The pipe's end comes when everybody who has a copy is gone: main's child, and its server. */
CASE(test_killed_creator)
{
    int ends[2];
    char byte;
    check_int_equal(pipe(ends), 0);
    pid_t creator = fork();
    if (creator == 0) {
        make(0);
        put_number(1, 0);
        kill(getpid(), SIGKILL);
    }
    close(ends[1]);
    check_int_equal(read(ends[0], &byte, 1), 0);
    check_int_equal(waitpid(creator, NULL, 0), creator);
}

/* Forked children have no part in the lifeline, however long they live. */
static int hold_on(void *end_of_pipe)
{
    char byte;
    return (int)read(*(int *)end_of_pipe, &byte, 1);
}

CASE(test_children_do_not_keep_it)
{
    int ends[2];
    check_int_equal(pipe(ends), 0);
    make(0);
    struct manager_address address = queue->proxy.place.address;
    struct tl_process *holder = start(hold_on, &ends[0]);
    tl_manager_shutdown(manager);
    check_true(!is_listening(&address));
    check_int_equal(write(ends[1], "x", 1), 1);
    join(holder, 1);
    end();
}

static int put_one(void *unused)
{
    (void)unused;
    return put_number(1, TL_FOREVER);
}

CASE(test_two_managers)
{
    make(0);
    struct tl_manager *second = tl_manager_create(NULL);
    struct tl_manager_queue *other = tl_manager_queue_create(second, 0, NULL);
    check_int_equal(tl_manager_queue_put(other, tl_int(2), 0), TL_OK);
    join(start(put_one, NULL), 0);
    struct manager_address address = queue->proxy.place.address;
    tl_manager_shutdown(manager);
    check_true(!is_listening(&address));
    check_int_equal(tl_manager_queue_size(other), 1);
    tl_manager_queue_destroy(other);
    tl_manager_destroy(second);
    end();
}

static int descriptor_count(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder)) {
        count++;
    }
    closedir(folder);
    return count;
}

CASE(test_no_descriptors_left)
{
    make(0);
    end();
    int before = descriptor_count();
    for (int i = 0; i < 10; i++) {
        make(0);
        put_number(1, 0);
        end();
    }
    check_int_equal(descriptor_count(), before);
}

/* ---- who is killed in the middle ---- */

static int get_one(void *unused)
{
    struct tl_value value;
    (void)unused;
    return tl_manager_queue_get(queue, &value, TL_FOREVER);
}

CASE(test_killed_getter)
{
    make(0);
    for (int i = 0; i < 20; i++) {
        struct tl_value value = tl_none();
        struct tl_process *getter = tl_process_create(get_one, NULL, NULL);
        check_int_equal(tl_process_start(getter), TL_OK);
        check_int_equal(tl_manager_queue_put(queue, tl_int(1), 0), TL_OK);
        tl_process_kill(getter);
        tl_process_join(getter, TL_FOREVER);
        tl_process_destroy(getter);
        check_int_equal(tl_manager_queue_put(queue, tl_int(2), 0), TL_OK);
        check_int_equal(tl_manager_queue_get(queue, &value, TL_FOREVER), TL_OK);
        while (tl_manager_queue_get(queue, &value, 0) == TL_OK) {
        }
    }
    check_still_serves();
}

static pid_t parent_of(const char *pid)
{
    char path[300], line[512];
    int parent = 0;
    snprintf(path, sizeof(path), "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (file && fgets(line, sizeof(line), file) && strrchr(line, ')')) {
        sscanf(strrchr(line, ')') + 1, " %*c %d", &parent);
    }
    if (file) {
        fclose(file);
    }
    return parent;
}

/* The only child of this process. */
static pid_t server_pid(void)
{
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (isdigit((unsigned char)entry->d_name[0]) && parent_of(entry->d_name) == getpid()) {
            found = atoi(entry->d_name);
        }
    }
    closedir(folder);
    return found;
}

static int result_of_get;

static void get_in_thread(void *unused)
{
    result_of_get = get_one(unused);
}

/* Until the manager's thread has begun to wait for an item. */
static void await_get(void)
{
    while (!capture_find(EVENT_QUEUE_GET_BEGIN, 0)) {
        sched_yield();
    }
}

CASE(test_killed_manager)
{
    capture_in_real_time(1);
    make(0);
    struct tl_thread *thread = tl_thread_create(get_in_thread, NULL, "getter");
    tl_thread_start(thread);
    await_get();
    check_int_equal(kill(server_pid(), SIGKILL), 0);
    check_int_equal(tl_thread_join(thread, TL_FOREVER), TL_OK);
    check_int_equal(result_of_get, TL_END_OF_FILE);
    check_true(tl_manager_queue_size(queue) < 0);
    check_int_equal(tl_manager_queue_size(queue), TL_BROKEN_PIPE);
    tl_manager_destroy(manager);
    check_int_equal(server_pid(), 0);
    tl_manager_queue_destroy(queue);
    tl_thread_destroy(thread);
}

/* ---- the trace ---- */

CASE(test_call_is_recorded)
{
    capture_in_real_time(1);
    make(0);
    put_number(1, TL_FOREVER);
    size_t calls = 0;
    while (capture_find(EVENT_MANAGER_CALL_BEGIN, calls)) {
        calls++;
    }
    check_int_equal(calls, 3);
    const struct captured_event *begun = capture_find(EVENT_MANAGER_CALL_BEGIN, 2);
    const struct captured_event *done = capture_find(EVENT_MANAGER_CALL, 2);
    check_text_equal(capture_print(begun->value >> 32), "put");
    check_int_equal(begun->value & UINT32_MAX, 3);
    check_int_equal(done->value, 3);
    check_true(begun->object == queue->proxy.referent && done->object == begun->object);
    check_text_equal(capture_name(begun->object), "Q");
    check_int_equal(flags_storey(begun->flags), 0);
    check_int_equal(get_number(TL_FOREVER), 1);
    check_int_equal(get_number(0), TL_EMPTY);
    const struct captured_event *failed = capture_find(EVENT_MANAGER_CALL_FAILED, 0);
    check_int_equal(flags_detail(failed->flags), REASON_BUSY);
    check_int_equal(failed->value, 5);
    end();
}

/* Of the last serve, whose end the caller does not wait for. */
static const struct captured_event *await_served(size_t index)
{
    while (!capture_find(EVENT_MANAGER_SERVE, index)) {
        sched_yield();
    }
    return capture_find(EVENT_MANAGER_SERVE, index);
}

/* What the thread did for its last request: it may be waiting for the next one by now, or not. */
static void check_last_request(uint32_t thread, const char *expected)
{
    const char *story = capture_tell_thread(0, thread), *found = NULL;
    for (const char *at = story; at; at = strstr(at + 1, "MainProcess manager.serve+")) {
        found = at;
    }
    check_true(found && strncmp(found, expected, strlen(expected)) == 0);
    if (check_failures > 0) {
        check_text_equal(found, expected);
    }
}

CASE(test_serve_is_recorded)
{
    capture_in_real_time(1);
    make(0);
    put_number(1, TL_FOREVER);
    const struct captured_event *call = capture_find(EVENT_MANAGER_CALL, 2);
    const struct captured_event *served = await_served(2);
    check_true(served->value == ((uint64_t)call->thread << 32 | 3));
    check_true(capture_find(EVENT_MANAGER_SERVE_BEGIN, 2)->value == served->value);
    check_true(served->object == queue->proxy.referent);
    check_int_equal(flags_storey(served->flags), 0);
    check_last_request(
        served->thread,
        "MainProcess manager.serve+ Q; MainProcess ··lock.acquire Q.lock; "
        "MainProcess ·queue.put Q i1; MainProcess ··condition.notify not_empty 1/0; "
        "MainProcess ··lock.release Q.lock; MainProcess ·pipe.send+ replies; "
        "MainProcess ··pipe.write+ replies message; MainProcess ··pipe.write replies message; "
        "MainProcess ·pipe.send replies m3; MainProcess manager.serve Q");
    end();
}

CASE(test_virtual_time)
{
    capture_in_virtual_time(1000);
    check_true(tl_manager_create("M") == NULL);
    check_text_equal(tl_misuse_text(), "processes run in real time only");
}

static const struct test_case cases[] = {
    {"manager@shutdown-ends-the-process", test_shutdown},
    {"manager@child-cannot-end-it", test_child_cannot_end_it},
    {"manager@exit-ends-it", test_exit_ends_it},
    {"manager@ends-when-its-creator-is-killed", test_killed_creator},
    {"manager@children-do-not-keep-it-alive", test_children_do_not_keep_it},
    {"manager@two-side-by-side", test_two_managers},
    {"manager@no-descriptor-is-left", test_no_descriptors_left},
    {"manager@killed-getter-keeps-nobody-waiting", test_killed_getter},
    {"manager@killed-manager-ends-its-calls", test_killed_manager},
    {"manager@call-is-recorded-with-method-and-number", test_call_is_recorded},
    {"manager@serve-is-recorded-by-a-thread-of-the-caller's", test_serve_is_recorded},
    {"manager@refused-in-virtual-time", test_virtual_time},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
