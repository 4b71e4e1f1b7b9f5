/* What threads, locks and semaphores refuse, each in Python's words.
 *
 * You will see a dozen calls that may not be made here: join before start, start twice, join
 * yourself, make a running thread a daemon, release what is not taken, wait for less than no time,
 * and so on. Nothing breaks: each is refused, and the trace marks the line. (What only Python can
 * get wrong, such as a lock of the wrong type, is left out.) */
#include "tracer/threadlane.h"

static struct tl_thread *joiner;

static const char *truth(bool is_true)
{
    return is_true ? "True" : "False";
}

/* Python's exception, or what the call returns: None. */
static void tr(int result)
{
    if (result == TL_OK) {
        tl_print("None");
    } else {
        tl_print("%s %s", result == TL_INVALID ? "ValueError" : "RuntimeError", tl_misuse_text());
    }
}

static void do_nothing(void *unused)
{
    (void)unused;
}

static void join_myself(void *unused)
{
    (void)unused;
    tr(tl_thread_join(joiner, TL_FOREVER));
}

static void wait_for_event(void *ev)
{
    tl_event_wait(ev, TL_FOREVER);
}

static void misuse_threads(void)
{
    struct tl_thread *t = tl_thread_create(do_nothing, NULL, "t");
    tr(tl_thread_join(t, TL_FOREVER));
    tl_thread_start(t);
    tr(tl_thread_start(t));
    tl_thread_join(t, TL_FOREVER);
    tr(tl_thread_start(t));
    joiner = tl_thread_create(join_myself, NULL, "joiner");
    tl_thread_start(joiner);
    tl_thread_join(joiner, TL_FOREVER);

    struct tl_event *ev = tl_event_create("ev");
    struct tl_thread *t2 = tl_thread_create(wait_for_event, ev, "t2");
    tl_thread_start(t2);
    tr(tl_thread_set_daemon(t2, true));
    tl_thread_join(t2, 0.1);
    tl_print("None %s", truth(tl_thread_is_alive(t2)));
    tl_event_set(ev);
    tl_thread_join(t2, TL_FOREVER);
    tl_print("%s <Thread(%s, stopped)>", truth(tl_thread_is_alive(t2)), tl_thread_name(t2));
}

static void misuse_locks(void)
{
    struct tl_lock *l = tl_lock_create("l");
    tr(tl_lock_release(l));
    tr(tl_lock_acquire(l, -2));
    struct tl_rlock *r = tl_rlock_create("r");
    tr(tl_rlock_release(r));
}

static void misuse_semaphores(void)
{
    struct tl_semaphore *b = tl_bounded_semaphore_create(1, "b");
    tr(tl_semaphore_release(b, 1));
    tr(tl_semaphore_create(-1, "never") ? TL_OK : TL_INVALID);
    struct tl_semaphore *s = tl_semaphore_create(0, "s");
    tl_print("%s", truth(tl_semaphore_acquire(s, 0.1) == TL_OK));
    tr(tl_semaphore_release(s, 0));
    tr(tl_semaphore_release(s, 3));
    tl_print("<Semaphore: value=%d>", tl_semaphore_permits(s));
}

int main(void)
{
    tl_title("误用", "what threads, locks and semaphores refuse");
    misuse_threads();
    misuse_locks();
    misuse_semaphores();
    return tl_exit(0);
}
