/* A stage for tests of scenes: a trace written as text with all that scenes need of it, a view of
 * it, and a scene set in the monospace font. Tests build cards on it and look at what they say. */
#ifndef THREADLANE_TESTS_STAGE_H
#define THREADLANE_TESTS_STAGE_H

#include "viewer/scene/frame/frame_scene.h"

#define LOST_NOTIFY                                                                                \
    "C:condition; C=cond; A=小爱; B=天猫;"                                                     \
    "main thread.create+ A poem.c:50 @0.3ms; A thread.begin A @0.35ms; main thread.create A;"      \
    "A lock.acquire L poem.c:30 @0.7ms; A condition.notify C 1/0 poem.c:32 @1.35ms;"               \
    "A condition.wait+ C poem.c:33 @1.85ms; A ·lock.release L; A ·door.wait+ C #1;"              \
    "main thread.create+ B poem.c:52 @2.15ms; B thread.begin B @2.2ms; main thread.create B;"      \
    "main ·thread.join+ A poem.c:55 @2.3ms; main ·door.wait+ A #1;"                              \
    "B lock.acquire L poem.c:17 @2.65ms; B condition.wait+ C poem.c:18 @3.25ms;"                   \
    "B ·lock.release L; B ·door.wait+ C #1"

#define DEADLOCK                                                                                   \
    "main thread.create+ A; A thread.begin A; main thread.create A;"                               \
    "main thread.create+ B; B thread.begin B; main thread.create B;"                               \
    "main thread.join+ A; main door.wait+ A #1;"                                                   \
    "A lock.acquire a ab.c:5; B lock.acquire b ab.c:9;"                                            \
    "A lock.acquire+ b ab.c:6; A door.wait+ b #1; B lock.acquire+ a ab.c:10; B door.wait+ a #1;"

#define SELF_DEADLOCK                                                                              \
    "main thread.create+ A; A thread.begin A; main thread.create A; A lock.acquire L x.c:3;"       \
    "A lock.acquire+ L x.c:4; A door.wait+ L #1; main thread.join+ A; main door.wait+ A #1"

#define ENDS_WELL                                                                                  \
    "main thread.create+ A; A thread.begin A; main thread.create A; A lock.acquire L x.c:3;"       \
    "main lock.acquire+ L; main door.wait+ L #1 @2ms; A lock.release L @4ms;"                      \
    "A door.wake L main#1; main door.wait L #1; main lock.acquire L; main lock.release L;"         \
    "A thread.end A @8ms; main thread.end main @9ms"

#define ONE_AT_A_TIME                                                                              \
    "S:semaphore limit 1; S=sem; A semaphore.acquire S 0 @1ms; B semaphore.acquire+ S @1.1ms;"     \
    "B door.wait+ S #1 @1.1ms; A semaphore.release S 1 @5ms; A door.wake S B#1 @5ms;"              \
    "B door.wait S #1 @5ms; B semaphore.acquire S 0 @5ms; B semaphore.release S 1 @9ms"

struct sample {
    const char *sequence, *outcome;
};

/* A trace with all that scenes need of it. */
struct stage {
    struct trace *trace;
    struct lanes *lanes;
    struct analysis *analysis;
    struct story *story;
    struct subject subject;
    struct view view;
    struct scene scene;
};

void stage_open(struct stage *stage, struct sample sample, enum language language, double width,
                double height);
void stage_close(struct stage *stage);
/* Puts the cursor on a step and clears the scene. */
void stage_go_to_step(struct stage *stage, uint32_t step);
/* Builds heading, panel and transport anew. */
void stage_build(struct stage *stage);
/* Opens in English at 1920x1080 and builds. */
void stage_open_built(struct stage *stage, const char *sequence, const char *outcome);

/* Whether a text of the scene contains `text`. */
bool stage_says(const struct stage *stage, const char *text);
/* Whether there is a group of that id. */
bool stage_has(const struct stage *stage, const char *id);
/* How many groups have an id that begins so. */
uint32_t stage_count(const struct stage *stage, const char *prefix);

/* Checks that no two texts of the scene touch and that all lie inside the card. */
void stage_check_words(const struct stage *stage, struct scene_rect card);
bool rect_lies_inside(struct scene_rect inner, struct scene_rect outer);

/* `count` times a lock taken and given back, in static memory. */
const char *stage_long_sequence(int count);

#endif
