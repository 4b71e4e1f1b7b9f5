/* Short messages between a caller and the thread that serves it, one each way at a time, in memory
 * that both processes map: who is awake takes one without a system call. Who sleeps does so
 * elsewhere, and says so here, so that the other one knows that it has to wake it. One thread puts
 * into a mailbox and one takes. What the other process writes here may make no sense: it is read
 * once and checked. */
#ifndef THREADLANE_PROCESS_MAILBOX_H
#define THREADLANE_PROCESS_MAILBOX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAILBOX_ROOM 960 /* in bytes */

struct mailbox {
    _Atomic uint32_t is_full;
    _Atomic uint32_t is_awaited; /* somebody sleeps until there is a message, or is about to */
    _Atomic uint32_t number;     /* of the message */
    _Atomic uint32_t size;
    char bytes[MAILBOX_ROOM];
} __attribute__((aligned(64)));

/* Both directions. */
struct mailbox_pair {
    struct mailbox requests;
    struct mailbox replies;
};

/* NULL, and a descriptor of -1, where there is no such memory: one can do without. Else the caller
 * closes the descriptor when it has sent it. */
struct mailbox_pair *mailbox_pair_create(int *fd);
/* What another process has made; NULL if it is something else. */
struct mailbox_pair *mailbox_pair_open(int fd);
/* In this process; NULL is none. */
void mailbox_pair_close(struct mailbox_pair *pair);

bool mailbox_has_room(const struct mailbox *mailbox, size_t size);
/* There is room. True: who awaits it sleeps and is to be woken. */
bool mailbox_put(struct mailbox *mailbox, uint32_t number, const void *message, size_t size);

bool mailbox_is_full(const struct mailbox *mailbox);
/* Its size, MAILBOX_ROOM at most. */
size_t mailbox_take(struct mailbox *mailbox, uint32_t *number, void *message);
/* Before who takes sleeps, and looks in for the last time; when it does not sleep any more. */
void mailbox_await(struct mailbox *mailbox, bool is_awaited);

#endif
