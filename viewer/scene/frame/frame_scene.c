#include "viewer/scene/frame/frame_scene.h"

#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/panel/panel_scene.h"
#include "viewer/scene/timeline/timeline_scene.h"

void frame_scene_build(struct scene *scene, const struct subject *subject, const struct view *view)
{
    if (view->frame == FRAME_TITLE) {
        title_page_scene_build(scene, subject, view);
        return;
    }
    struct frame_layout layout = frame_layout_of(view);
    heading_scene_build(scene, subject, view, layout.heading);
    if (view->frame == FRAME_FINDING) {
        struct scene_rect card = {layout.heading.x, layout.timeline.y, layout.heading.width,
                                  layout.transport.y + layout.transport.height - layout.timeline.y};
        finding_page_scene_build(scene, subject, view, card);
        return;
    }
    timeline_scene_build(scene, subject, view, layout.timeline);
    if (layout.panel.width > 0) {
        panel_scene_build(scene, subject, view, layout.panel);
    }
    if (view->caption != NULL && layout.transport.height > 0) {
        caption_scene_build(scene, subject, view, layout.transport);
    } else if (layout.transport.height > 0) {
        transport_scene_build(scene, subject, view, layout.transport);
    }
    entry_scene_build(scene, view);
    if (view->shows_help) {
        help_scene_build(scene, subject, view);
    }
}
