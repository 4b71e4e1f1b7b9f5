#include "viewer/paint/beamer_painter.h"

#include <string.h>

#include "viewer/paint/tex_text.h"

/* Beamer knows shapes of paper by names. */
struct aspect {
    double ratio_max;
    const char *name;
};

/* pdflatex cannot show what its fonts have not; XeLaTeX and LuaLaTeX can. */
static const char preamble[] =
    "\\usepackage{iftex}\n"
    "\\ifPDFTeX\n"
    "  \\usepackage[T1]{fontenc}\n"
    "  \\makeatletter\n"
    "  \\def\\UTFviii@undefined@err#1{?}% for notes in Chinese use xelatex\n"
    "  \\makeatother\n"
    "\\else\n"
    "  \\usepackage{fontspec}\n"
    "  \\ifXeTeX\\IfFileExists{xeCJK.sty}{%\n"
    "    \\usepackage{xeCJK}%\n"
    "    \\IfFontExistsTF{Noto Sans CJK SC}{%\n"
    "      \\setCJKmainfont{Noto Sans CJK SC}\\setCJKsansfont{Noto Sans CJK SC}}{}%\n"
    "  }{}\\fi\n"
    "\\fi\n"
    "\\setbeamertemplate{navigation symbols}{}\n"
    "% notes beside the slides: \\setbeameroption{show notes on second screen=right}\n"
    "\\newcommand{\\picturepage}[2]{% number of the page, notes\n"
    "  {\\setbeamertemplate{background canvas}{%\n"
    "    \\includegraphics[page=#1,width=\\paperwidth,height=\\paperheight,keepaspectratio]%\n"
    "      {\\detokenize\\expandafter{\\picturefile}}}\n"
    "  \\begin{frame}[plain]\\note{#2}\\end{frame}}}\n";

static const char *aspect_of(const struct view *view)
{
    static const struct aspect aspects[] = {
        {1.30, "54"}, {1.42, "43"}, {1.55, "32"}, {1.69, "1610"}, {1e9, "169"},
    };
    size_t i = 0;
    while (view->width / view->height > aspects[i].ratio_max) {
        i++;
    }
    return aspects[i].name;
}

/* Each line of the notes is a paragraph. */
static void write_notes(const char *notes, FILE *file)
{
    while (*notes) {
        size_t size = strcspn(notes, "\n");
        char line[4096];
        size_t kept = size < sizeof line ? size : sizeof line - 1;
        while (kept > 0 && kept < size && ((unsigned char)notes[kept] & 0xc0) == 0x80) {
            kept--;
        }
        memcpy(line, notes, kept);
        line[kept] = '\0';
        tex_text_write(file, line);
        notes += size + (notes[size] == '\n');
        fputs(*notes ? "\\par\n  " : "", file);
    }
}

bool beamer_painter_write(const struct deck *deck, const char *pages, FILE *file)
{
    fprintf(file, "\\documentclass[aspectratio=%s]{beamer}\n", aspect_of(&deck->pages[0].view));
    fprintf(file, "\\newcommand{\\picturefile}{%s}\n%s\\title{", pages, preamble);
    tex_text_write(file, deck->title);
    fputs("}\n\\author{", file);
    tex_text_write(file, deck->author);
    fputs("}\n\\date{}\n\\begin{document}\n", file);
    if (deck->pages[0].view.frame != FRAME_TITLE) {
        fputs("\\begin{frame}\\titlepage\\end{frame}\n", file);
    }
    for (uint32_t i = 0; i < deck->page_count; i++) {
        fprintf(file, "\\picturepage{%u}{%%\n  ", i + 1);
        write_notes(deck->pages[i].notes, file);
        fputs("}\n", file);
    }
    fputs("\\end{document}\n", file);
    return !ferror(file);
}
