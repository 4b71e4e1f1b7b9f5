/* Pictures on their way into files, for the E key. A picture is drawn when it is asked for and
 * shows just that moment; to put it into bytes takes longer than a person would wait for the next
 * frame, so a thread of its own does that. The files are written by the owner's thread when it is
 * told that there are some. All functions are called by the owner's thread. */
#ifndef THREADLANE_VIEWER_APP_EXPORTING_H
#define THREADLANE_VIEWER_APP_EXPORTING_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/language/language.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/shape/scene.h"

#define EXPORTING_MAX         8 /* pictures at once: so many are some 64 MB */
#define EXPORTING_NOTICE_SIZE 512

struct exporting;

/* What has become of pictures. */
struct exporting_news {
    char
        notice[EXPORTING_NOTICE_SIZE]; /* for the person, in the picture's language; "": none yet */
    bool has_failed;
};

struct exporting *exporting_create(void);
/* Waits for all that is under way, and writes it. Accepts NULL. */
void exporting_destroy(struct exporting *exporting);
/* From now on `wake` is called from the other thread when there are files to write. */
void exporting_set_listener(struct exporting *exporting, void (*wake)(void *context),
                            void *context);

/* Takes a scene over, with all it holds, and begins to make "STEM.svg" and "STEM.png" of it. False:
 * too many are under way; the scene is finished all the same. */
bool exporting_add(struct exporting *exporting, struct scene *scene, struct pango_shaper *shaper,
                   enum language language, const char *stem);
/* Writes the files that can be written, and says on standard output which, or on standard error why
 * not. */
struct exporting_news exporting_take(struct exporting *exporting);
/* Whether pictures are under way. */
bool exporting_is_busy(const struct exporting *exporting);

#endif
