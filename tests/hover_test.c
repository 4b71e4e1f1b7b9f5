/* Whatever lies under the pointer says in a sentence what it is: who waits for what, since which
 * line, who holds it, who woke it, how long. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "viewer/app/camera.h"
#include "viewer/app/hovering.h"
#include "viewer/app/pointer.h"

#define BEGIN_A_B                                                                                  \
    "main thread.create+ A; A thread.begin A @0.1ms; main thread.create A;"                        \
    "main thread.create+ B; B thread.begin B @0.2ms; main thread.create B;"
#define UNTIL_10_MS "main print 1 \"x\" @10ms"

#define LOCK                                                                                       \
    BEGIN_A_B "A lock.acquire L x.c:5 @1ms; B lock.acquire+ L x.c:9 @2ms; B ·door.wait+ L #1;"    \
              "A lock.release L x.c:6 @4ms; A ·door.wake L B#1; B ·door.wait L #1;"              \
              "B lock.acquire L x.c:9 @4.5ms; B lock.release L x.c:10 @6ms;" UNTIL_10_MS
#define DEADLOCK                                                                                   \
    BEGIN_A_B "A lock.acquire a x.c:5 @1ms; B lock.acquire b x.c:9 @2ms;"                          \
              "A lock.acquire+ b x.c:6 @3ms; A ·door.wait+ b #1; B lock.acquire+ a x.c:10 @4ms;"  \
              "B ·door.wait+ a #1; main thread.join+ A x.c:20 @5ms; main ·door.wait+ A #1"
#define LOST_NOTIFY                                                                                \
    "C:condition uses L; C=cond; main thread.create+ A; A thread.begin A @0.2ms;"                  \
    "main thread.create A; A lock.acquire L @0.7ms; A condition.notify C 1/0 x.c:3 @1.35ms;"       \
    "A lock.release L @1.4ms; A thread.end A @1.6ms; main lock.acquire L x.c:7 @2.6ms;"            \
    "main condition.wait+ C x.c:8 @3.2ms; main ·lock.release L; main ·door.wait+ C #1 x.c:8"
#define NOTIFY                                                                                      \
    "C:condition uses L; C=cond;" BEGIN_A_B                                                         \
    "A lock.acquire L x.c:5 @1ms; A condition.wait+ C x.c:6 @2ms; A ·lock.release L x.c:6;"        \
    "A ·door.wait+ C #1 x.c:6; B lock.acquire L x.c:9 @3ms; B condition.notify C 1/1 x.c:10 @4ms;" \
    "B ·door.wake C A#1; A ·door.wait C #1 @4.1ms; A ·lock.acquire+ L; A ·door.wait+ L #2;"     \
    "B lock.release L @5ms; B ·door.wake L A#2; A ·door.wait L #2; A ·lock.acquire L;"           \
    "A condition.wait C @5.5ms; A lock.release L @6ms;" UNTIL_10_MS
#define SEMAPHORE                                                                                  \
    "S:semaphore limit 1; S=sem;" BEGIN_A_B                                                        \
    "A semaphore.acquire S 0 x.c:5 @1ms; B semaphore.acquire+ S x.c:9 @2ms; B ·door.wait+ S #1;"  \
    "A semaphore.release S 1 x.c:6 @4ms; A ·door.wake S B#1; B ·door.wait S #1;"                 \
    "B semaphore.acquire S 0 x.c:9 @4.5ms; B semaphore.release S 1 x.c:10 @6ms;" UNTIL_10_MS
#define QUEUE                                                                                      \
    "Q:queue limit 1; Q=q;" BEGIN_A_B                                                              \
    "A queue.get+ Q x.c:5 @1ms; A ·door.wait+ Q #1; B queue.put Q 1/1 x.c:9 @2ms;"                \
    "B ·door.wake Q A#1; A ·door.wait Q #1; A queue.get Q 1/0 x.c:5 @3ms;"                       \
    "B queue.put Q 2/1 x.c:10 @4ms; B queue.put+ Q x.c:11 @5ms; B ·door.wait+ Q #1;"              \
    "A queue.get Q 2/0 x.c:6 @7ms; A ·door.wake Q B#1; B ·door.wait Q #1;"                       \
    "B queue.put Q 3/1 x.c:11 @7.5ms;" UNTIL_10_MS
#define BARRIER                                                                                    \
    "P:barrier limit 2; P=meeting;" BEGIN_A_B                                                      \
    "A barrier.wait+ P x.c:5 @1ms; A ·door.wait+ P #1; B barrier.wait P 1 x.c:9 @3ms;"            \
    "B ·door.wake P A#1; A ·door.wait P #1; A barrier.wait P 0 x.c:5 @4ms;" UNTIL_10_MS
#define EVENT                                                                                      \
    "E:event; E=ready;" BEGIN_A_B                                                                  \
    "A event.wait+ E x.c:5 @1ms; A ·door.wait+ E #1; B event.set E x.c:9 @3ms;"                   \
    "B ·door.wake E A#1; A ·door.wait E #1; A event.wait E x.c:5 @4ms;"                          \
    "B event.clear E x.c:10 @6ms;" UNTIL_10_MS

/* What lies under the pointer, and what it says. */
static const struct row {
    const char *name, *sequence, *outcome;
    const char *kind; /* the first group in the picture whose id begins so */
    const char *english, *chinese;
} rows[] = {
    {"lock-wait", LOCK, "", "queue:",
     "B waits for L, 2.50 ms, since x.c:9; A held it since x.c:5; A woke it · 2.00 ms – 4.50 ms",
     "B 在等 L，2.50 ms，从 x.c:9 起；A 当时持有它（从 x.c:5 起）；A 唤醒了它 · 2.00 ms – 4.50 ms"},
    {"lock-hold", LOCK, "",
     "held:", "A holds L, 3.00 ms, since x.c:5, until x.c:6; waiting: B · 1.00 ms – 4.00 ms",
     "A 持有 L，3.00 ms，从 x.c:5 起，到 x.c:6 为止；在等：B · 1.00 ms – 4.00 ms"},
    {"lock-hold-in-thread", LOCK, "",
     "hold:", "A holds L, 3.00 ms, since x.c:5, until x.c:6; waiting: B · 1.00 ms – 4.00 ms",
     "A 持有 L，3.00 ms，从 x.c:5 起，到 x.c:6 为止；在等：B · 1.00 ms – 4.00 ms"},
    {"lock-free", LOCK, "", "lock:", "L is free", "L 空闲"},
    {"deadlock-wait", DEADLOCK, "hung",
     "queue:", "B waits for a for ever, since x.c:10; A holds it since x.c:5 · 4.00 ms – 5.10 ms",
     "B 永远在等 a，从 x.c:10 起；A 持有它（从 x.c:5 起） · 4.00 ms – 5.10 ms"},
    {"deadlock-hold", DEADLOCK, "hung",
     "held:", "A holds a for ever, since x.c:5; waiting: B · 1.00 ms – 5.10 ms",
     "A 永远持有 a，从 x.c:5 起；在等：B · 1.00 ms – 5.10 ms"},
    {"deadlock-thread", DEADLOCK, "hung", "forever:",
     "main waits for A for ever · 5.05 ms – 5.10 ms", "main 永远在等 A · 5.05 ms – 5.10 ms"},
    {"deadlock-graph-wait", DEADLOCK, "hung", "graph:wait:",
     "A waits for b for ever; B holds it since x.c:9", "A 永远在等 b；B 持有它（从 x.c:9 起）"},
    {"deadlock-graph-hold", DEADLOCK, "hung",
     "graph:held:", "b is held by B, since x.c:9; waiting: A", "b 由 B 持有，从 x.c:9 起；在等：A"},
    {"deadlock-graph-thread", DEADLOCK, "hung", "graph:thread:",
     "A waits for b for ever; B holds it since x.c:9", "A 永远在等 b；B 持有它（从 x.c:9 起）"},
    {"deadlock-graph-object", DEADLOCK, "hung", "graph:object:",
     "b is held by B, since x.c:9; waiting: A", "b 由 B 持有，从 x.c:9 起；在等：A"},
    {"deadlock-verdict", DEADLOCK, "hung", "finding:",
     "Deadlock: a circle of waits. A holds a (since x.c:5) and waits for b at x.c:6; B holds b "
     "(since x.c:9) and waits for a at x.c:10. Each waits for the other, so neither can ever go on "
     "(A → b → B → a → A).",
     "死锁：等成了一圈。A 拿着 a（x.c:5），在 x.c:6 等 b；B 拿着 b（x.c:9），在 x.c:10 等 "
     "a。它们互相等待，谁也走不下去（A → b → B → a → A）。"},
    {"room-wait-for-ever", LOST_NOTIFY, "hung", "wait:",
     "main waits on cond for ever, since x.c:8; A notified before that · 3.20 ms – 3.35 ms",
     "main 永远在等 cond，从 x.c:8 起；A 在那之前就通知过了 · 3.20 ms – 3.35 ms"},
    {"room-empty", LOST_NOTIFY, "hung", "empty:", "empty: nobody waits here", "空的：没有人在等"},
    {"room-lost-notify", LOST_NOTIFY, "hung", "lost-notify-mark",
     "A notified cond at x.c:3 when nobody was waiting, and a Condition remembers nothing. main "
     "began to wait 1.85 ms later, at x.c:8; now every thread waits and nobody is left who could "
     "notify.",
     "A 在 x.c:3 通知 cond 时没有人在等，而条件变量不记事。1.85 ms 之后 main 才在 x.c:8 "
     "开始等；现在所有线程都在等，没有谁能再来通知。"},
    {"graph-nobody", LOST_NOTIFY, "hung", "graph:nobody:",
     "nobody is left who could end a wait for cond", "再也没有谁能结束对 cond 的等待"},
    {"room-wait", NOTIFY, "",
     "wait:", "A waits on cond, 2.05 ms, since x.c:6; B woke it · 2.00 ms – 4.05 ms",
     "A 在等 cond，2.05 ms，从 x.c:6 起；B 唤醒了它 · 2.00 ms – 4.05 ms"},
    {"room-enter", NOTIFY, "", "enter:", "A waits on cond and lets the lock go, at x.c:6",
     "A 在 cond 上等待并放开锁（x.c:6）"},
    {"arrow", NOTIFY, "", "arrow:", "main → A · main starts A; 50 µs later: A begins",
     "main → A · main 启动 A；50 µs之后：A 开始运行"},
    {"segment", NOTIFY, "", "segment:", "main runs, 10.0 ms · 0.00 ms – 10.00 ms",
     "main 在运行，10.0 ms · 0.00 ms – 10.00 ms"},
    {"permit", SEMAPHORE, "", "permit:",
     "A has a permit of sem, 3.00 ms, since x.c:5, until x.c:6; waiting: B · 1.00 ms – 4.00 ms",
     "A 拿着 sem 的一个许可，3.00 ms，从 x.c:5 起，到 x.c:6 为止；在等：B · 1.00 ms – 4.00 ms"},
    {"permit-wait", SEMAPHORE, "", "permit-wait:",
     "B waits for a permit of sem, 2.50 ms, since x.c:9; its permits are with A; A woke it · 2.00 "
     "ms – 4.50 ms",
     "B 在等 sem 的许可，2.50 ms，从 x.c:9 起；许可在 A 手里；A 唤醒了它 · 2.00 ms – 4.50 ms"},
    {"permit-slot", SEMAPHORE, "", "slot:", "nobody has a permit of sem", "sem 的许可没有人拿"},
    {"item", QUEUE, "",
     "item:", "item 1 is in q, 1.00 ms; put by B at x.c:9; got by A at x.c:5 · 2.00 ms – 3.00 ms",
     "第 1 项在 q 里，1.00 ms；由 B 放入（x.c:9）；由 A 取出（x.c:5） · 2.00 ms – 3.00 ms"},
    {"queue-wait", QUEUE, "", "queue-wait:",
     "A waits for an item in q, which is empty, 2.00 ms, since x.c:5; B woke it · 1.00 ms – 3.00 "
     "ms",
     "q 是空的，A 在等，2.00 ms，从 x.c:5 起；B 唤醒了它 · 1.00 ms – 3.00 ms"},
    {"barrier-wait", BARRIER, "", "arrived:",
     "A waits at meeting for the others, 3.00 ms, since x.c:5; B woke it · 1.00 ms – 4.00 ms",
     "A 在 meeting 等其他线程，3.00 ms，从 x.c:5 起；B 唤醒了它 · 1.00 ms – 4.00 ms"},
    {"barrier-opening", BARRIER, "",
     "opened:", "B comes to meeting as the last, at x.c:9, and all go on · 3.00 ms – 3.00 ms",
     "B 最后到达 meeting（x.c:9），大家一起继续 · 3.00 ms – 3.00 ms"},
    {"event-set", EVENT, "",
     "set:", "ready is set, 3.00 ms, by B at x.c:9, until x.c:10 · 3.00 ms – 6.00 ms",
     "ready 已置位，3.00 ms，由 B 置位（x.c:9），到 x.c:10 为止 · 3.00 ms – 6.00 ms"},
    {"event-wait", EVENT, "",
     "queue:", "A waits for ready to be set, 3.00 ms, since x.c:5; B woke it · 1.00 ms – 4.00 ms",
     "A 在等 ready 置位，3.00 ms，从 x.c:5 起；B 唤醒了它 · 1.00 ms – 4.00 ms"},
};

/* The first group whose id begins so, or NULL. */
static const struct scene_item *find_group(const struct scene *scene, const char *kind)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
            strncmp(item->id, kind, strlen(kind)) == 0) {
            return item;
        }
    }
    return NULL;
}

/* What is said when the pointer comes over it. */
static const char *said_of(struct player *player, const char *kind)
{
    const struct scene_item *group = find_group(&player->scene, kind);
    if (group == NULL) {
        return "(not there)";
    }
    pointer_move(player, group->rect.x + 1, group->rect.y + group->rect.height / 2);
    player_build(player);
    group = find_group(&player->scene, player->hover_id);
    bool has_title = group != NULL && group->title != NULL && group->title[0] != '\0';
    return has_title ? group->title : player->hover_words;
}

static void check_said(struct player *player, const struct row *row, const char *expected)
{
    const char *said = said_of(player, row->kind);
    if (strcmp(said, expected) != 0) {
        printf("of %s:\n", row->name);
    }
    check_text_equal(said, expected);
}

static void test_rows(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct replay replay;
        replay_begin(&replay, rows[i].sequence, rows[i].outcome, 1600, 1000);
        check_said(&replay.player, &rows[i], rows[i].english);
        replay_command(&replay.player, COMMAND_LANGUAGE);
        check_said(&replay.player, &rows[i], rows[i].chinese);
        replay_finish(&replay);
    }
}

/* Nobody asks what cards, rulers and what only groups others are. */
static const char *const silent_kinds[] = {
    "timeline", "ruler",   "break:",      "panel",        "steps",        "legend",
    "future",   "marked:", "stands-back", "finding-page", "lanes-scroll", "range",
};

static bool is_silent(const char *id)
{
    for (size_t i = 0; i < ARRAY_COUNT(silent_kinds); i++) {
        size_t length = strlen(silent_kinds[i]);
        bool has_number = silent_kinds[i][length - 1] == ':';
        if (has_number ? strncmp(id, silent_kinds[i], length) == 0
                       : strcmp(id, silent_kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* With all titles told, each group has one, or its lane speaks for it somewhere along it. */
static bool says_something(const struct player *player, const struct scene_item *group)
{
    char words[sizeof player->hover_words];
    if (group->title != NULL && group->title[0] != '\0') {
        return true;
    }
    for (int part = 0; part <= 16; part++) {
        double x = group->rect.x + group->rect.width * part / 16;
        uint64_t time_ns = camera_time_at(&player->view, &player->subject, x);
        hovering_words(&player->subject, player->view.language, group->id, time_ns, words,
                       sizeof words);
        if (words[0] != '\0') {
            return true;
        }
    }
    return false;
}

static void check_all_speak(struct player *player, const char *file)
{
    for (uint32_t i = 0; i < player->scene.item_count; i++) {
        const struct scene_item *item = &player->scene.items[i];
        bool is_asked =
            item->shape == SCENE_GROUP_BEGIN && item->id != NULL && !is_silent(item->id);
        if (is_asked && !says_something(player, item)) {
            printf("%s: %s says nothing\n", file, item->id);
            check_true(false);
        }
    }
}

static void test_recordings(void)
{
    glob_t files;
    struct pango_shaper *shaper = pango_shaper_create();
    check_int_equal(glob(TRACES "/*.json", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct replay replay = {.shaper = shaper};
        replay_open(&replay, files.gl_pathv[i], 1920, 1080);
        replay.player.view.tells_hovered = false;
        replay_command(&replay.player, COMMAND_UNFOLD_ALL);
        check_all_speak(&replay.player, files.gl_pathv[i]);
        replay_close(&replay);
    }
    check_true(files.gl_pathc > 30);
    globfree(&files);
    pango_shaper_destroy(shaper);
}

/* What is too dense for shapes speaks of the instant under the pointer. */
static void test_dense(void)
{
    static char sequence[400000];
    size_t length = 0;
    for (int i = 0; i < 4000; i++) {
        length += (size_t)snprintf(sequence + length, sizeof sequence - length,
                                   "main lock.acquire L x.c:5; main lock.release L x.c:6;");
    }
    struct replay replay;
    replay_begin(&replay, sequence, "ended", 1600, 1000);
    struct player *player = &replay.player;
    struct scene_rect lane = replay_place(player, "lock:0");
    bool is_held = false, is_free = false;
    for (int i = 0; i < 100; i++) {
        pointer_move(player, lane.x + 300 + i, lane.y + lane.height / 2);
        player_build(player);
        is_held |= strcmp(player->hover_words, "L is held by main, since x.c:5") == 0;
        is_free |= strcmp(player->hover_words, "L is free") == 0;
    }
    check_true(is_held && is_free);
    replay_finish(&replay);
}

/* In the window only the words of what is hovered are made. */
static void test_only_hovered(void)
{
    struct replay replay;
    replay_begin(&replay, LOCK, "", 1600, 1000);
    check_text_equal(find_group(&replay.player.scene, "held:")->title == NULL ? "none" : "some",
                     "none");
    said_of(&replay.player, "held:");
    check_true(replay_shows_text(&replay.player, "A holds L, 3.00 ms"));
    pointer_leave(&replay.player);
    player_build(&replay.player);
    check_true(!replay_shows_text(&replay.player, "A holds L, 3.00 ms"));
    replay_finish(&replay);
}

/* What is selected says the same in the panel, without a pointer. */
static void test_selected(void)
{
    struct replay replay;
    replay_begin(&replay, LOCK, "", 1600, 1000);
    replay_click(&replay.player, find_group(&replay.player.scene, "held:")->id);
    check_true(replay_shows_text(&replay.player, "A holds L, 3.00 ms"));
    replay_finish(&replay);
}

/* A join on the line of the start is no start. */
static void test_join_on_the_same_line(void)
{
    struct replay replay;
    replay_begin(&replay,
                 "main thread.create+ A x.c:5; A thread.begin A @0.1ms; main thread.create A x.c:5;"
                 "main thread.join+ A x.c:5 @1ms; main ·door.wait+ A #1; A thread.end A @5ms;"
                 "A ·door.wake A main#1; main ·door.wait A #1; main thread.join A @6ms",
                 "ended", 1600, 1000);
    struct player *player = &replay.player;
    player->view.tells_hovered = false;
    player_build(player);
    bool is_told = false;
    for (uint32_t i = 0; i < player->scene.item_count; i++) {
        const char *title = player->scene.items[i].title;
        is_told |= title != NULL && strncmp(title, "main waits for A, ", 18) == 0;
        check_true(title == NULL || strncmp(title, "main starts A, ", 15) != 0);
    }
    check_true(is_told);
    replay_finish(&replay);
}

/* While it is recorded nothing is said of an end. */
static void test_still_recorded(void)
{
    struct replay replay;
    replay_begin(&replay, LOCK, "", 1600, 1000);
    check_true(replay_shows_text(&replay.player, "No hang found"));
    replay.player.view.growth = GROWTH_GOES_ON;
    player_build(&replay.player);
    check_true(replay_shows_text(&replay.player, "No hang so far"));
    check_true(replay_shows_text(&replay.player, "It is still being recorded."));
    check_true(!replay_shows_text(&replay.player, "The recording stops here"));
    replay_finish(&replay);
}

static const struct test_case cases[] = {
    {"hover@a-join-is-no-start", test_join_on_the_same_line},
    {"hover@a-run-that-goes-on-has-no-end", test_still_recorded},
    {"hover@everything-says-in-a-sentence-what-it-is", test_rows},
    {"hover@nothing-in-a-recording-is-without-words", test_recordings},
    {"hover@dense-lanes-speak-of-the-instant-under-the-pointer", test_dense},
    {"hover@only-what-is-hovered-is-put-into-words", test_only_hovered},
    {"hover@what-is-selected-says-the-same", test_selected},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
