/* A lock inside the same lock: a Lock does not know who holds it.
 *
 * You will see the first acquire succeed; the second one gives up after a second, a mere try gives
 * up at once, and the last waits for ever: for its own thread. (An RLock would let it in.)
 *
 * The notes: “锁里不能加锁” (you cannot lock inside a lock). */
#include "tracer/threadlane.h"

static const char *truth(int result)
{
    return result == TL_OK ? "True" : "False";
}

int main(void)
{
    tl_title("锁里加锁", "a lock inside the same lock");
    struct tl_lock *lock = tl_lock_create("lock");
    tl_lock_acquire(lock, TL_FOREVER);
    tl_print("acquired once");
    tl_print("second acquire(timeout=1): %s", truth(tl_lock_acquire(lock, 1)));
    tl_print("second acquire(False): %s", truth(tl_lock_acquire(lock, 0)));
    tl_lock_acquire(lock, TL_FOREVER);
    tl_print("never printed");
    return tl_exit(0);
}
