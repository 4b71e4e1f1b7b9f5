/* A word goes from process to process through a Queue.
 *
 * You will see how little of it happens at once. put takes one of ten permits and lays the word
 * into a buffer of its own process; a thread that nobody asked for, QueueFeederThread, writes it
 * into a pipe; and the consumer reads it there two seconds later, and gives the permit back.
 *
 * The notes: “from multiprocessing import Process, Queue, Pool”, with the remark that this Queue is
 * not the one of the module queue, which only threads can share, and “共享全局变量不能适用于多进程
 * 编程，可以适用于多线程” (shared globals work between threads, not between processes). */
#include "tracer/threadlane_process.h"

static int producer(void *queue)
{
    tl_process_queue_put(queue, tl_text("a"), TL_FOREVER);
    tl_sleep(2);
    return 0;
}

static int consumer(void *queue)
{
    struct tl_value data = tl_none();
    tl_sleep(2);
    tl_process_queue_get(queue, &data, TL_FOREVER);
    tl_print("%s", (const char *)data.data);
    tl_value_free(&data);
    return 0;
}

int main(void)
{
    tl_title("进程队列", "a queue between processes");
    struct tl_process_queue *queue = tl_process_queue_create(10, "queue");
    struct tl_process *my_producer = tl_process_create(producer, queue, "producer");
    struct tl_process *my_consumer = tl_process_create(consumer, queue, "consumer");
    tl_process_start(my_producer);
    tl_process_start(my_consumer);
    tl_process_join(my_producer, TL_FOREVER);
    tl_process_join(my_consumer, TL_FOREVER);
    return tl_exit(0);
}
