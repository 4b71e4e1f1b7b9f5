#include "tracer/record/recorder.h"
#include "tracer/threadlane.h"

void tl_title(const char *title, const char *subtitle)
{
    if (title) {
        recorder_info("title", title);
    }
    if (subtitle) {
        recorder_info("title.en", subtitle);
    }
}
