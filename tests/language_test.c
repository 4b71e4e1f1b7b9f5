#include <stdlib.h>

#include "tests/check.h"
#include "tracer/language/language.h"

static const char *const counted = NN_("%s thread", "%s threads");

static void test_english_is_in_the_source(void)
{
    check_text_equal(translate(LANGUAGE_ENGLISH, N_("free")), "free");
    check_text_equal(translate(LANGUAGE_ENGLISH, NC_("a task", "runs %s")), "runs %s");
    check_text_equal(translate_count(LANGUAGE_ENGLISH, counted, 0), "%s threads");
    check_text_equal(translate_count(LANGUAGE_ENGLISH, counted, 1), "%s thread");
    check_text_equal(translate_count(LANGUAGE_ENGLISH, counted, 2), "%s threads");
    check_text_equal(translate_count(LANGUAGE_ENGLISH, NNC_("object", "lock", "locks"), 2),
                     "locks");
}

static void test_chinese_is_in_the_catalog(void)
{
    check_text_equal(translate(LANGUAGE_CHINESE, N_("free")), "空闲");
    check_text_equal(translate_count(LANGUAGE_CHINESE, counted, 1), "%s 个线程");
    check_text_equal(translate_count(LANGUAGE_CHINESE, counted, 2), "%s 个线程");
}

static void test_context_tells_apart(void)
{
    check_text_equal(translate(LANGUAGE_CHINESE, NC_("a queue", "shuts {o} down")), "停止 {o}");
    check_text_equal(translate(LANGUAGE_CHINESE, NC_("an executor", "shuts {o} down")), "关闭 {o}");
}

static void test_unknown_message_stays_english(void)
{
    check_text_equal(translate(LANGUAGE_CHINESE, "no message of ours"), "no message of ours");
    check_text_equal(translate(LANGUAGE_CHINESE, NC_("nowhere", "free")), "free");
}

static void test_names_of_languages(void)
{
    static const struct {
        const char *name;
        bool is_known;
        enum language language;
    } names[] = {
        {"en", true, LANGUAGE_ENGLISH},          {"en_GB.UTF-8", true, LANGUAGE_ENGLISH},
        {"zh", true, LANGUAGE_CHINESE},          {"zh-CN", true, LANGUAGE_CHINESE},
        {"zh_CN.UTF-8", true, LANGUAGE_CHINESE}, {"zh_TW", true, LANGUAGE_CHINESE},
        {"zhu", false, LANGUAGE_ENGLISH},        {"z", false, LANGUAGE_ENGLISH},
        {"", false, LANGUAGE_ENGLISH},           {"qaa_QA.UTF-8", false, LANGUAGE_ENGLISH},
    };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        enum language language = LANGUAGE_ENGLISH;
        check_int_equal(language_find(names[i].name, &language), names[i].is_known);
        check_int_equal(language, names[i].language);
    }
    check_text_equal(language_tag(LANGUAGE_ENGLISH), "en");
    check_text_equal(language_tag(LANGUAGE_CHINESE), "zh-CN");
}

static void set_or_clear(const char *variable, const char *value)
{
    if (value) {
        setenv(variable, value, 1);
    } else {
        unsetenv(variable);
    }
}

static void test_environment_chooses(void)
{
    static const struct {
        const char *language, *all, *messages, *lang;
        enum language chosen;
    } rows[] = {
        {NULL, NULL, NULL, NULL, LANGUAGE_ENGLISH},
        {NULL, NULL, NULL, "zh_CN.UTF-8", LANGUAGE_CHINESE},
        {NULL, NULL, NULL, "qaa_QA.UTF-8", LANGUAGE_ENGLISH},
        {NULL, NULL, "en_US.UTF-8", "zh_CN.UTF-8", LANGUAGE_ENGLISH},
        {NULL, "zh_CN.UTF-8", "en_US.UTF-8", "en_US.UTF-8", LANGUAGE_CHINESE},
        {NULL, "", "", "zh_CN", LANGUAGE_CHINESE},
        {"zh_CN", NULL, NULL, "qaa_QA.UTF-8", LANGUAGE_CHINESE},
        {"qaa:zh_CN:en", NULL, NULL, "en_US.UTF-8", LANGUAGE_CHINESE},
        {"qaa:en:zh", NULL, NULL, "zh_CN.UTF-8", LANGUAGE_ENGLISH},
        {"qaa", NULL, NULL, "zh_CN.UTF-8", LANGUAGE_CHINESE},
        {"zh_CN", NULL, NULL, "C.UTF-8", LANGUAGE_CHINESE},
        {"zh_CN", NULL, NULL, NULL, LANGUAGE_CHINESE},
        {"zh_CN", "C", NULL, "zh_CN.UTF-8", LANGUAGE_ENGLISH},
        {"zh_CN", NULL, "POSIX", NULL, LANGUAGE_ENGLISH},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        set_or_clear("LANGUAGE", rows[i].language);
        set_or_clear("LC_ALL", rows[i].all);
        set_or_clear("LC_MESSAGES", rows[i].messages);
        set_or_clear("LANG", rows[i].lang);
        check_int_equal(language_of_environment(), rows[i].chosen);
    }
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"language@english-is-in-the-source", test_english_is_in_the_source},
        {"language@chinese-is-in-the-catalog", test_chinese_is_in_the_catalog},
        {"language@context-tells-apart", test_context_tells_apart},
        {"language@unknown-message-stays-english", test_unknown_message_stays_english},
        {"language@names-of-languages", test_names_of_languages},
        {"language@environment-chooses", test_environment_chooses},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
