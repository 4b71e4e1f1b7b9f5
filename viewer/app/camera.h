/* Which part of the timeline is seen: zoom, pan and scroll of the view, kept within what there is
 * to see. Places are CSS pixels of the picture. */
#ifndef THREADLANE_VIEWER_APP_CAMERA_H
#define THREADLANE_VIEWER_APP_CAMERA_H

#include "viewer/scene/layout/lane_layout.h"

#define CAMERA_ZOOM_MAX 1e8 /* an hour to a few microseconds */

double camera_plot_width(const struct view *view, const struct subject *subject);
/* Zooms by a factor; what lies at x stays there. */
void camera_zoom_at(struct view *view, const struct subject *subject, double x, double factor);
/* The same at the cursor, or at the middle if the cursor is out of the picture. */
void camera_zoom_at_cursor(struct view *view, const struct subject *subject, double factor);
/* Moves what is seen to the right by so many pixels. */
void camera_pan(struct view *view, const struct subject *subject, double right_px);
void camera_scroll(struct view *view, const struct subject *subject, double down_px);
/* All of the recording. */
void camera_fit(struct view *view, const struct subject *subject);
/* The selected range, else the present step and its neighbours, fill the picture; again: all of it.
 */
void camera_focus(struct view *view, const struct subject *subject);
/* Shows the same stretch of time of another trace, unless all of it is seen. */
void camera_keep_range(struct view *view, const struct subject *before,
                       const struct subject *after);
/* Pans just so far that the cursor is seen. */
void camera_show_cursor(struct view *view, const struct subject *subject);
/* Scrolls just so far that a lane is seen. */
void camera_show_lane(struct view *view, const struct subject *subject,
                      const struct lane_place *place);
/* The instant shown at x. */
uint64_t camera_time_at(const struct view *view, const struct subject *subject, double x);

#endif
