/* What lies under and over the lanes of the timeline card, a file each. Called by timeline_scene.c
 * in painting order. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_TIMELINE_PART_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_TIMELINE_PART_H

#include "viewer/scene/lanes/timeline.h"

/* Grid, tick labels, the standstill and the for-ever sign. */
void ruler_scene_build(struct timeline *timeline);
void playhead_scene_build(struct timeline *timeline);
/* Nothing if no range is selected. */
void range_scene_build(struct timeline *timeline);

/* What a person has marked. */
void bookmark_scene_build(struct timeline *timeline);
/* The events that are pinned. */
void pin_scene_build(struct timeline *timeline);

/* Starts, wake-ups and entries into waiting rooms; those of the step that is followed are
 * drawn apart, over veils and playhead. */
void arrow_scene_build(struct timeline *timeline);
void lit_arrow_scene_build(struct timeline *timeline);
/* Over the lanes that have nothing to do with the step that is followed. */
void step_veil_build(struct timeline *timeline);
void lost_notify_scene_build(struct timeline *timeline);
/* That of the step that is followed; the others are in the former. */
void lit_lost_notify_scene_build(struct timeline *timeline);
/* Pale until the replay gets there. */
void verdict_band_scene_build(struct timeline *timeline);

#endif
