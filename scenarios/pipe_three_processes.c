/* Two processes receive at the same end of a Pipe, and tear its messages apart.
 *
 * A message is read in two steps, header and body. You will see the two readers between each
 * other's steps: one reads a header, the other takes the body for the next header, and what that
 * announces is no message. How far they come is luck. When both have given up nobody reads any
 * more, but main has a copy of the reading end itself: the pipe fills up, and main waits for room
 * for ever.
 *
 * The notes: “pipe只能适用于两个进程间的通信” (a pipe only suits communication between two
 * processes). More may have it, but at each end one must read and one must write at a time: a Queue
 * has a lock for each. */
#include <stdio.h>
#include <string.h>

#include "tracer/threadlane_process.h"

#define MESSAGES 5000 /* more than a pipe holds */
#define PAUSE    1e-5 /* Python is slower: both readers are through, and wait for the next */
#define SHOWN    6

struct got {
    int count;
    char first[64]; /* the first few, as Python shows a list */
};

static void keep(struct got *got, long long number)
{
    size_t used = strlen(got->first);
    if (got->count++ < SHOWN) {
        snprintf(got->first + used, sizeof(got->first) - used, used ? ", %lld" : "%lld", number);
    }
}

static struct tl_connection *r, *s;

static int consumer(void *name)
{
    struct got got = {0};
    struct tl_value x = tl_none();
    int result;
    while ((result = tl_connection_recv(r, &x)) == TL_OK && x.type == TL_VALUE_INT) {
        keep(&got, x.number);
    }
    if (result != TL_OK) {
        tl_print("%s %s", (char *)name, tl_strerror(result));
    }
    tl_print("%s %d [%s]", (char *)name, got.count, got.first);
    return 0;
}

static const char *shown(struct tl_process *process, char *text, size_t size)
{
    int code;
    bool has_ended = tl_process_exitcode(process, &code) == TL_OK;
    snprintf(text, size, has_ended ? "%d" : "None", has_ended ? code : 0);
    return text;
}

int main(void)
{
    tl_title("管道与三个进程", "a pipe and three processes");
    struct tl_connection *ends[2];
    tl_pipe_create(true, ends, "pipe");
    r = ends[0], s = ends[1];
    struct tl_process *c1 = tl_process_create(consumer, "c1", "c1");
    struct tl_process *c2 = tl_process_create(consumer, "c2", "c2");
    tl_process_start(c1);
    tl_process_start(c2);
    for (int i = 0; i < MESSAGES; i++) {
        tl_connection_send(s, tl_int(i));
        tl_sleep(PAUSE);
    }
    tl_connection_send(s, tl_none());
    tl_connection_send(s, tl_none());
    tl_process_join(c1, 3);
    tl_process_join(c2, 3);
    char first[16], second[16];
    tl_print("[%s, %s]", shown(c1, first, sizeof(first)), shown(c2, second, sizeof(second)));
    tl_process_terminate(c1);
    tl_process_terminate(c2);
    return tl_exit(0);
}
