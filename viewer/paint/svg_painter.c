#include "viewer/paint/svg_painter.h"

#include "viewer/paint/svg_item.h"
#include "viewer/paint/xml_text.h"

/* What one writing needs everywhere. */
struct svg {
    struct svg_out out;
    uint32_t open_count;       /* of <g> not yet closed */
    uint32_t definition_count; /* used as the number in ids */
};

/* Definitions stand before what needs them. */
static uint32_t define(void *owner, const char *element, const char *rest)
{
    struct svg *svg = owner;
    svg->definition_count++;
    fprintf(svg->out.file, "<%s id=\"d%u\"%s", element, svg->definition_count, rest);
    return svg->definition_count;
}

static void begin_clip(struct svg *svg, const struct scene_item *item)
{
    svg->open_count++;
    uint32_t number = svg_define_clip(&svg->out, item);
    fprintf(svg->out.file, "<g clip-path=\"url(#d%u)\">\n", number);
}

static void write_title(struct svg *svg, const char *title)
{
    fputs("<title>", svg->out.file);
    xml_text_write(svg->out.file, title);
    fputs("</title>", svg->out.file);
}

static void begin_group(struct svg *svg, const struct scene_item *item)
{
    svg->open_count++;
    fputs("<g", svg->out.file);
    svg_write_id(&svg->out, item->id);
    fputc('>', svg->out.file);
    if (item->title) {
        write_title(svg, item->title);
    }
    fputc('\n', svg->out.file);
}

static void end_group(struct svg *svg)
{
    if (svg->open_count > 0) {
        svg->open_count--;
        fputs("</g>\n", svg->out.file);
    }
}

static void write_item(struct svg *svg, const struct scene_item *item)
{
    switch (item->shape) {
    case SCENE_CLIP_BEGIN:
        begin_clip(svg, item);
        break;
    case SCENE_GROUP_BEGIN:
        begin_group(svg, item);
        break;
    case SCENE_CLIP_END:
    case SCENE_GROUP_END:
        end_group(svg);
        break;
    default:
        svg_write_item(&svg->out, item);
        break;
    }
}

static void write_head(struct svg *svg, const struct painting *painting)
{
    const struct scene *scene = painting->scene;
    fprintf(svg->out.file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" "
            "viewBox=\"0 0 %g %g\" lang=\"%s\" xml:space=\"preserve\">\n",
            scene->width * scene->scale, scene->height * scene->scale, scene->width, scene->height,
            language_tag(painting->view ? painting->view->language : LANGUAGE_ENGLISH));
    fprintf(svg->out.file,
            "<style>text{white-space:pre}.ui{font-family:%s}.code{font-family:%s}</style>\n",
            svg_font_families(FONT_UI), svg_font_families(FONT_CODE));
    fputs("<rect width=\"100%\" height=\"100%\"", svg->out.file);
    svg_write_paint(&svg->out, "fill", scene->background);
    fputs("/>\n", svg->out.file);
}

bool svg_painter_write(const struct painting *painting, FILE *file)
{
    struct svg svg = {.out = {.file = file,
                              .has_ids = true,
                              .prefix = "",
                              .write_colour = svg_write_hex_colour,
                              .define = define,
                              .owner = &svg}};
    write_head(&svg, painting);
    for (uint32_t i = 0; i < painting->scene->item_count; i++) {
        write_item(&svg, &painting->scene->items[i]);
    }
    while (svg.open_count > 0) {
        end_group(&svg);
    }
    fputs("</svg>\n", file);
    return !ferror(file);
}
