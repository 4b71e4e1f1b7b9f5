/* How the two ends of a connection to a manager make sure of each other: both know a key that was
 * drawn when the program began and that only forks hand on, as CPython's authkey. Of its two halves
 * the caller shows the first, and only then the manager the second.
 *
 * They are shown as they are. A challenge would hide them from nobody: on a Unix socket only the
 * peer listens, the name of the socket is the manager's as long as it lives, and who takes the name
 * afterwards learns a half that opens nothing any more, without the other half that callers ask
 * for. CPython's HMAC would need a library, which the observed program does not link, or the
 * kernel's AF_ALG, which containers do without. */
#ifndef THREADLANE_PROCESS_MANAGER_KEY_H
#define THREADLANE_PROCESS_MANAGER_KEY_H

#include <stdbool.h>

#define MANAGER_KEY_SIZE 32 /* of each half, in bytes */

enum manager_key_half { MANAGER_KEY_OF_CALLER, MANAGER_KEY_OF_SERVER };

struct manager_key {
    unsigned char bytes[MANAGER_KEY_SIZE];
};

/* False where the kernel gives no randomness: then there are no managers. */
bool manager_key_is_drawn(void);
struct manager_key manager_key(enum manager_key_half half);
/* Takes the same time wherever they differ. */
bool manager_key_is(const struct manager_key *shown, enum manager_key_half half);

#endif
