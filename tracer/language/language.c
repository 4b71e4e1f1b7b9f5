/* libc's gettext() reads the same catalogs, but a process speaks one language with it, that of its
 * environment, which the observed program inherits; and since glibc 2.39 it speaks English wherever
 * no locale but C.UTF-8 is installed. We speak several at once (the window switches, both sides of
 * a test compare), so the messages are looked up here, in what msgfmt has made of the catalogs. */
#include "tracer/language/language.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/language/catalog.h"

static int compare_message(const void *key, const void *message)
{
    return strcmp(key, ((const struct catalog_message *)message)->key);
}

static const struct catalog *catalog_of(enum language language)
{
    assert(language < LANGUAGE_COUNT);
    return language == LANGUAGE_ENGLISH ? NULL : &catalogs[language - 1];
}

static const struct catalog_message *find_message(const struct catalog *catalog, const char *key)
{
    return catalog ? bsearch(key, catalog->messages, catalog->message_count,
                             sizeof(*catalog->messages), compare_message)
                   : NULL;
}

static const char *skip_context(const char *message)
{
    const char *end = strchr(message, MESSAGE_CONTEXT_END[0]);
    return end ? end + 1 : message;
}

const char *translate(enum language language, const char *message)
{
    const struct catalog_message *found = find_message(catalog_of(language), message);
    return found ? found->forms[0] : skip_context(message);
}

const char *translate_count(enum language language, const char *message, unsigned long count)
{
    const struct catalog *catalog = catalog_of(language);
    const struct catalog_message *found = find_message(catalog, message);
    if (found) {
        return found->forms[catalog->form(count)];
    }
    const char *one = skip_context(message);
    return count == 1 ? one : one + strlen(one) + 1;
}

const char *language_tag(enum language language)
{
    const struct catalog *catalog = catalog_of(language);
    return catalog ? catalog->tag : "en";
}

/* ---- choosing ---- */

/* "zh_CN" and "zh-CN" are the same. */
static bool is_same(const char *name, size_t name_size, const char *tag, size_t tag_size)
{
    if (name_size != tag_size) {
        return false;
    }
    for (size_t i = 0; i < name_size; i++) {
        if (name[i] != tag[i] && !(name[i] == '_' && tag[i] == '-')) {
            return false;
        }
    }
    return true;
}

bool language_find(const char *name, enum language *language)
{
    /* where names and tags end: zh_TW is zh_TW if there is such a catalog, else zh, else some zh */
    static const struct {
        const char *name, *tag;
    } ends[] = {{".@:", ""}, {"_-.@:", ""}, {"_-.@:", "-"}};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t size = strcspn(name, ends[i].name);
        for (int known = 0; known < LANGUAGE_COUNT; known++) {
            const char *tag = language_tag((enum language)known);
            if (is_same(name, size, tag, strcspn(tag, ends[i].tag))) {
                *language = (enum language)known;
                return true;
            }
        }
    }
    return false;
}

static const char *locale_of_environment(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = getenv(variables[i]);
        if (value && *value) {
            return value;
        }
    }
    return "";
}

enum language language_of_environment(void)
{
    enum language language = LANGUAGE_ENGLISH;
    const char *locale = locale_of_environment(), *wishes = getenv("LANGUAGE");
    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
        return language; /* who says so wants no translation, whatever else is set */
    }
    for (const char *wish = wishes ? wishes : ""; *wish; wish += *wish == ':') {
        if (language_find(wish, &language)) {
            return language;
        }
        wish += strcspn(wish, ":");
    }
    language_find(locale, &language);
    return language;
}

/* ---- the program's own voice ---- */

static enum language spoken;

void language_speak(enum language language)
{
    spoken = language;
}

const char *language_say(const char *message)
{
    return translate(spoken, message);
}
