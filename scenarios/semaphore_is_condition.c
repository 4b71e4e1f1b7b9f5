/* What a Semaphore is made of: a Condition around a plain Lock, and a number.
 *
 * You will see its parts as Python shows them; a BoundedSemaphore keeps the number it began with,
 * too. Then one permit is taken and given back: in the trace the inner lock is taken and released
 * around each change of the number, and the release notifies the inner condition, where nobody
 * waits.
 *
 * The notes: “Semaphore底层是用Condition实现的” (underneath, a Semaphore is made of a Condition).
 */
#include "tracer/threadlane.h"

int main(void)
{
    tl_title("信号量里面", "a Semaphore is a Condition and a number");
    struct tl_semaphore *s = tl_semaphore_create(3, "s");
    tl_print("{'_cond': <Condition(<unlocked lock>, 0)>, '_value': %d}", tl_semaphore_permits(s));
    struct tl_semaphore *b = tl_bounded_semaphore_create(2, "b");
    tl_print("{'_cond': <Condition(<unlocked lock>, 0)>, '_value': %d, '_initial_value': %d}",
             tl_semaphore_permits(b), 2);
    tl_semaphore_acquire(s, TL_FOREVER);
    tl_semaphore_release(s, 1);
    return tl_exit(0);
}
