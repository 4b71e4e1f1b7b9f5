/* What the system says of a failed call, in the language that is spoken: strerror() speaks that of
 * the locale, which is left alone here. For refusals. Any thread. */
#ifndef THREADLANE_LANGUAGE_ERROR_TEXT_H
#define THREADLANE_LANGUAGE_ERROR_TEXT_H

/* Of a value of errno; one that people hardly meet is in English. */
const char *error_text(int number);

#endif
