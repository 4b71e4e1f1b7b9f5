#include "viewer/scene/view/severity.h"

#define TINT_OPACITY 0.12

enum severity severity_of_finding(const struct finding *finding)
{
    bool is_advice = finding->kind == FINDING_LOCK_ORDER_RISK ||
                     finding->kind == FINDING_THROTTLING || finding->kind == FINDING_GIL_CONVOY ||
                     finding->kind == FINDING_SPIN;
    return finding->hang == HANG_NONE && is_advice ? SEVERITY_CAUTION : SEVERITY_ALARM;
}

enum severity severity_of_analysis(const struct analysis *analysis)
{
    if (analysis == NULL) {
        return SEVERITY_CALM;
    }
    bool has_hang = analysis->is_hung;
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        has_hang = has_hang || analysis->findings[i].hang != HANG_NONE;
    }
    if (has_hang) {
        return SEVERITY_ALARM;
    }
    return analysis->finding_count > 0 ? SEVERITY_CAUTION : SEVERITY_CALM;
}

struct severity_colours severity_colours_of(const struct theme *theme, enum severity severity)
{
    switch (severity) {
    case SEVERITY_ALARM:
        return (struct severity_colours){theme->forever, theme->forever_tint, theme->forever_text};
    case SEVERITY_CAUTION:
        return (struct severity_colours){theme->wait_lock,
                                         colour_fade(theme->wait_lock, TINT_OPACITY), theme->ink};
    case SEVERITY_CALM:
        break;
    }
    return (struct severity_colours){theme->running, colour_fade(theme->running, TINT_OPACITY),
                                     theme->ink};
}
