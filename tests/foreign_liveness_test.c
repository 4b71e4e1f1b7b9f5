/* Random pthread programs of mutexes, a condition, joins, sleeps and timed waits, as the preloaded
 * library records them: what gives is recorded before it is done, what gets after it, in steps of
 * their own, so that any thread may come in between; nobody says whom a signal wakes, nor when a
 * waiter goes from waiting for the signal to waiting for its mutex. Whatever liveness calls dead
 * must never again finish anything; and where nothing can move any more and the kernel says who
 * sleeps, nobody may be called live. */
#include "tests/check.h"
#include "tracer/analysis/liveness.h"
#include "tracer/model/trace_builder.h"

#define THREAD_COUNT  4 /* number 1 is main */
#define MUTEX_COUNT   2 /* the condition uses number 0 */
#define STEP_MAX      120
#define PROGRAM_COUNT 20000
#define NOBODY        0

enum player_state {
    PLAYER_RUNS,
    PLAYER_GIVES,     /* has recorded that it gives a mutex back */
    PLAYER_SIGNALS,   /* has recorded that it signals */
    PLAYER_GOES_IN,   /* has recorded that it begins to wait on the condition */
    PLAYER_LISTENS,   /* waits for a signal */
    PLAYER_RECLAIMS,  /* signalled or out of time: waits for the mutex, unseen */
    PLAYER_COMES_OUT, /* has the mutex again, and has not recorded it */
    PLAYER_BLOCKED,   /* waits for a mutex */
    PLAYER_HAS_TAKEN, /* has it, and has not recorded it */
    PLAYER_SLEEPS,
    PLAYER_JOINS,
    PLAYER_ENDED,
};

struct player {
    enum player_state state;
    bool is_timed; /* its wait for a signal */
    bool is_out_of_time;
    bool has_waited;   /* for the mutex it is about to record */
    bool is_broadcast; /* its signal */
    int mutex;         /* that it is about */
    int joined;
    uint32_t wait; /* number of its latest wait */
    unsigned steps_left;
};

struct game {
    struct trace_builder *builder;
    uint64_t time_ns;
    uint64_t random;
    struct player players[THREAD_COUNT + 1];
    int holder[MUTEX_COUNT]; /* in truth */
};

static uint32_t pick(struct game *game, uint32_t count)
{
    game->random = game->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(game->random >> 33) % count;
}

static uint64_t mutex_id(int mutex)
{
    return 0x1000 + 64 * (uint64_t)mutex;
}

static uint64_t condition_id(void)
{
    return 0x2000;
}

static void emit(struct game *game, int self, uint16_t kind, uint16_t flags, uint64_t object,
                 uint64_t value)
{
    game->time_ns += 1000;
    trace_builder_add_event(game->builder, &(struct raw_event){.time_ns = game->time_ns,
                                                               .value = value,
                                                               .object = object,
                                                               .thread = (uint32_t)self,
                                                               .process = 1,
                                                               .kind = kind,
                                                               .flags = flags});
}

static void begin_wait(struct game *game, int self, uint64_t target, uint16_t flags)
{
    emit(game, self, EVENT_DOOR_WAIT_BEGIN, flags, target, ++game->players[self].wait);
}

static void end_wait(struct game *game, int self, uint64_t target, bool is_out_of_time)
{
    emit(game, self, is_out_of_time ? EVENT_DOOR_WAIT_FAILED : EVENT_DOOR_WAIT,
         is_out_of_time ? REASON_TIMEOUT : 0, target, game->players[self].wait);
}

/* ---- what a running thread begins ---- */

static void lock(struct game *game, int self, int mutex)
{
    struct player *player = &game->players[self];
    player->mutex = mutex;
    player->has_waited = game->holder[mutex] != NOBODY;
    if (!player->has_waited) {
        game->holder[mutex] = self;
        player->state = PLAYER_HAS_TAKEN;
        return;
    }
    emit(game, self, EVENT_LOCK_ACQUIRE_BEGIN, 0, mutex_id(mutex), WAIT_FOREVER);
    begin_wait(game, self, mutex_id(mutex), 0);
    player->state = PLAYER_BLOCKED;
}

static void unlock(struct game *game, int self, int mutex)
{
    if (game->holder[mutex] == self) {
        emit(game, self, EVENT_LOCK_RELEASE, 0, mutex_id(mutex), 0);
        game->players[self].mutex = mutex;
        game->players[self].state = PLAYER_GIVES;
    }
}

static void wait_for_signal(struct game *game, int self, bool is_timed)
{
    uint16_t flags = is_timed ? FLAG_TIMED : 0;
    if (game->holder[0] != self) {
        return;
    }
    game->players[self].is_timed = is_timed;
    game->players[self].is_out_of_time = false;
    emit(game, self, EVENT_OBJECT_HAS, ROLE_LOCK, condition_id(), mutex_id(0));
    emit(game, self, EVENT_CONDITION_WAIT_BEGIN, flags, condition_id(),
         is_timed ? 1000 : WAIT_FOREVER);
    emit(game, self, EVENT_LOCK_RELEASE, FLAG_SPECIAL, mutex_id(0), 0);
    begin_wait(game, self, condition_id(), flags);
    game->players[self].state = PLAYER_GOES_IN;
}

static void signal_waiters(struct game *game, int self, bool is_broadcast)
{
    emit(game, self, EVENT_CONDITION_NOTIFY, 0, condition_id(),
         (is_broadcast ? NOTIFY_ALL : 1) | (uint64_t)NOTIFY_UNKNOWN << 32);
    game->players[self].is_broadcast = is_broadcast;
    game->players[self].state = PLAYER_SIGNALS;
}

static void join(struct game *game, int self, int other)
{
    uint64_t target = id_make(ID_THREAD, (uint64_t)other);
    emit(game, self, EVENT_THREAD_JOIN_BEGIN, 0, target, WAIT_FOREVER);
    begin_wait(game, self, target, 0);
    game->players[self].joined = other;
    game->players[self].state = PLAYER_JOINS;
}

static void act(struct game *game, int self)
{
    if (game->players[self].steps_left-- == 0) {
        emit(game, self, EVENT_THREAD_END, 0, id_make(ID_THREAD, (uint64_t)self), 0);
        game->players[self].state = PLAYER_ENDED;
        return;
    }
    switch (pick(game, 10)) {
    case 0:
    case 1:
    case 2:
        lock(game, self, (int)pick(game, MUTEX_COUNT));
        break;
    case 3:
    case 4:
        unlock(game, self, (int)pick(game, MUTEX_COUNT));
        break;
    case 5:
    case 6:
        wait_for_signal(game, self, pick(game, 3) == 0);
        break;
    case 7:
        signal_waiters(game, self, pick(game, 3) == 0);
        break;
    case 8:
        emit(game, self, EVENT_SLEEP_BEGIN, FLAG_TIMED, 0, 1000);
        begin_wait(game, self, 0, FLAG_TIMED);
        game->players[self].state = PLAYER_SLEEPS;
        break;
    default:
        join(game, self, 1 + (int)pick(game, THREAD_COUNT));
        break;
    }
}

/* ---- what comes of it ---- */

/* One of those who listen, or all. */
static void do_signal(struct game *game, bool is_broadcast)
{
    int first = (int)pick(game, THREAD_COUNT);
    for (int i = 0; i < THREAD_COUNT; i++) {
        struct player *player = &game->players[1 + (first + i) % THREAD_COUNT];
        if (player->state == PLAYER_LISTENS) {
            player->state = PLAYER_RECLAIMS;
            if (!is_broadcast) {
                return;
            }
        }
    }
}

static void come_out(struct game *game, int self)
{
    bool is_out_of_time = game->players[self].is_out_of_time;
    end_wait(game, self, condition_id(), is_out_of_time);
    emit(game, self, EVENT_LOCK_ACQUIRE, 0, mutex_id(0), 1);
    emit(game, self, is_out_of_time ? EVENT_CONDITION_WAIT_FAILED : EVENT_CONDITION_WAIT,
         is_out_of_time ? REASON_TIMEOUT : 0, condition_id(), 0);
}

static void record_taken(struct game *game, int self)
{
    const struct player *player = &game->players[self];
    if (player->has_waited) {
        end_wait(game, self, mutex_id(player->mutex), false);
    }
    emit(game, self, EVENT_LOCK_ACQUIRE, player->has_waited ? FLAG_CONTENDED : 0,
         mutex_id(player->mutex), 1);
}

static bool can_move(const struct game *game, int self)
{
    const struct player *player = &game->players[self];
    switch (player->state) {
    case PLAYER_LISTENS:
        return player->is_timed;
    case PLAYER_RECLAIMS:
        return game->holder[0] == NOBODY;
    case PLAYER_BLOCKED:
        return game->holder[player->mutex] == NOBODY;
    case PLAYER_JOINS:
        return game->players[player->joined].state == PLAYER_ENDED;
    default:
        return player->state != PLAYER_ENDED;
    }
}

static void go_on(struct game *game, int self)
{
    struct player *player = &game->players[self];
    enum player_state state = player->state;
    player->state = PLAYER_RUNS;
    switch (state) {
    case PLAYER_GIVES:
        game->holder[player->mutex] = NOBODY;
        break;
    case PLAYER_SIGNALS:
        do_signal(game, player->is_broadcast);
        break;
    case PLAYER_GOES_IN:
        game->holder[0] = NOBODY;
        player->state = PLAYER_LISTENS;
        break;
    case PLAYER_LISTENS:
        player->is_out_of_time = true;
        player->state = PLAYER_RECLAIMS;
        break;
    case PLAYER_RECLAIMS:
        game->holder[0] = self;
        player->state = PLAYER_COMES_OUT;
        break;
    case PLAYER_COMES_OUT:
        come_out(game, self);
        break;
    case PLAYER_BLOCKED:
        game->holder[player->mutex] = self;
        player->state = PLAYER_HAS_TAKEN;
        break;
    case PLAYER_HAS_TAKEN:
        record_taken(game, self);
        break;
    case PLAYER_SLEEPS:
        end_wait(game, self, 0, true);
        emit(game, self, EVENT_SLEEP, 0, 0, 0);
        break;
    case PLAYER_JOINS:
        end_wait(game, self, id_make(ID_THREAD, (uint64_t)player->joined), false);
        emit(game, self, EVENT_THREAD_JOIN, 0, id_make(ID_THREAD, (uint64_t)player->joined), 0);
        break;
    default:
        act(game, self);
        break;
    }
}

/* Lets one thread that can move do so; false: none can. */
static bool move(struct game *game)
{
    int first = (int)pick(game, THREAD_COUNT);
    for (int i = 0; i < THREAD_COUNT; i++) {
        int self = 1 + (first + i) % THREAD_COUNT;
        if (can_move(game, self)) {
            go_on(game, self);
            return true;
        }
    }
    return false;
}

static void say_asleep(struct game *game, int self)
{
    trace_builder_add_text(game->builder, &(struct raw_text){.time_ns = game->time_ns,
                                                             .kind = TEXT_ASLEEP,
                                                             .key = (uint64_t)self,
                                                             .value = game->players[self].wait,
                                                             .strings = {"", "", ""}});
}

/* Plays one program; *stuck_count: how many are left when it came to a full stop, else 0. */
static struct trace *play(uint64_t seed, uint32_t *stuck_count)
{
    struct game game = {.builder = trace_builder_create(), .random = seed};
    for (int self = 1; self <= THREAD_COUNT; self++) {
        emit(&game, self, EVENT_THREAD_BEGIN, 0, id_make(ID_THREAD, (uint64_t)self), 0);
        game.players[self].steps_left = 3 + pick(&game, 8);
    }
    bool is_going = true;
    for (int step = 0; step < STEP_MAX && is_going; step++) {
        is_going = move(&game);
    }
    *stuck_count = 0;
    for (int self = 1; self <= THREAD_COUNT && !is_going; self++) {
        if (game.players[self].state != PLAYER_ENDED) {
            say_asleep(&game, self);
            ++*stuck_count;
        }
    }
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
        bool finishes = kind_stage(event->kind) != STAGE_BEGIN;
        is_wrong |= finishes && event->kind != EVENT_DOOR_WAKE && was_dead[event->thread];
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
    uint32_t hang_count = 0;
    for (uint64_t seed = 1; seed <= PROGRAM_COUNT; seed++) {
        uint32_t stuck_count, dead_count = 0;
        struct trace *trace = play(seed * 7919, &stuck_count);
        check_true(!is_ever_wrong(trace, arena, &dead_count));
        if (stuck_count > 0) {
            check_int_equal(dead_count, stuck_count);
            hang_count++;
        }
        trace_destroy(trace);
    }
    check_true(hang_count > PROGRAM_COUNT / 10);
    arena_destroy(arena);
}

static const struct test_case test_cases[] = {
    {"foreign-liveness@dead-never-finish-and-hangs-are-found", test_dead_never_finish},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
