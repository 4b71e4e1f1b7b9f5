/* Who waits for whom: the graph's boxes and links, at the end and before it. */
#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/panel/wait_graph_layout.h"

/* "main -> 小爱": the graph's links as lines, "." for what is not linked. */
static void describe_graph(const struct stage *stage, char *buffer, size_t size)
{
    struct wait_graph graph;
    wait_graph_fill(&graph, &stage->subject, &stage->view);
    wait_graph_place(&graph, 6, 6, 6);
    buffer[0] = 0;
    for (uint32_t i = 0; i < graph.node_count; i++) {
        const struct graph_node *node = &graph.nodes[i];
        static const char *const kinds[] = {"thread", "object", "process", "nobody"};
        size_t used = strlen(buffer);
        const char *name = node->kind == GRAPH_THREAD   ? stage->trace->threads[node->index].name
                           : node->kind == GRAPH_OBJECT ? stage->trace->objects[node->index].name
                                                        : "?";
        snprintf(buffer + used, size - used, "%s %s at %d,%d to %d%s\n", kinds[node->kind], name,
                 node->column, node->row, node->next == NONE_INDEX ? -1 : (int)node->next,
                 node->is_in_ring ? " in the ring" : "");
    }
}

static void check_graph(const char *sequence, const char *expected)
{
    struct stage stage;
    char text[2048];
    stage_open_built(&stage, sequence, "hung");
    describe_graph(&stage, text, sizeof text);
    check_text_equal(text, expected);
    stage_close(&stage);
}

static void test_lost_notify_ends_at_nobody(void)
{
    check_graph(LOST_NOTIFY, "thread 小爱 at 1,0 to 1\n"
                             "object cond at 2,0 to 2\n"
                             "nobody ? at 3,0 to -1\n"
                             "thread 天猫 at 2,1 to 1\n"
                             "thread main at 0,0 to 0\n");
}

static void test_deadlock_is_a_ring(void)
{
    check_graph(DEADLOCK, "thread A at 1,0 to 1 in the ring\n"
                          "object b at 2,0 to 2 in the ring\n"
                          "thread B at 2,1 to 3 in the ring\n"
                          "object a at 1,1 to 0 in the ring\n"
                          "thread main at 0,0 to 0\n");
}

static void test_signalled_but_locked_is_a_ring(void)
{
    check_graph("m:mutex; C:condition foreign uses m; main thread.create+ W; W thread.begin W;"
                "main thread.create W; W lock.acquire m; W condition.wait+ C; W ·lock.release m;"
                "W ·door.wait+ C #1; main lock.acquire m; main condition.notify C 1/?;"
                "main thread.join+ W; main door.wait+ W #1; asleep W#1; asleep main#1",
                "thread main at 0,0 to 1 in the ring\n"
                "thread W at 1,0 to 2 in the ring\n"
                "object m at 1,1 to 0 in the ring\n");
}

/* The lock stands there twice: the reader needs the writer, who waits, and the writer the reader.
 */
static void test_reader_behind_a_writer_is_a_ring(void)
{
    check_graph("RW:rwlock order 1; main thread.create+ A; A thread.begin A; main thread.create A;"
                "main lock.acquire RW read x.c:1; A lock.acquire+ RW x.c:5; A door.wait+ RW #1;"
                "main lock.acquire+ RW read x.c:2; main door.wait+ RW #1",
                "thread main at 0,0 to 2 in the ring\n"
                "thread A at 1,1 to 3 in the ring\n"
                "object RW at 1,0 to 1 in the ring\n"
                "object RW at 0,1 to 0 in the ring\n");
}

static void test_self_deadlock_is_a_pair(void)
{
    check_graph(SELF_DEADLOCK, "thread A at 1,0 to 1 in the ring\n"
                               "object L at 2,0 to 0 in the ring\n"
                               "thread main at 0,0 to 0\n");
}

static void test_graph_follows_the_cursor(void)
{
    struct stage stage;
    stage_open_built(&stage, LOST_NOTIFY, "hung");
    check_true(stage_has(&stage, "graph:nobody:0") || stage_has(&stage, "graph:nobody:1"));
    stage_go_to_step(&stage, 0);
    check_true(!wait_graph_has_waits(&stage.subject, &stage.view));
    stage_build(&stage);
    check_true(stage_says(&stage, "Nobody waits here."));
    check_true(!stage_has(&stage, "graph:nobody:0") && !stage_has(&stage, "graph:nobody:1"));
    stage_close(&stage);
}

/* A crowd at one lock: the graph shows some and says how many more there are. */
static void test_crowd_is_counted(void)
{
    char sequence[8192] = "main lock.acquire L x.c:1;";
    for (int i = 1; i <= 40; i++) {
        size_t used = strlen(sequence);
        snprintf(sequence + used, sizeof sequence - used,
                 "T%d lock.acquire+ L x.c:2; T%d door.wait+ L #1;", i, i);
    }
    struct stage stage;
    stage_open_built(&stage, sequence, "");
    struct wait_graph graph;
    wait_graph_fill(&graph, &stage.subject, &stage.view);
    wait_graph_place(&graph, 6, 3, 3);
    check_int_equal(graph.waiting_count, 40);
    check_true(graph.hidden_count > 0);
    char more[32];
    uint32_t shown = 0;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const char *id = stage.scene.items[i].id;
        shown += id != NULL && strncmp(id, "graph:thread:", 13) == 0;
    }
    snprintf(more, sizeof more, "and %u more", 40 - (shown - 1)); /* one of them is the holder */
    check_true(stage_says(&stage, more));
    stage_close(&stage);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"wait_graph@lost-notify-ends-at-nobody", test_lost_notify_ends_at_nobody},
        {"wait_graph@deadlock-is-a-ring", test_deadlock_is_a_ring},
        {"wait_graph@signalled-but-locked-is-a-ring", test_signalled_but_locked_is_a_ring},
        {"wait_graph@reader-behind-a-writer-is-a-ring", test_reader_behind_a_writer_is_a_ring},
        {"wait_graph@self-deadlock-is-a-pair", test_self_deadlock_is_a_pair},
        {"wait_graph@follows-the-cursor", test_graph_follows_the_cursor},
        {"wait_graph@crowd-is-counted", test_crowd_is_counted},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
