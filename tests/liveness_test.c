/* Random programs of locks, rlocks, a condition, joins, sleeps and timed waits, played by a small
 * scheduler that follows the rules of the primitives. Whatever liveness calls dead must never again
 * finish anything, at no moment of any run; and where nothing can move any more, nobody may be
 * called live. */
#include "tracer/analysis/liveness.h"

#include <stdlib.h>

#include "tests/check.h"
#include "tracer/model/trace_builder.h"

#define THREAD_COUNT  4 /* number 1 is main */
#define LOCK_COUNT    3 /* 0 and 1 plain, 2 an rlock; the condition uses lock 0 */
#define STEP_MAX      60
#define PROGRAM_COUNT 20000

enum player_state {
    PLAYER_RUNS,
    PLAYER_WAITS, /* in a queue, or for a thread to end */
    PLAYER_WOKEN,
    PLAYER_ENDED,
};

struct player {
    enum player_state state;
    uint64_t target;     /* what it waits for */
    bool is_timed;       /* this wait */
    uint32_t wait;       /* number of its latest wait */
    int wanted_lock;     /* being acquired, or -1 */
    bool in_condition;   /* between condition.wait's begin and end */
    bool has_timed_out;  /* that wait did */
    unsigned steps_left; /* then it ends */
};

struct game {
    struct trace_builder *builder;
    uint64_t time_ns;
    uint64_t random;
    struct player players[THREAD_COUNT + 1];
    int holder[LOCK_COUNT]; /* player, 0: free */
    uint32_t depth[LOCK_COUNT];
    uint32_t sequence[LOCK_COUNT];
};

static uint32_t pick(struct game *game, uint32_t count)
{
    game->random = game->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(game->random >> 33) % count;
}

static uint64_t lock_id(int lock)
{
    return id_make(ID_LIBRARY, 1 + (uint64_t)lock);
}

static uint64_t condition_id(void)
{
    return id_make(ID_LIBRARY, 1 + LOCK_COUNT);
}

static void emit(struct game *game, int player, uint16_t kind, uint16_t flags, uint64_t object,
                 uint64_t value)
{
    game->time_ns += 1000;
    trace_builder_add_event(game->builder, &(struct raw_event){.time_ns = game->time_ns,
                                                               .value = value,
                                                               .object = object,
                                                               .thread = (uint32_t)player,
                                                               .process = 1,
                                                               .kind = kind,
                                                               .flags = flags});
}

/* ---- the door ---- */

static void begin_wait(struct game *game, int self, uint64_t target, bool is_timed)
{
    struct player *player = &game->players[self];
    player->state = PLAYER_WAITS;
    player->target = target;
    player->is_timed = is_timed;
    emit(game, self, EVENT_DOOR_WAIT_BEGIN, is_timed ? FLAG_TIMED : 0, target, ++player->wait);
}

/* Wakes one that waits for the target, chosen at random: queues need not be fair. */
static bool wake_one(struct game *game, int self, uint64_t target)
{
    int first = 1 + (int)pick(game, THREAD_COUNT);
    for (int i = 0; i < THREAD_COUNT; i++) {
        int other = 1 + (first + i) % THREAD_COUNT;
        struct player *player = &game->players[other];
        if (player->state == PLAYER_WAITS && player->target == target) {
            player->state = PLAYER_WOKEN;
            emit(game, self, EVENT_DOOR_WAKE, 0, target, (uint64_t)other << 32 | player->wait);
            return true;
        }
    }
    return false;
}

/* ---- locks ---- */

static void try_lock(struct game *game, int self)
{
    struct player *player = &game->players[self];
    int lock = player->wanted_lock;
    if (game->holder[lock] != 0 && (lock != 2 || game->holder[lock] != self)) {
        begin_wait(game, self, lock_id(lock), false);
        return;
    }
    game->sequence[lock] += game->holder[lock] == 0;
    game->holder[lock] = self;
    player->wanted_lock = -1;
    emit(game, self, EVENT_LOCK_ACQUIRE, 0, lock_id(lock),
         ++game->depth[lock] | (uint64_t)game->sequence[lock] << 32);
    if (player->in_condition) {
        player->in_condition = false;
        emit(game, self, player->has_timed_out ? EVENT_CONDITION_WAIT_FAILED : EVENT_CONDITION_WAIT,
             player->has_timed_out ? REASON_TIMEOUT : 0, condition_id(), 0);
    }
}

static void acquire(struct game *game, int self, int lock)
{
    bool is_free = game->holder[lock] == 0 || (lock == 2 && game->holder[lock] == self);
    game->players[self].wanted_lock = lock;
    if (!is_free) {
        emit(game, self, EVENT_LOCK_ACQUIRE_BEGIN, 0, lock_id(lock), WAIT_FOREVER);
    }
    try_lock(game, self);
}

static void release(struct game *game, int self, int lock)
{
    bool may_release = game->holder[lock] != 0 && (lock != 2 || game->holder[lock] == self);
    if (!may_release) {
        return;
    }
    game->depth[lock]--;
    emit(game, self, EVENT_LOCK_RELEASE, 0, lock_id(lock),
         game->depth[lock] | (uint64_t)game->sequence[lock] << 32);
    if (game->depth[lock] == 0) {
        game->holder[lock] = 0;
        wake_one(game, self, lock_id(lock));
    }
}

/* ---- condition, join, sleep, end ---- */

static void wait_condition(struct game *game, int self, bool is_timed)
{
    if (game->holder[0] != self) {
        return;
    }
    game->players[self].in_condition = true;
    game->players[self].has_timed_out = false;
    emit(game, self, EVENT_CONDITION_WAIT_BEGIN, is_timed ? FLAG_TIMED : 0, condition_id(),
         is_timed ? 1000 : WAIT_FOREVER);
    release(game, self, 0);
    begin_wait(game, self, condition_id(), is_timed);
}

static void notify(struct game *game, int self)
{
    bool is_heard = false;
    for (int other = 1; other <= THREAD_COUNT; other++) {
        const struct player *player = &game->players[other];
        is_heard |= player->state == PLAYER_WAITS && player->target == condition_id();
    }
    emit(game, self, EVENT_CONDITION_NOTIFY, 0, condition_id(), 1 | (uint64_t)is_heard << 32);
    wake_one(game, self, condition_id());
}

static void join(struct game *game, int self, int other)
{
    uint64_t target = id_make(ID_THREAD, (uint64_t)other);
    if (game->players[other].state == PLAYER_ENDED) {
        emit(game, self, EVENT_THREAD_JOIN, 0, target, 0);
        return;
    }
    emit(game, self, EVENT_THREAD_JOIN_BEGIN, 0, target, WAIT_FOREVER);
    begin_wait(game, self, target, false);
}

static void sleep_a_while(struct game *game, int self)
{
    emit(game, self, EVENT_SLEEP_BEGIN, FLAG_TIMED, 0, 1000);
    begin_wait(game, self, 0, true);
}

static void end_thread(struct game *game, int self)
{
    uint64_t target = id_make(ID_THREAD, (uint64_t)self);
    game->players[self].state = PLAYER_ENDED;
    emit(game, self, EVENT_THREAD_END, 0, target, 0);
    while (wake_one(game, self, target)) {
    }
}

/* ---- moves ---- */

static void act(struct game *game, int self)
{
    if (game->players[self].steps_left-- == 0) {
        end_thread(game, self);
        return;
    }
    switch (pick(game, 9)) {
    case 0:
    case 1:
    case 2:
        acquire(game, self, (int)pick(game, LOCK_COUNT));
        break;
    case 3:
    case 4:
        release(game, self, (int)pick(game, LOCK_COUNT));
        break;
    case 5:
        wait_condition(game, self, pick(game, 3) == 0);
        break;
    case 6:
        notify(game, self);
        break;
    case 7:
        sleep_a_while(game, self);
        break;
    default:
        join(game, self, 1 + (int)pick(game, THREAD_COUNT));
        break;
    }
}

/* After a wait, woken or timed out: what the operation around it does next. */
static void come_back(struct game *game, int self, bool has_timed_out)
{
    struct player *player = &game->players[self];
    uint64_t target = player->target;
    player->state = PLAYER_RUNS;
    emit(game, self, has_timed_out ? EVENT_DOOR_WAIT_FAILED : EVENT_DOOR_WAIT,
         has_timed_out ? REASON_TIMEOUT : 0, target, player->wait);
    if (target == 0) {
        emit(game, self, EVENT_SLEEP, 0, 0, 0);
    } else if (target == condition_id()) {
        player->has_timed_out = has_timed_out;
        acquire(game, self, 0);
    } else if (id_class(target) == ID_THREAD) {
        emit(game, self, EVENT_THREAD_JOIN, 0, target, 0);
    } else {
        try_lock(game, self);
    }
}

static bool can_move(const struct player *player)
{
    return player->state == PLAYER_RUNS || player->state == PLAYER_WOKEN ||
           (player->state == PLAYER_WAITS && player->is_timed);
}

/* Lets one thread that can move do so; false: none can. */
static bool move(struct game *game)
{
    int first = (int)pick(game, THREAD_COUNT);
    for (int i = 0; i < THREAD_COUNT; i++) {
        int self = 1 + (first + i) % THREAD_COUNT;
        const struct player *player = &game->players[self];
        if (!can_move(player)) {
            continue;
        }
        if (player->state == PLAYER_RUNS) {
            act(game, self);
        } else {
            come_back(game, self, player->state == PLAYER_WAITS);
        }
        return true;
    }
    return false;
}

/* Plays one program; *stuck_count: how many are left when it came to a full stop, else 0. */
static struct trace *play(uint64_t seed, uint32_t *stuck_count)
{
    struct game game = {.builder = trace_builder_create(), .random = seed};
    for (int self = 1; self <= THREAD_COUNT; self++) {
        emit(&game, self, EVENT_THREAD_BEGIN, 0, id_make(ID_THREAD, (uint64_t)self), 0);
        game.players[self].wanted_lock = -1;
        game.players[self].steps_left = 3 + pick(&game, 8);
    }
    for (int lock = 0; lock < LOCK_COUNT; lock++) {
        emit(&game, 1, EVENT_OBJECT_CREATE, lock == 2 ? TYPE_RLOCK : TYPE_LOCK, lock_id(lock), 0);
    }
    emit(&game, 1, EVENT_OBJECT_CREATE, TYPE_CONDITION, condition_id(), 0);
    for (int step = 0; step < STEP_MAX && move(&game); step++) {
    }
    *stuck_count = 0;
    bool can_anyone_move = false;
    for (int self = 1; self <= THREAD_COUNT; self++) {
        can_anyone_move |= can_move(&game.players[self]);
        *stuck_count += game.players[self].state != PLAYER_ENDED;
    }
    *stuck_count = can_anyone_move ? 0 : *stuck_count;
    return trace_builder_finish(game.builder, "");
}

/* ---- checks ---- */

/* Who is called dead at each moment of the trace must not finish an operation later. */
static bool is_ever_wrong(const struct trace *trace, struct arena *arena, uint32_t *dead_count)
{
    bool is_wrong = false;
    bool was_dead[THREAD_COUNT + 1] = {false};
    struct moment *moment = moment_create(trace);
    while (moment->event_count < trace->event_count) {
        const struct event *event = &trace->events[moment->event_count];
        bool finishes = kind_stage(event->kind) != STAGE_BEGIN &&
                        kind_operation(event->kind) != OPERATION_DOOR_WAIT;
        is_wrong |= finishes && was_dead[event->thread];
        moment_apply(moment);
        const struct liveness *liveness = liveness_compute(arena, moment, WORLD_RECORDED);
        *dead_count = liveness->dead_count;
        for (int thread = 1; thread <= THREAD_COUNT; thread++) {
            was_dead[thread] |= liveness->is_dead[thread];
        }
        arena_clear(arena);
    }
    moment_destroy(moment);
    return is_wrong;
}

static void test_dead_never_finish(void)
{
    struct arena *arena = arena_create();
    uint32_t hang_count = 0, wrong_count = 0, missed_count = 0;
    for (uint64_t seed = 1; seed <= PROGRAM_COUNT; seed++) {
        uint32_t stuck_count, dead_count = 0;
        struct trace *trace = play(seed, &stuck_count);
        wrong_count += is_ever_wrong(trace, arena, &dead_count);
        hang_count += stuck_count > 0;
        missed_count += stuck_count > 0 && dead_count != stuck_count;
        trace_destroy(trace);
    }
    check_int_equal(wrong_count, 0);
    check_int_equal(missed_count, 0);
    check_true(hang_count > PROGRAM_COUNT / 10); /* else the test has nothing to say */
    arena_destroy(arena);
}

static const struct test_case test_cases[] = {
    {"liveness@random-programs-dead-never-finish-and-hangs-are-found", test_dead_never_finish},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
