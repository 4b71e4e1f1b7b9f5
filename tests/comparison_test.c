/* Two runs beside each other: what is the same, and where they part. */
#include "tracer/analysis/comparison.h"

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/phrase.h"

#define TEXT_SIZE 8192

struct side {
    struct trace *trace;
    struct analysis *analysis;
    struct story *story;
};

static struct side open_side(const char *sequence, const char *outcome, enum language language)
{
    struct side side = {.trace = sequence_parse(sequence, outcome)};
    side.analysis = analysis_create(side.trace, language);
    side.story = story_create(side.trace, side.analysis);
    return side;
}

static void close_side(struct side *side)
{
    story_destroy(side->story);
    analysis_destroy(side->analysis);
    trace_destroy(side->trace);
}

static struct comparison *compare(const struct side *left, const struct side *right)
{
    return comparison_create(
        (struct comparison_input){left->trace, left->analysis, left->story},
        (struct comparison_input){right->trace, right->analysis, right->story});
}

static void describe(const struct comparison *comparison, char *buffer, size_t size)
{
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_add(&phrase, comparison->verdict);
    for (uint32_t i = 0; i < comparison->difference_count; i++) {
        const struct difference *difference = &comparison->differences[i];
        phrase_add(&phrase, difference == comparison->divergence ? "\n* " : "\n- ");
        phrase_add(&phrase, difference->sentence);
    }
}

/* A run, and how it ended. */
struct run {
    const char *sequence, *outcome;
};

static void check_comparison(struct run left, struct run right, enum language language,
                             const char *expected)
{
    char text[TEXT_SIZE];
    struct side sides[] = {open_side(left.sequence, left.outcome, language),
                           open_side(right.sequence, right.outcome, language)};
    struct comparison *comparison = compare(&sides[0], &sides[1]);
    describe(comparison, text, sizeof text);
    check_text_equal(text, expected);
    comparison_destroy(comparison);
    close_side(&sides[0]);
    close_side(&sides[1]);
}

#define NAMES "C:condition; L:rlock of C; C=cond; A=小爱; B=天猫;"

#define RIGHT_ORDER                                                                                \
    NAMES "main thread.create+ A poem.c:47; A thread.begin A; main thread.create A;"               \
          "A lock.acquire L poem.c:19; A condition.wait+ C poem.c:20; A ·lock.release L;"         \
          "A ·door.wait+ C #1;"                                                                   \
          "main thread.create+ B poem.c:48; B thread.begin B; main thread.create B;"               \
          "B lock.acquire L poem.c:32; B condition.notify C 1/1 poem.c:34; B ·door.wake C A#1;"   \
          "B lock.release L; B thread.end B; A ·door.wait C #1; A ·lock.acquire L;"              \
          "A condition.wait C poem.c:20; A lock.release L; A thread.end A"

#define WRONG_ORDER                                                                                \
    NAMES "main thread.create+ B poem.c:47; B thread.begin B; main thread.create B;"               \
          "B lock.acquire L poem.c:32; B condition.notify C 1/0 poem.c:34; B lock.release L;"      \
          "B thread.end B;"                                                                        \
          "main thread.create+ A poem.c:49; A thread.begin A; main thread.create A;"               \
          "A lock.acquire L poem.c:19; A condition.wait+ C poem.c:20; A ·lock.release L;"         \
          "A ·door.wait+ C #1; main thread.join+ A poem.c:50; main ·door.wait+ A #1"

static const struct run right_order = {RIGHT_ORDER, "ended"};
static const struct run wrong_order = {WRONG_ORDER, "hung"};

static void test_poem(void)
{
    check_comparison(
        right_order, wrong_order, LANGUAGE_ENGLISH,
        "Left: No hang. Right: Hang: every thread waits forever.\n"
        "* On the left 小爱's wait() on cond (poem.c:20) comes before 天猫's notify() (poem.c:34); "
        "on the right it comes after. On the right nobody hears it: it is lost.\n"
        "- On the left 小爱 takes the lock of cond before 天猫; on the right 天猫 is first.\n"
        "- main itself does start(小爱) before start(天猫) on the left, and after it on the "
        "right.\n"
        "- 小爱's wait() (poem.c:20) comes to its end on the left; on the right it never does.\n"
        "- Only on the right: main's join().");
    check_comparison(
        right_order, wrong_order, LANGUAGE_CHINESE,
        "左边：没有卡死。右边：卡死：所有线程都永远在等。\n"
        "* 在左边，小爱 的 wait()（cond）（poem.c:20）在 天猫 的 notify()（poem.c:34）之前；"
        "在右边则在其后。在右边没有人听到通知，它就丢了。\n"
        "- 在左边，小爱 比 天猫 先拿到 cond 的锁；在右边，天猫 先拿到。\n"
        "- main 自己在左边先 start(小爱) 后 start(天猫)，在右边反过来。\n"
        "- 小爱 的 wait()（poem.c:20）在左边结束了；在右边永远没有结束。\n"
        "- 只在右边：main 的 join()。");
}

static void test_poem_turned(void)
{
    check_comparison(
        wrong_order, right_order, LANGUAGE_ENGLISH,
        "Left: Hang: every thread waits forever. Right: No hang.\n"
        "* On the left 天猫's notify() on cond (poem.c:34) comes before 小爱's wait() (poem.c:20); "
        "on the right it comes after. On the left nobody hears it: it is lost.\n"
        "- On the left 天猫 takes the lock of cond before 小爱; on the right 小爱 is first.\n"
        "- main itself does start(天猫) before start(小爱) on the left, and after it on the "
        "right.\n"
        "- 小爱's wait() (poem.c:20) comes to its end on the right; on the left it never does.\n"
        "- Only on the left: main's join().");
}

static void test_same(void)
{
    check_comparison(right_order, right_order, LANGUAGE_ENGLISH, "Left: No hang. Right: No hang.");
}

#define TWO_WORKERS                                                                                \
    "A=worker; B=worker; main thread.create+ A; A thread.begin A; main thread.create A;"           \
    "main thread.create+ B; B thread.begin B; main thread.create B;"

/* Both are called the same: who was started first stays the first. A lock that had to be waited for
 * is the same operation as one that had not. */
static void test_namesakes(void)
{
    static const struct run calm = {TWO_WORKERS "A lock.acquire L; A lock.release L;"
                                                "B lock.acquire L; B lock.release L",
                                    "ended"};
    static const struct run contended = {
        TWO_WORKERS "A lock.acquire L; B lock.acquire+ L; B ·door.wait+ L #1;"
                    "A lock.release L; A ·door.wake L B#1; B ·door.wait L #1; B lock.acquire L;"
                    "B lock.release L",
        "ended"};
    static const struct run turned = {TWO_WORKERS "B lock.acquire L; B lock.release L;"
                                                  "A lock.acquire L; A lock.release L",
                                      "ended"};
    check_comparison(calm, contended, LANGUAGE_ENGLISH, "Left: No hang. Right: No hang.");
    check_comparison(calm, turned, LANGUAGE_ENGLISH,
                     "Left: No hang. Right: No hang.\n"
                     "* On the left worker takes L before worker; on the right worker is first.");
}

/* One difference for what a thread does more often, and one for a thread that is not there. */
static void test_absent(void)
{
    static const struct run more = {"main event.set E; main event.clear E; main event.set E;"
                                    "main event.clear E; main event.set E; main event.clear E;"
                                    "main thread.create+ A; A thread.begin A; main thread.create A;"
                                    "A event.set E; A event.clear E",
                                    "ended"};
    static const struct run less = {"main event.set E; main event.clear E", "ended"};
    check_comparison(more, less, LANGUAGE_ENGLISH,
                     "Left: No hang. Right: No hang.\n"
                     "- Only on the left: main's set(E), clear(E), set(E) and 2 more.\n"
                     "- The thread A is only on the left.");
}

/* Only threads in different order on one thing are told, not all that happens at another time. */
static void test_independent(void)
{
    static const struct run one = {TWO_WORKERS "A event.set E; B event.set F", "ended"};
    static const struct run other = {TWO_WORKERS "B event.set F; A event.set E", "ended"};
    check_comparison(one, other, LANGUAGE_ENGLISH, "Left: No hang. Right: No hang.");
}

static const struct test_case cases[] = {
    {"comparison@notify-before-wait-is-where-they-part", test_poem},
    {"comparison@the-sides-may-be-turned", test_poem_turned},
    {"comparison@the-same-run-differs-in-nothing", test_same},
    {"comparison@namesakes-are-matched-by-their-starts", test_namesakes},
    {"comparison@what-is-in-one-run-only-is-counted", test_absent},
    {"comparison@what-is-independent-has-no-order", test_independent},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
