/* How grave what was found is, and in which colours it is said. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_SEVERITY_H
#define THREADLANE_VIEWER_SCENE_VIEW_SEVERITY_H

#include "tracer/analysis/finding.h"
#include "viewer/scene/view/theme.h"

enum severity {
    SEVERITY_CALM,    /* nothing was found */
    SEVERITY_CAUTION, /* it ended well, but something is worth knowing: a risk, throttling */
    SEVERITY_ALARM,   /* it hangs */
};

struct severity_colours {
    scene_colour edge, tint, text;
};

/* The first finding decides; analysis may be NULL. */
enum severity severity_of_analysis(const struct analysis *analysis);
/* A mistake that did not hang is as grave as one that did; a risk is not. */
enum severity severity_of_finding(const struct finding *finding);
struct severity_colours severity_colours_of(const struct theme *theme, enum severity severity);

#endif
