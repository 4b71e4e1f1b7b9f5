/* How a Pipe ends: one call a line, and what comes of it.
 *
 * You will see that a reader meets the end of the file only when every process has closed its copy
 * of the writing end: the producer has closed its own, has even ended, and still there is nothing
 * to read, not even the end, until main closes the copy that it never used. Without a reader a send
 * fails. Then what Python refuses: a closed end, the wrong end, a message longer than allowed. */
#include "tracer/threadlane_process.h"

static int prod(void *c)
{
    tl_connection_send(c, tl_text("zy"));
    tl_connection_close(c);
    return 0;
}

static const char *truth(bool is_true)
{
    return is_true ? "True" : "False";
}

/* As Python shows the exception. */
static void show(int result)
{
    switch (result) {
    case TL_END_OF_FILE:
        tl_print("EOFError ");
        break;
    case TL_BROKEN_PIPE:
        tl_print("BrokenPipeError [Errno 32] Broken pipe");
        break;
    case TL_STATE:
        tl_print("OSError %s", tl_misuse_text());
        break;
    default:
        tl_print("%d", result);
    }
}

static void show_end_of_file(struct tl_connection *r, struct tl_connection *s)
{
    struct tl_value x = tl_none();
    struct tl_process *p = tl_process_create(prod, s, "prod");
    tl_process_start(p);
    if (tl_connection_recv(r, &x) == TL_OK) {
        tl_print("%s", (const char *)x.data);
    }
    tl_value_free(&x);
    tl_process_join(p, TL_FOREVER);
    tl_print("poll before parent closes its copy of s: %s",
             truth(tl_connection_poll(r, .2) == TL_OK));
    tl_connection_close(s);
    tl_print("poll after close: %s", truth(tl_connection_poll(r, .2) == TL_OK));
    show(tl_connection_recv(r, &x));
}

int main(void)
{
    tl_title("管道的尽头", "how a pipe ends");
    struct tl_connection *p1[2], *p2[2], *p3[2], *p4[2];
    struct tl_value x;
    tl_pipe_create(false, p1, "p1");
    show_end_of_file(p1[0], p1[1]);

    tl_pipe_create(true, p2, "p2");
    tl_connection_close(p2[0]);
    show(tl_connection_send(p2[1], tl_int(1)));
    tl_connection_close(p2[1]);
    show(tl_connection_send(p2[1], tl_int(1)));

    tl_pipe_create(false, p3, "p3");
    show(tl_connection_send(p3[0], tl_int(1)));
    show(tl_connection_recv(p3[1], &x));

    char bytes[100] = "";
    tl_pipe_create(false, p4, "p4");
    tl_connection_send(p4[1], tl_bytes(bytes, sizeof(bytes)));
    if (tl_connection_recv_at_most(p4[0], 10, &x) == TL_CORRUPT) {
        tl_print("OSError bad message length closed %s", truth(tl_connection_is_closed(p4[0])));
    }
    return tl_exit(0);
}
