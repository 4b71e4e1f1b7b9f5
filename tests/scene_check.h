/* What must hold in every scene, whatever it shows; for tests. Failures are counted as by check.h
 * and say which shapes they are about. */
#ifndef THREADLANE_TESTS_SCENE_CHECK_H
#define THREADLANE_TESTS_SCENE_CHECK_H

#include "viewer/scene/shape/scene.h"

/* No two words lie on each other, as far as they are seen. */
void check_texts_apart(const struct scene *scene);
/* No two groups have the same id. */
void check_ids_differ(const struct scene *scene);
/* How many groups have an id that begins so. */
uint32_t count_groups(const struct scene *scene, const char *beginning);

#endif
