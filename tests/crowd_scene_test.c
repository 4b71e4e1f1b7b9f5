/* A crowd at one object: the first waiters have a row each, all others share one that says how many
 * they are, and none is lost at any zoom. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "viewer/app/camera.h"
#include "viewer/app/selecting.h"

#define CROWD 1000

/* main has it, a thousand threads wait for it, 10 us after one another, for ever. */
static char *crowd_at(const char *begin, const char *takes, const char *waits, const char *object)
{
    size_t size = 1024 + (size_t)CROWD * 160, used = 0;
    char *text = malloc(size);
    if (text == NULL) {
        abort();
    }
    used += (size_t)snprintf(text, size, "%s %s @1us;", begin, takes);
    for (int i = 1; i <= CROWD; i++) {
        used += (size_t)snprintf(text + used, size - used,
                                 "T%d thread.begin T%d @%dus; T%d %s x.c:9; T%d ·door.wait+ %s #1;",
                                 i, i, i * 10, i, waits, i, object);
    }
    snprintf(text + used, size - used, "main thread.join+ T1 x.c:5; main ·door.wait+ T1 #1");
    return text;
}

static const struct row {
    const char *name, *begin, *takes, *waits, *object, *kind;
} rows[] = {
    {"lock", "", "main lock.acquire L x.c:3", "lock.acquire+ L", "L", "queue"},
    {"room", "C:condition; C=cond;", "main print 1 \"x\"", "condition.wait+ C", "C", "wait"},
    {"semaphore", "S:semaphore limit 1; S=sem;", "main semaphore.acquire S 0 x.c:3",
     "semaphore.acquire+ S", "S", "permit-wait"},
    {"queue", "Q:queue; Q=q;", "main print 1 \"x\"", "queue.get+ Q", "Q", "queue-wait"},
    {"event", "E:event; E=ready;", "main print 1 \"x\"", "event.wait+ E", "E", "queue"},
};

static const struct scene_item *find_group(const struct scene *scene, const char *beginning)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
            strncmp(item->id, beginning, strlen(beginning)) == 0) {
            return item;
        }
    }
    return NULL;
}

static uint32_t count_begun(const struct scene *scene, const char *kind)
{
    char beginning[64];
    uint32_t count = 0;
    snprintf(beginning, sizeof beginning, "%s:", kind);
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        count += item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
                 strncmp(item->id, beginning, strlen(beginning)) == 0;
    }
    return count;
}

static void begin(struct replay *replay, const struct row *row)
{
    char *sequence = crowd_at(row->begin, row->takes, row->waits, row->object);
    replay_begin(replay, sequence, "hung", 1600, 1000);
    free(sequence);
    replay_command(&replay->player, COMMAND_SELECT_UP); /* the last lane: the object's */
    replay_command(&replay->player, COMMAND_CLEAR);
}

static void test_rows(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct replay replay;
        char others[32];
        begin(&replay, &rows[i]);
        snprintf(others, sizeof others, "%s-others:", rows[i].kind);
        const struct scene_item *group = find_group(&replay.player.scene, others);
        if (group == NULL) {
            printf("%s: no others\n", rows[i].name);
        }
        check_true(group != NULL);
        check_int_equal(count_begun(&replay.player.scene, rows[i].kind), 16);
        check_true(replay_shows_text(&replay.player, "984 more"));
        replay_finish(&replay);
    }
}

/* However near one looks, somebody who waits is seen at every instant. */
static void test_zooms(void)
{
    struct replay replay;
    begin(&replay, &rows[0]);
    struct player *player = &replay.player;
    for (int i = 0; i < 40; i++) {
        camera_zoom_at(&player->view, &player->subject, 900, 1.4);
        player_build(player);
        check_true(find_group(&player->scene, "queue-others:") != NULL);
    }
    replay_finish(&replay);
}

/* A stretch in which many come and go counts nobody twice, and stops counting somewhere. */
static void test_words(void)
{
    struct replay replay;
    begin(&replay, &rows[0]);
    struct player *player = &replay.player;
    player->view.tells_hovered = false;
    player_build(player);
    const struct scene_item *hold = find_group(&player->scene, "held:");
    const struct scene_item *others = find_group(&player->scene, "queue-others:");
    check_true(strstr(hold->title, "waiting: T1, T2, T3 and others") != NULL);
    check_true(strstr(others->title, "984 more threads") != NULL);
    check_true(strstr(others->title, "waiting: T1, T2, T3 and 997 more") != NULL);
    replay_finish(&replay);
}

/* The n-th event of that kind. */
static uint32_t event_of(const struct replay *replay, uint32_t kind, int nth)
{
    const struct trace *trace = replay->player.subject.trace;
    uint32_t index = 0;
    while (trace->events[index].kind != kind || nth-- > 0) {
        index++;
    }
    return index;
}

/* One of the others is outlined in the row that all of them share. */
static void test_selection(void)
{
    struct replay replay;
    char id[32];
    begin(&replay, &rows[0]);
    struct player *player = &replay.player;
    snprintf(id, sizeof id, "queue:%u", event_of(&replay, EVENT_LOCK_ACQUIRE_BEGIN, 500));
    check_true(selecting_by_id(&player->view, &player->subject, id));
    check_int_equal(player->view.selection.kind, SELECTION_STATE);
    player_build(player);
    check_true(find_group(&player->scene, "marked:queue-others:") != NULL);
    replay_finish(&replay);
}

static const struct test_case cases[] = {
    {"crowd@the-first-have-a-row-and-the-others-share-one", test_rows},
    {"crowd@somebody-is-seen-at-every-zoom", test_zooms},
    {"crowd@says-who-is-there-and-how-many", test_words},
    {"crowd@one-of-many-can-be-selected", test_selection},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
