#include "tests/check.h"
#include "viewer/scene/view/words.h"

static unsigned place_count(const char *phrase)
{
    unsigned count = 0;
    for (const char *c = phrase; *c != '\0'; c++) {
        count += *c == 's' && c > phrase && (c[-1] == '%' || c[-1] == '$');
    }
    return count;
}

static void test_languages_have_the_same_places(void)
{
    for (int i = 0; i < WORD_COUNT; i++) {
        const char *english = word_text((enum word)i, LANGUAGE_ENGLISH);
        const char *chinese = word_text((enum word)i, LANGUAGE_CHINESE);
        check_true(english[0] != '\0' && chinese[0] != '\0');
        check_int_equal(place_count(chinese), place_count(english));
    }
}

static void test_every_object_type_has_a_word(void)
{
    for (int i = 0; i < TYPE_COUNT; i++) {
        check_true(object_type_word((enum object_type)i, 1, LANGUAGE_ENGLISH) != NULL);
        check_true(object_type_word((enum object_type)i, 2, LANGUAGE_ENGLISH) != NULL);
        check_true(object_type_word((enum object_type)i, 1, LANGUAGE_CHINESE) != NULL);
    }
    check_text_equal(object_type_word((enum object_type)999, 2, LANGUAGE_ENGLISH), "objects");
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"words@languages-have-the-same-places", test_languages_have_the_same_places},
        {"words@every-object-type-has-a-word", test_every_object_type_has_a_word},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
