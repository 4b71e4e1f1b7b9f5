/* Processes do not share globals, threads do.
 *
 * You will see the child count to 5 in its own copies of n and l, while the parent's are as they
 * were; and then a thread do the same, after which they are changed.
 *
 * The notes: “共享全局变量不能适用于多进程编程，可以适用于多线程” (shared globals work between
 * threads, not between processes). */
#include <stdint.h>
#include <stdio.h>

#include "tracer/threadlane_process.h"

#define TEXT_SIZE 64

static struct tl_variable *n;
static struct tl_list *l;
static intptr_t seen[16]; /* what l holds: lists tell only how long they are */

static const char *text_of_list(char *text)
{
    int place = 0;
    for (int i = 0; i < tl_list_length(l); i++) {
        place +=
            snprintf(text + place, TEXT_SIZE - (size_t)place, "%s%d", i ? ", " : "", (int)seen[i]);
    }
    text[place] = '\0';
    return text;
}

static void inc(void *unused)
{
    char text[TEXT_SIZE];
    (void)unused;
    for (int i = 0; i < 5; i++) {
        tl_variable_store(n, tl_variable_load(n) + 1);
        seen[tl_list_length(l)] = tl_variable_load(n);
        tl_list_append(l, &seen[tl_list_length(l)]);
    }
    tl_print("child n %d [%s]", tl_variable_load(n), text_of_list(text));
}

static int inc_process(void *unused)
{
    inc(unused);
    return 0;
}

int main(void)
{
    char text[TEXT_SIZE];
    tl_title("全局变量不共享", "globals are copied by a process, shared by a thread");
    n = tl_variable_create(0, "n");
    l = tl_list_create("l");
    struct tl_process *p = tl_process_create(inc_process, NULL, "inc");
    tl_process_start(p);
    tl_process_join(p, TL_FOREVER);
    tl_print("parent n %d [%s]", tl_variable_load(n), text_of_list(text));
    struct tl_thread *t = tl_thread_create(inc, NULL, "inc");
    tl_thread_start(t);
    tl_thread_join(t, TL_FOREVER);
    tl_print("after thread n %d [%s]", tl_variable_load(n), text_of_list(text));
    return tl_exit(0);
}
