/* Each lane adds itself to the timeline card, and its name to the column of names: a function, and
 * mostly a file, a kind. Called by timeline_scene.c in painting order. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_LANE_SCENE_H
#define THREADLANE_VIEWER_SCENE_LANES_LANE_SCENE_H

#include "viewer/scene/lanes/timeline.h"

/* Names of a process, its life and how it ended; and the strip at the left of all its threads. */
void process_label_scene_build(struct timeline *timeline, const struct lane_place *place);
void process_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
/* How it ended, over the arrows. */
void process_ending_scene_build(struct timeline *timeline, const struct lane_place *place);
void process_bracket_scene_build(struct timeline *timeline, uint32_t place);

/* Names, bars, strips and printed words of one thread. */
void thread_label_scene_build(struct timeline *timeline, const struct lane_place *place);
void thread_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
/* The numbered circles above the thread's bar, but for that of the current step, which is drawn
 * over the playhead. */
void forever_label_scene_build(struct timeline *timeline, const struct lane_place *place);
void step_marks_scene_build(struct timeline *timeline, const struct lane_place *place);
void current_mark_scene_build(struct timeline *timeline, const struct lane_place *place);

void group_heading_scene_build(struct timeline *timeline, const struct lane_place *place);
void object_label_scene_build(struct timeline *timeline, const struct lane_place *place);
void room_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
/* Also of an event: set and not set are as held and free. */
void lock_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void rwlock_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void semaphore_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void barrier_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void referent_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
/* Also of a pipe: messages are as items. */
void queue_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void gil_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void variable_lane_scene_build(struct timeline *timeline, const struct lane_place *place);

/* Also of a manager: calls are as tasks. */
void executor_lane_scene_build(struct timeline *timeline, const struct lane_place *place);
void future_lane_scene_build(struct timeline *timeline, const struct lane_place *place);

#endif
