/* Stands between the library and a relay daemon. The library asks for what comes from now on, the
 * daemon could also give what has come before; so of all that the library says, the place where it
 * wants to begin is changed. One connection, in threads that end with the process. */
#ifndef THREADLANE_FORMAT_LIVE_RELAY_H
#define THREADLANE_FORMAT_LIVE_RELAY_H

#include <stdbool.h>
#include <stdint.h>

/* `relay` is net://HOST[:PORT]; *port is where the library shall connect to, on this machine.
 * False: there is no connection. */
bool live_relay_open(const char *relay, uint16_t *port);

#endif
