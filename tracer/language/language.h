/* What language to speak, and how to say something in it. English stands in the source and is the
 * message; what it is in the others stands in the catalogs, po/NAME.po, one for each line of
 * po/LINGUAS, which the build compiles into the programs (catalogs.py). So nothing here opens a
 * file, and neither locale nor environment is changed: the observed program inherits both.
 *
 * A message is marked where it stands (tracer/event/message.h) and translated where it is used:
 *
 *     static const char *const words[] = {N_("waits"), NC_("a heading", "waits")};
 *     translate(language, words[i])
 *
 * For whoever has words for people: analysis, collect, viewer. Any thread. */
#ifndef THREADLANE_LANGUAGE_LANGUAGE_H
#define THREADLANE_LANGUAGE_LANGUAGE_H

#include <stdbool.h>

#include "tracer/event/message.h"

/* English and the lines of po/LINGUAS in their order, LANGUAGE_COUNT in all, which the build knows.
 * The source needs no name for any of them but English; tests speak Chinese, too. */
enum language { LANGUAGE_ENGLISH, LANGUAGE_CHINESE };

/* A marked message in that language, in English where the catalog lacks it. Static text. */
const char *translate(enum language language, const char *message) __attribute__((format_arg(2)));
/* The form for that many of a message marked by NN_. */
const char *translate_count(enum language language, const char *message, unsigned long count);

/* As pages and pictures name it: "en", "zh-CN". */
const char *language_tag(enum language language);
/* All of them, to be told to who has asked for another: "en, zh-CN". */
extern const char language_list[];
/* The language of a name such as zh, zh-CN or zh_CN.UTF-8; false if there is none. */
bool language_find(const char *name, enum language *language);
/* The one that LANGUAGE, LC_ALL, LC_MESSAGES or LANG ask for, as gettext reads them, else English.
 */
enum language language_of_environment(void);

/* ---- the program's own voice ---- */

/* What it tells whoever started it, outside of pictures: help and refusals. Chosen once, before
 * there is a second thread; English until then. */
void language_speak(enum language language);
/* A marked message in the language that is spoken. Static text. */
const char *language_say(const char *message) __attribute__((format_arg(1)));

#endif
