#include "viewer/app/marking.h"

#include <stdio.h>

#include "tracer/language/language.h"
#include "viewer/app/marks_file.h"

void marking_begin(struct marking *marking, const char *trace_name)
{
    *marking = (struct marking){.trace_name = trace_name};
    if (*trace_name != '\0') {
        marking->is_unread =
            !marks_file_read(trace_name, &marking->marks, marking->notice, sizeof marking->notice);
    }
}

static void keep(struct marking *marking)
{
    marking->notice[0] = '\0';
    if (*marking->trace_name == '\0') {
        return;
    }
    if (marking->is_unread) {
        snprintf(marking->notice, sizeof marking->notice, "%s",
                 N_("the marks are not kept: their file could not be read"));
    } else {
        marks_file_write(marking->trace_name, &marking->marks, marking->notice,
                         sizeof marking->notice);
    }
}

void marking_turn_stop(struct marking *marking, uint64_t time_ns)
{
    if (!marks_remove(&marking->marks, time_ns)) {
        marks_put(&marking->marks, time_ns, "", true);
    }
    keep(marking);
}

void marking_set_note(struct marking *marking, uint64_t time_ns, const char *note)
{
    const struct mark *mark = marks_find(&marking->marks, time_ns);
    bool is_stop = mark != NULL && mark->is_stop;
    if (*note == '\0' && !is_stop) {
        marks_remove(&marking->marks, time_ns);
    } else {
        marks_put(&marking->marks, time_ns, note, is_stop);
    }
    keep(marking);
}

void marking_end(struct marking *marking)
{
    marks_finish(&marking->marks);
}
