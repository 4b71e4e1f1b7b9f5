/* Semaphores that have a name. Anybody may find one by it, until the name is taken away; from then
 * on only those who have it, and whom they fork. */
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdatomic.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

#define NAMES 128 /* that are remembered until they are taken away */

struct name {
    uint64_t hash;
    _Atomic uint64_t id; /* 0: a free place */
};

static struct name names[NAMES];

static uint64_t hash_name(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *name; name++) {
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    }
    return hash;
}

static void remember(const char *name, uint64_t id)
{
    for (int i = 0; i < NAMES; i++) {
        uint64_t nobody = 0;
        if (atomic_compare_exchange_strong(&names[i].id, &nobody, id)) {
            names[i].hash = hash_name(name);
            return;
        }
    }
}

/* 0 if it is not known. */
static uint64_t forget(const char *name)
{
    uint64_t hash = hash_name(name);
    for (int i = 0; i < NAMES; i++) {
        if (atomic_load(&names[i].id) != 0 && names[i].hash == hash) {
            return atomic_exchange(&names[i].id, 0);
        }
    }
    return 0;
}

/* What the C library does in one: whoever makes it knows how many permits it has. */
static sem_t *open_or_make(const char *name, int flags, mode_t mode, unsigned permits, bool *is_new)
{
    for (;;) {
        sem_t *made = real()->sem_open(name, flags | O_EXCL, mode, permits);
        *is_new = made != SEM_FAILED;
        if (made != SEM_FAILED || errno != EEXIST || flags & O_EXCL) {
            return made;
        }
        sem_t *found = real()->sem_open(name, flags & ~O_CREAT);
        if (found != SEM_FAILED || errno != ENOENT) {
            return found;
        }
    }
}

sem_t *sem_open(const char *name, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    bool may_make = (flags & O_CREAT) != 0;
    mode_t mode = may_make ? va_arg(more, mode_t) : 0;
    unsigned permits = may_make ? va_arg(more, unsigned) : 0;
    va_end(more);
    if (!gate_is_open(GATE_CALLER) || interpreter_tells(GATE_CALLER)) {
        return real()->sem_open(name, flags, mode, permits);
    }
    int saved_errno = errno;
    bool is_new = false;
    sem_t *semaphore = may_make ? open_or_make(name, flags, mode, permits, &is_new)
                                : real()->sem_open(name, flags);
    if (semaphore == SEM_FAILED) {
        return semaphore;
    }
    uint64_t id = shared_place_id(semaphore);
    if (is_new) {
        recorder_event(EVENT_OBJECT_CREATE, TYPE_SEMAPHORE | FLAG_READER | FLAG_SPECIAL,
                       GATE_CALLER, id, 0);
        recorder_event(EVENT_OBJECT_HAS, ROLE_LIMIT, GATE_CALLER, id, permits);
        remember(name, id);
    }
    recorder_name(id, name);
    errno = saved_errno;
    return semaphore;
}

int sem_unlink(const char *name)
{
    int result = real()->sem_unlink(name);
    uint64_t id = result == 0 && gate_is_open(GATE_CALLER) ? forget(name) : 0;
    if (id != 0) {
        recorder_event(EVENT_OBJECT_CLOSE, CLOSE_GENTLY, GATE_CALLER, id, 0);
    }
    return result;
}

int sem_close(sem_t *semaphore)
{
    shared_place_forget(semaphore, sizeof(*semaphore));
    return real()->sem_close(semaphore);
}
