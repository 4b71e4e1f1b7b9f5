#include "viewer/scene/view/title.h"

#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/view/words.h"

const char *title_of_trace(struct arena *arena, const struct trace *trace, enum language language)
{
    const char *told = trace_info_value(trace, "title");
    if (told[0] != 0) {
        return told;
    }
    const char *slash = strrchr(trace->program, '/');
    const char *name = slash != NULL ? slash + 1 : trace->program;
    if (name[0] == 0) {
        return word_text(WORD_UNTITLED, language);
    }
    char *title = arena_copy_text(arena, name);
    for (char *c = title; *c != 0; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    return title;
}
