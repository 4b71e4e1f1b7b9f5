/* What the side list shows: findings, steps, threads, objects and marks whose words have what was
 * typed in them. Comes from the subject and the view's entry, goes to the list and to whoever opens
 * a row of it. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_FIND_H
#define THREADLANE_VIEWER_SCENE_VIEW_FIND_H

#include "viewer/scene/view/view.h"

enum find_kind { FIND_FINDING, FIND_STEP, FIND_THREAD, FIND_OBJECT, FIND_MARK, FIND_KIND_COUNT };

#define FIND_HITS_MAX 2000u /* that are listed */

struct find_hit {
    enum find_kind kind;
    uint32_t index; /* of the finding, step, thread, object or mark */
};

struct find_hits {
    struct find_hit *hits; /* by kind, then index; for free() */
    uint32_t count;
    uint32_t counts[FIND_KIND_COUNT]; /* of each kind, also those that are not listed */
};

/* "" finds all. Letters of the Latin alphabet count the same in both cases. Of a story too long to
 * be told, only what went wrong is looked through. */
struct find_hits find_hits_create(const struct subject *subject, const struct marks *marks,
                                  const char *text);
/* The words of a hit, that are looked through. They last until the next step is told. */
const char *find_hit_text(const struct subject *subject, const struct marks *marks,
                          struct find_hit hit);

#endif
