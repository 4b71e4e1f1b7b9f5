#include "tests/bench/drained_pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/record/clock.h"

#define PACKETS 256
#define POLL_US 500

bool drained_pool_open(struct pool_owner *owner, uint32_t packet_count)
{
    struct trace_error error = {""};
    struct pool_settings settings = {
        .time_scale = 1,
        .uses_tsc = true,
        .packet_count = packet_count,
    };
    if (!clock_tsc_is_invariant() || !pool_owner_open(owner, &settings, &error)) {
        fprintf(stderr, "no pool: %s\n", error.text[0] ? error.text : "the TSC is not invariant");
        return false;
    }
    setenv(POOL_ENVIRONMENT, owner->path, 1);
    return true;
}

static void look_at(struct pool_owner *owner, uint32_t index, packet_look *look)
{
    const struct packet_head *packet = pool_packet(owner->pool, index);
    if (look && packet->magic == PACKET_MAGIC && packet->stream == STREAM_EVENTS) {
        look(packet);
    }
}

void drained_pool_drain(struct pool_owner *owner, packet_look *look)
{
    for (uint32_t i = 0; i < owner->pool->used_count; i++) {
        if (owner->pool->entries[i].state == PACKET_FULL) {
            look_at(owner, i, look);
            memset(pool_packet(owner->pool, i), 0, sizeof(struct packet_head));
            owner->pool->free_hint = i;
            atomic_store(&owner->pool->entries[i].state, PACKET_FREE);
        }
    }
}

static void drain_last(struct pool_owner *owner, packet_look *look)
{
    drained_pool_drain(owner, look);
    for (uint32_t i = 0; i < owner->pool->used_count; i++) {
        if (owner->pool->entries[i].state == PACKET_ACTIVE) {
            look_at(owner, i, look);
        }
    }
}

int drained_pool_run(char **argv, packet_look *look)
{
    struct pool_owner owner;
    int status = 1;
    if (!drained_pool_open(&owner, PACKETS)) {
        return 1;
    }
    pid_t child = fork();
    if (child == 0) {
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, WNOHANG) == 0) {
        pool_owner_grow(&owner);
        drained_pool_drain(&owner, look);
        usleep(POLL_US);
    }
    drain_last(&owner, look);
    if (owner.pool->discarded > 0) {
        fprintf(stderr, "%u events were lost\n", owner.pool->discarded);
        status = 1;
    }
    pool_owner_close(&owner);
    unsetenv(POOL_ENVIRONMENT);
    return status != 0;
}
