#include "tracer/process/mailbox.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW)

static struct mailbox_pair *map(int fd)
{
    void *pair = mmap(NULL, sizeof(struct mailbox_pair), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return pair == MAP_FAILED ? NULL : pair;
}

struct mailbox_pair *mailbox_pair_create(int *fd)
{
    struct mailbox_pair *pair = NULL;
    *fd = memfd_create("threadlane-mailbox", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (*fd >= 0 && ftruncate(*fd, sizeof(*pair)) == 0 && fcntl(*fd, F_ADD_SEALS, SEALS) == 0) {
        pair = map(*fd);
    }
    if (!pair && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    return pair;
}

/* Without the seals it could be cut while it is read. */
struct mailbox_pair *mailbox_pair_open(int fd)
{
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);
    bool is_one = seals >= 0 && (seals & SEALS) == SEALS && fstat(fd, &status) == 0 &&
                  status.st_size == sizeof(struct mailbox_pair);
    return is_one ? map(fd) : NULL;
}

void mailbox_pair_close(struct mailbox_pair *pair)
{
    if (pair) {
        munmap(pair, sizeof(*pair));
    }
}

bool mailbox_has_room(const struct mailbox *mailbox, size_t size)
{
    return size <= MAILBOX_ROOM && !atomic_load_explicit(&mailbox->is_full, memory_order_acquire);
}

/* Who puts says that it is full, then looks whether that is awaited; who takes says that it awaits
 * it, then looks whether it is full. Both are sequentially consistent, so at least one sees the
 * other. */
bool mailbox_put(struct mailbox *mailbox, uint32_t number, const void *message, size_t size)
{
    memcpy(mailbox->bytes, message, size);
    atomic_store_explicit(&mailbox->size, (uint32_t)size, memory_order_relaxed);
    atomic_store_explicit(&mailbox->number, number, memory_order_relaxed);
    atomic_store(&mailbox->is_full, 1);
    return atomic_load(&mailbox->is_awaited) && atomic_exchange(&mailbox->is_awaited, 0);
}

bool mailbox_is_full(const struct mailbox *mailbox)
{
    return atomic_load(&mailbox->is_full) != 0;
}

size_t mailbox_take(struct mailbox *mailbox, uint32_t *number, void *message)
{
    size_t size = atomic_load_explicit(&mailbox->size, memory_order_relaxed);
    size = size < MAILBOX_ROOM ? size : MAILBOX_ROOM;
    *number = atomic_load_explicit(&mailbox->number, memory_order_relaxed);
    memcpy(message, mailbox->bytes, size);
    atomic_store_explicit(&mailbox->is_full, 0, memory_order_release);
    return size;
}

void mailbox_await(struct mailbox *mailbox, bool is_awaited)
{
    atomic_store(&mailbox->is_awaited, is_awaited);
}
