/* Programs that tell one small story an argument. */
#ifndef THREADLANE_TESTS_STORIES_H
#define THREADLANE_TESTS_STORIES_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct story {
    const char *name;
    void (*tell)(void);
};

/* The exit status of the program. */
static inline int tell_story(const struct story *stories, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (name && strcmp(name, stories[i].name) == 0) {
            stories[i].tell();
            return 0;
        }
    }
    fputs("no such story\n", stderr);
    return 2;
}

#define TELL_STORY(stories, name) tell_story(stories, sizeof(stories) / sizeof((stories)[0]), name)

#endif
