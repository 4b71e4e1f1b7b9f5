/* What a message costs, for tests/bench/python_messages.py, which measures CPython's in turns with
 * it: reads from stdin how many messages of which row, and answers each with the nanoseconds that
 * one took on average. Somebody else sends as fast as he can, and main receives. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/record/clock.h"
#include "tracer/threadlane_process.h"

static struct tl_connection *one_way[2], *two_ways[2];
static struct tl_process_queue *process_queue;
static struct tl_manager_queue *manager_queue;
static struct tl_queue *queue;

static void send_one_way(int number)
{
    tl_connection_send(one_way[1], tl_int(number));
}

static void send_two_ways(int number)
{
    tl_connection_send(two_ways[1], tl_int(number));
}

static void put_process_queue(int number)
{
    tl_process_queue_put(process_queue, tl_int(number), TL_FOREVER);
}

static void put_manager_queue(int number)
{
    tl_manager_queue_put(manager_queue, tl_int(number), TL_FOREVER);
}

static void put_queue(int number)
{
    (void)number;
    tl_queue_put(queue, &queue, TL_FOREVER);
}

static void recv_one_way(struct tl_value *value)
{
    tl_connection_recv(one_way[0], value);
}

static void recv_two_ways(struct tl_value *value)
{
    tl_connection_recv(two_ways[0], value);
}

static void get_process_queue(struct tl_value *value)
{
    tl_process_queue_get(process_queue, value, TL_FOREVER);
}

static void get_manager_queue(struct tl_value *value)
{
    tl_manager_queue_get(manager_queue, value, TL_FOREVER);
}

static void get_queue(struct tl_value *value)
{
    void *item;
    (void)value;
    tl_queue_get(queue, &item, TL_FOREVER);
}

static struct row {
    const char *name;
    void (*put)(int number);
    void (*get)(struct tl_value *value);
    bool is_thread;
    struct tl_connection *order[2]; /* tells the sender to send a round */
} rows[] = {
    {"one way", send_one_way, recv_one_way, false, {NULL}},
    {"two ways", send_two_ways, recv_two_ways, false, {NULL}},
    {"process queue", put_process_queue, get_process_queue, false, {NULL}},
    {"manager queue", put_manager_queue, get_manager_queue, false, {NULL}},
    {"queue", put_queue, get_queue, true, {NULL}},
};

static int send_rounds(void *argument)
{
    struct row *row = argument;
    struct tl_value order;
    while (tl_connection_recv(row->order[0], &order) == TL_OK) {
        for (int i = 0; i < (int)order.number; i++) {
            row->put(i);
        }
    }
    return 0;
}

static void send_rounds_in_thread(void *argument)
{
    send_rounds(argument);
}

static void start(struct row *row)
{
    tl_pipe_create(false, row->order, "order");
    if (row->is_thread) {
        struct tl_thread *thread = tl_thread_create(send_rounds_in_thread, row, row->name);
        tl_thread_set_daemon(thread, true);
        tl_thread_start(thread);
    } else {
        struct tl_process *process = tl_process_create(send_rounds, row, row->name);
        tl_process_set_daemon(process, true);
        tl_process_start(process);
    }
}

static double measure(struct row *row, int count)
{
    struct tl_value value;
    uint64_t begin = clock_monotonic_ns();
    tl_connection_send(row->order[1], tl_int(count));
    for (int i = 0; i < count; i++) {
        row->get(&value);
    }
    return (double)(clock_monotonic_ns() - begin) / count;
}

/* "COUNT NAME" */
static void answer(const char *question)
{
    char *name;
    int count = (int)strtol(question, &name, 10);
    name += *name == ' ';
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            printf("%.1f\n", measure(&rows[i], count));
            fflush(stdout);
        }
    }
}

int main(void)
{
    char name[64];
    tl_pipe_create(false, one_way, "one way");
    tl_pipe_create(true, two_ways, "two ways");
    process_queue = tl_process_queue_create(0, "process queue");
    manager_queue = tl_manager_queue_create(tl_manager_create("manager"), 0, "manager queue");
    queue = tl_queue_create(0, "queue");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        start(&rows[i]);
    }
    while (fgets(name, sizeof(name), stdin)) {
        name[strcspn(name, "\n")] = '\0';
        answer(name);
    }
    return tl_exit(0);
}
