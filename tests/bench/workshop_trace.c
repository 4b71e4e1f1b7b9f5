/* One clock for all. At each tick a thread that does not wait is drawn and does what comes next for
 * it; who gives a lock back hands it to whoever waits longest. */
#include "tests/bench/workshop_trace.h"

#include <stdio.h>
#include <stdlib.h>

#include "tracer/model/trace_builder.h"

#define TICK_NS_MIN  20
#define TICK_NS_SPAN 64
#define SLEEP_SHARE  400  /* one turn in so many is a sleep … */
#define SLEEP_TICKS  5000 /* … of up to so many ticks */
#define SITES        24
#define QUEUE_FULL   64
#define ENDING       64 /* events kept free for the end */
#define ONLOOKERS    2  /* threads that do nothing in between */
#define NOBODY       UINT32_MAX

enum posture { POSTURE_FREE, POSTURE_HOLDING, POSTURE_WAITING, POSTURE_HANDED, POSTURE_ASLEEP };

struct worker {
    enum posture posture;
    uint32_t lock;      /* that it holds, waits for, or was handed */
    uint32_t next;      /* who waits for the same lock after it */
    uint32_t wait;      /* number of its latest wait */
    uint64_t wake_tick; /* while it sleeps */
};

struct shelf {
    uint32_t holder, first_waiter, last_waiter;
    uint64_t sequence;
};

struct workshop {
    struct trace_builder *builder;
    struct worker *workers; /* [0] is not used */
    uint32_t thread_count;
    struct shelf shelves[WORKSHOP_LOCKS];
    uint32_t items[WORKSHOP_QUEUES], put[WORKSHOP_QUEUES], got[WORKSHOP_QUEUES];
    uint64_t random, time_ns, tick;
    size_t event_count;
};

/* xorshift64* (Marsaglia, Vigna) */
static uint32_t draw(struct workshop *shop, uint32_t below)
{
    shop->random ^= shop->random >> 12;
    shop->random ^= shop->random << 25;
    shop->random ^= shop->random >> 27;
    return (uint32_t)((shop->random * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

static void add(struct workshop *shop, uint32_t thread, enum event_kind kind, uint16_t flags,
                uint64_t object, uint64_t value)
{
    shop->time_ns += TICK_NS_MIN + draw(shop, TICK_NS_SPAN);
    struct raw_event raw = {
        .time_ns = shop->time_ns,
        .value = value,
        .object = object,
        .site = 1 + (kind + thread) % SITES,
        .thread = thread,
        .process = 1,
        .kind = (uint16_t)kind,
        .flags = flags,
    };
    trace_builder_add_event(shop->builder, &raw);
    shop->event_count++;
}

static uint64_t lock_id(uint32_t lock)
{
    return id_make(ID_LIBRARY, 1 + lock);
}

static uint64_t queue_id(uint32_t queue)
{
    return id_make(ID_LIBRARY, 1 + WORKSHOP_LOCKS + queue);
}

static const uint16_t inside = 1 << FLAG_STOREY_SHIFT;

static void begin_wait(struct workshop *shop, uint32_t thread, uint32_t lock)
{
    struct worker *worker = &shop->workers[thread];
    struct shelf *shelf = &shop->shelves[lock];
    add(shop, thread, EVENT_LOCK_ACQUIRE_BEGIN, 0, lock_id(lock), WAIT_FOREVER);
    add(shop, thread, EVENT_DOOR_WAIT_BEGIN, inside, lock_id(lock), ++worker->wait);
    worker->next = NOBODY;
    if (shelf->first_waiter == NOBODY) {
        shelf->first_waiter = thread;
    } else {
        shop->workers[shelf->last_waiter].next = thread;
    }
    shelf->last_waiter = thread;
    worker->posture = POSTURE_WAITING;
    worker->lock = lock;
}

static void take(struct workshop *shop, uint32_t thread, uint32_t lock, uint16_t flags)
{
    struct shelf *shelf = &shop->shelves[lock];
    shelf->holder = thread;
    add(shop, thread, EVENT_LOCK_ACQUIRE, flags, lock_id(lock), ++shelf->sequence << 32 | 1);
    shop->workers[thread].posture = POSTURE_HOLDING;
    shop->workers[thread].lock = lock;
}

static void want_lock(struct workshop *shop, uint32_t thread)
{
    /* a few turns are about the first two, where threads meet; the last two are for the end */
    uint32_t lock = draw(shop, 12) ? 2 + draw(shop, WORKSHOP_LOCKS - 4) : draw(shop, 2);
    if (shop->shelves[lock].holder == NOBODY) {
        take(shop, thread, lock, 0);
    } else {
        begin_wait(shop, thread, lock);
    }
}

static void give_back(struct workshop *shop, uint32_t thread)
{
    struct worker *worker = &shop->workers[thread];
    struct shelf *shelf = &shop->shelves[worker->lock];
    add(shop, thread, EVENT_LOCK_RELEASE, 0, lock_id(worker->lock), shelf->sequence << 32);
    worker->posture = POSTURE_FREE;
    uint32_t next = shelf->first_waiter;
    shelf->holder = next;
    if (next != NOBODY) {
        shelf->first_waiter = shop->workers[next].next;
        add(shop, thread, EVENT_DOOR_WAKE, inside, lock_id(worker->lock),
            (uint64_t)next << 32 | shop->workers[next].wait);
        shop->workers[next].posture = POSTURE_HANDED;
    }
}

static void take_handed(struct workshop *shop, uint32_t thread)
{
    struct worker *worker = &shop->workers[thread];
    add(shop, thread, EVENT_DOOR_WAIT, inside, lock_id(worker->lock), worker->wait);
    take(shop, thread, worker->lock, FLAG_CONTENDED);
}

static void pass_item(struct workshop *shop, uint32_t thread)
{
    uint32_t queue = draw(shop, WORKSHOP_QUEUES);
    bool puts = shop->items[queue] == 0 || (shop->items[queue] < QUEUE_FULL && draw(shop, 2));
    uint64_t size = puts ? ++shop->items[queue] : --shop->items[queue];
    uint64_t item = puts ? ++shop->put[queue] : ++shop->got[queue];
    add(shop, thread, puts ? EVENT_QUEUE_PUT : EVENT_QUEUE_GET, 0, queue_id(queue),
        size << 32 | item);
}

static void fall_asleep(struct workshop *shop, uint32_t thread)
{
    struct worker *worker = &shop->workers[thread];
    uint32_t ticks = 1 + draw(shop, SLEEP_TICKS);
    add(shop, thread, EVENT_SLEEP_BEGIN, FLAG_TIMED, 0, (uint64_t)ticks * TICK_NS_SPAN);
    add(shop, thread, EVENT_DOOR_WAIT_BEGIN, inside | FLAG_TIMED, 0, ++worker->wait);
    worker->posture = POSTURE_ASLEEP;
    worker->wake_tick = shop->tick + ticks;
}

static void wake_up(struct workshop *shop, uint32_t thread)
{
    struct worker *worker = &shop->workers[thread];
    if (shop->tick < worker->wake_tick) {
        return;
    }
    add(shop, thread, EVENT_DOOR_WAIT, inside, 0, worker->wait);
    add(shop, thread, EVENT_SLEEP, 0, 0, 0);
    worker->posture = POSTURE_FREE;
}

static void take_turn(struct workshop *shop, uint32_t thread)
{
    shop->tick++;
    switch (shop->workers[thread].posture) {
    case POSTURE_FREE:
        if (draw(shop, SLEEP_SHARE) == 0) {
            fall_asleep(shop, thread);
        } else if (draw(shop, 5) == 0) {
            pass_item(shop, thread);
        } else {
            want_lock(shop, thread);
        }
        break;
    case POSTURE_HOLDING:
        give_back(shop, thread);
        break;
    case POSTURE_HANDED:
        take_handed(shop, thread);
        break;
    case POSTURE_ASLEEP:
        wake_up(shop, thread);
        break;
    case POSTURE_WAITING:
        break;
    }
}

/* Two threads take a lock each, and then want the other's. */
static void end_in_deadlock(struct workshop *shop)
{
    uint32_t pair[2] = {0}, count = 0, locks[2];
    for (uint32_t i = 1; i <= shop->thread_count && count < 2; i++) {
        uint32_t lock = WORKSHOP_LOCKS - 1 - count;
        bool is_idle = shop->workers[i].posture == POSTURE_FREE;
        if (is_idle && shop->shelves[lock].holder == NOBODY) {
            take(shop, i, lock, 0);
            locks[count] = lock;
            pair[count++] = i;
        }
    }
    if (count == 2) {
        begin_wait(shop, pair[0], locks[1]);
        begin_wait(shop, pair[1], locks[0]);
    }
}

static void add_text(struct workshop *shop, enum text_kind kind, uint64_t key, uint64_t value,
                     const char *text)
{
    struct raw_text raw = {.key = key,
                           .value = value,
                           .strings = {text, "", ""},
                           .process = 1,
                           .kind = (uint16_t)kind};
    trace_builder_add_text(shop->builder, &raw);
}

static void add_words(struct workshop *shop)
{
    char text[64];
    for (uint32_t i = 0; i < WORKSHOP_LOCKS; i++) {
        snprintf(text, sizeof text, "shelf %u", i + 1);
        add_text(shop, TEXT_NAME, lock_id(i), 0, text);
    }
    for (uint32_t i = 0; i < WORKSHOP_QUEUES; i++) {
        snprintf(text, sizeof text, "belt %u", i + 1);
        add_text(shop, TEXT_NAME, queue_id(i), 0, text);
    }
    for (uint32_t i = 1; i <= SITES; i++) {
        add_text(shop, TEXT_SITE, i, 20 + i, "workshop.c");
    }
    add_text(shop, TEXT_END, 0, 0, "hung");
}

/* The last thread gives a lock back and is not heard of until the end; the one before it waits for
 * an item of a belt of its own as long. */
static void look_on(struct workshop *shop, bool is_over)
{
    uint32_t last = shop->thread_count, waiter = last - 1;
    uint64_t belt = queue_id(WORKSHOP_QUEUES - 1);
    if (!is_over) {
        take(shop, last, 0, 0);
        give_back(shop, last);
        add(shop, waiter, EVENT_QUEUE_GET_BEGIN, 0, belt, WAIT_FOREVER);
        add(shop, waiter, EVENT_DOOR_WAIT_BEGIN, inside, belt, ++shop->workers[waiter].wait);
    } else {
        add(shop, waiter, EVENT_DOOR_WAIT, inside, belt, shop->workers[waiter].wait);
        add(shop, waiter, EVENT_QUEUE_GET, 0, belt, 1);
        take(shop, last, 0, 0);
        give_back(shop, last);
    }
}

static void begin(struct workshop *shop, size_t event_count)
{
    for (uint32_t i = 1; i <= shop->thread_count; i++) {
        trace_builder_add_thread(shop->builder, i, 100 + i, 1, 77);
    }
    add_words(shop);
    trace_builder_expect_sorted(shop->builder, event_count);
    for (uint32_t i = 0; i < WORKSHOP_LOCKS; i++) {
        shop->shelves[i] = (struct shelf){NOBODY, NOBODY, NOBODY, 0};
        add(shop, 1, EVENT_OBJECT_CREATE, i < WORKSHOP_LOCKS - 2 ? TYPE_LOCK : TYPE_RLOCK,
            lock_id(i), 0);
    }
    for (uint32_t i = 0; i < WORKSHOP_QUEUES; i++) {
        add(shop, 1, EVENT_OBJECT_CREATE, TYPE_QUEUE, queue_id(i), 0);
    }
}

struct trace *workshop_trace_create(size_t event_count, uint32_t thread_count)
{
    struct workshop shop = {
        .builder = trace_builder_create(),
        .workers = calloc(thread_count + 1, sizeof *shop.workers),
        .thread_count = thread_count,
        .random = 88172645463325252u,
    };
    begin(&shop, event_count);
    look_on(&shop, false);
    while (shop.event_count + ENDING < event_count) {
        take_turn(&shop, 1 + draw(&shop, thread_count - ONLOOKERS));
    }
    look_on(&shop, true);
    end_in_deadlock(&shop);
    free(shop.workers);
    return trace_builder_finish(shop.builder, "");
}
