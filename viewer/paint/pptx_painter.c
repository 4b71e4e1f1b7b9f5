/* A package is parts of XML that refer to each other by relations. What is the same in every file
 * is a table (pptx_part.h); here is what depends on the deck. */
#include "viewer/paint/pptx_painter.h"

#include <math.h>
#include <string.h>

#include "viewer/paint/png_painter.h"
#include "viewer/paint/pptx_part.h"
#include "viewer/paint/svg_painter.h"
#include "viewer/paint/xml_text.h"
#include "viewer/paint/zip_package.h"

#define SLIDE_HEIGHT 6858000 /* 7.5 inches, as PowerPoint has it; 914400 to an inch */
#define PIXEL_SCALE  2.0     /* of the pixels that stand in for the SVG */
#define NAME_SIZE    128

/* One package while it is made. */
struct slides {
    const struct deck *deck;
    struct pango_shaper *shaper;
    struct zip_package *package;
    FILE *part; /* being written */
    long width; /* of a slide */
    bool has_failed;
};

static void begin_part(struct slides *slides)
{
    slides->part = zip_package_begin_part(slides->package);
    fputs(PPTX_DECLARATION, slides->part);
}

static void put(const struct slides *slides, const char *xml)
{
    fputs(xml, slides->part);
}

static void put_relation(const struct slides *slides, unsigned id, const char *kind,
                         const char *target, unsigned number, const char *ending)
{
    fprintf(slides->part, "<Relationship Id=\"rId%u\" Type=\"%s%s\" Target=\"%s%u%s\"/>", id,
            PPTX_RELATION_TYPE, kind, target, number, ending);
}

static void end_part(struct slides *slides, const char *format, unsigned number)
{
    char name[NAME_SIZE];
    const char *place = strstr(format, "%u");
    int before = place ? (int)(place - format) : (int)strlen(format);
    snprintf(name, sizeof name, "%.*s", before, format);
    if (place) {
        snprintf(name + before, sizeof name - (size_t)before, "%u%s", number, place + 2);
    }
    zip_package_end_part(slides->package, name);
}

/* ---- pictures ---- */

static void paint_pictures(struct slides *slides, uint32_t index)
{
    struct scene scene;
    scene_init(&scene, 0, 0, 0, pango_shaper_interface(slides->shaper));
    deck_page_scene_build(&scene, slides->deck, index);
    const struct painting painting = {&scene, slides->shaper, &slides->deck->subject,
                                      &slides->deck->pages[index].view};
    slides->part = zip_package_begin_part(slides->package);
    slides->has_failed |= !svg_painter_write(&painting, slides->part);
    end_part(slides, "ppt/media/image%u.svg", index + 1);
    scene.scale = fmax(scene.scale, PIXEL_SCALE);
    slides->part = zip_package_begin_part(slides->package);
    slides->has_failed |= !png_painter_paint(&painting, slides->part);
    end_part(slides, "ppt/media/image%u.png", index + 1);
    scene_finish(&scene);
}

/* ---- slides ---- */

/* For lists of slides and for who hears them; it stands above the slide, out of sight. */
static void put_title(const struct slides *slides, const char *title)
{
    put(slides, "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Title\"/><p:cNvSpPr><a:spLocks "
                "noGrp=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr>"
                "<p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>");
    xml_text_write(slides->part, title);
    put(slides, "</a:t></a:r></a:p></p:txBody></p:sp>");
}

static void put_picture(const struct slides *slides, const char *alternative)
{
    put(slides, "<p:pic><p:nvPicPr><p:cNvPr id=\"3\" name=\"Picture\" descr=\"");
    xml_text_write(slides->part, alternative);
    put(slides, "\"/><p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/></p:cNvPicPr><p:nvPr/>"
                "</p:nvPicPr><p:blipFill><a:blip r:embed=\"rId2\"><a:extLst><a:ext "
                "uri=\"{96DAC541-7B7A-43D3-8B79-37D633B846F1}\"><asvg:svgBlip xmlns:asvg="
                "\"http://schemas.microsoft.com/office/drawing/2016/SVG/main\" r:embed=\"rId3\"/>"
                "</a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></p:blipFill>");
    fprintf(slides->part,
            "<p:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" cy=\"%d\"/></a:xfrm>"
            "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:pic>",
            slides->width, SLIDE_HEIGHT);
}

static void write_slide(struct slides *slides, uint32_t index)
{
    const struct deck_page *page = &slides->deck->pages[index];
    begin_part(slides);
    put(slides, "<p:sld" PPTX_NAMESPACES "><p:cSld>" PPTX_SHAPES);
    put_title(slides, *page->caption ? page->caption : slides->deck->title);
    put_picture(slides, page->alternative);
    put(slides, "</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>");
    end_part(slides, "ppt/slides/slide%u.xml", index + 1);
    begin_part(slides);
    put(slides, PPTX_RELATIONS);
    put_relation(slides, 1, "slideLayout", "../slideLayouts/slideLayout", 1, ".xml");
    put_relation(slides, 2, "image", "../media/image", index + 1, ".png");
    put_relation(slides, 3, "image", "../media/image", index + 1, ".svg");
    put_relation(slides, 4, "notesSlide", "../notesSlides/notesSlide", index + 1, ".xml");
    put(slides, "</Relationships>");
    end_part(slides, "ppt/slides/_rels/slide%u.xml.rels", index + 1);
}

/* ---- notes ---- */

/* Each line is a paragraph; no line is longer than what a paragraph takes. */
static void put_paragraphs(const struct slides *slides, const char *notes)
{
    do {
        size_t size = strcspn(notes, "\n");
        char line[4096];
        size_t kept = size < sizeof line ? size : sizeof line - 1;
        while (kept > 0 && kept < size && ((unsigned char)notes[kept] & 0xc0) == 0x80) {
            kept--;
        }
        memcpy(line, notes, kept);
        line[kept] = '\0';
        put(slides, "<a:p><a:r><a:t>");
        xml_text_write(slides->part, line);
        put(slides, "</a:t></a:r></a:p>");
        notes += size + (notes[size] == '\n');
    } while (*notes);
}

static void write_notes(struct slides *slides, uint32_t index)
{
    begin_part(slides);
    put(slides, "<p:notes" PPTX_NAMESPACES "><p:cSld>" PPTX_SHAPES
                "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Slide\"/><p:cNvSpPr><a:spLocks "
                "noGrp=\"1\" noRot=\"1\" noChangeAspect=\"1\"/></p:cNvSpPr><p:nvPr><p:ph "
                "type=\"sldImg\"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp><p:sp><p:nvSpPr><p:cNvPr "
                "id=\"3\" name=\"Notes\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/></p:cNvSpPr><p:nvPr>"
                "<p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>"
                "<a:bodyPr/><a:lstStyle/>");
    put_paragraphs(slides, slides->deck->pages[index].notes);
    put(slides, "</p:txBody></p:sp></p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/>"
                "</p:clrMapOvr></p:notes>");
    end_part(slides, "ppt/notesSlides/notesSlide%u.xml", index + 1);
    begin_part(slides);
    put(slides, PPTX_RELATIONS);
    put_relation(slides, 1, "notesMaster", "../notesMasters/notesMaster", 1, ".xml");
    put_relation(slides, 2, "slide", "../slides/slide", index + 1, ".xml");
    put(slides, "</Relationships>");
    end_part(slides, "ppt/notesSlides/_rels/notesSlide%u.xml.rels", index + 1);
}

/* ---- the whole ---- */

static void write_presentation(struct slides *slides)
{
    uint32_t count = slides->deck->page_count;
    begin_part(slides);
    put(slides, "<p:presentation" PPTX_NAMESPACES "><p:sldMasterIdLst><p:sldMasterId "
                "id=\"2147483648\" r:id=\"rId1\"/></p:sldMasterIdLst><p:notesMasterIdLst>"
                "<p:notesMasterId r:id=\"rId2\"/></p:notesMasterIdLst><p:sldIdLst>");
    for (uint32_t i = 0; i < count; i++) {
        fprintf(slides->part, "<p:sldId id=\"%u\" r:id=\"rId%u\"/>", 256 + i, 4 + i);
    }
    fprintf(slides->part,
            "</p:sldIdLst><p:sldSz cx=\"%ld\" cy=\"%d\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/>"
            "</p:presentation>",
            slides->width, SLIDE_HEIGHT);
    end_part(slides, "ppt/presentation.xml", 0);
    begin_part(slides);
    put(slides, PPTX_RELATIONS);
    put_relation(slides, 1, "slideMaster", "slideMasters/slideMaster", 1, ".xml");
    put_relation(slides, 2, "notesMaster", "notesMasters/notesMaster", 1, ".xml");
    put_relation(slides, 3, "theme", "theme/theme", 1, ".xml");
    for (uint32_t i = 0; i < count; i++) {
        put_relation(slides, 4 + i, "slide", "slides/slide", i + 1, ".xml");
    }
    put(slides, "</Relationships>");
    end_part(slides, "ppt/_rels/presentation.xml.rels", 0);
}

static void put_type(const struct slides *slides, const char *name, unsigned number,
                     const char *type)
{
    fprintf(slides->part, "<Override PartName=\"/ppt/%s", name);
    if (number > 0) {
        fprintf(slides->part, "%u.xml", number);
    }
    fprintf(slides->part, "\" ContentType=\"" PPTX_CONTENT_TYPE "%s+xml\"/>", type);
}

static void write_types(struct slides *slides)
{
    begin_part(slides);
    put(slides, "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                "<Default Extension=\"rels\" ContentType="
                "\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                "<Default Extension=\"png\" ContentType=\"image/png\"/>"
                "<Default Extension=\"svg\" ContentType=\"image/svg+xml\"/>"
                "<Override PartName=\"/docProps/core.xml\" ContentType="
                "\"application/vnd.openxmlformats-package.core-properties+xml\"/>");
    put_type(slides, "presentation.xml", 0, "presentation.main");
    for (const struct pptx_part *part = pptx_parts; part->name; part++) {
        if (*part->type) {
            fprintf(slides->part, "<Override PartName=\"/%s\" ContentType=\"%s\"/>", part->name,
                    part->type);
        }
    }
    for (uint32_t i = 0; i < slides->deck->page_count; i++) {
        put_type(slides, "slides/slide", i + 1, "slide");
        put_type(slides, "notesSlides/notesSlide", i + 1, "notesSlide");
    }
    put(slides, "</Types>");
    end_part(slides, "[Content_Types].xml", 0);
}

static void write_properties(struct slides *slides)
{
    begin_part(slides);
    put(slides, "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/"
                "metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                "<dc:title>");
    xml_text_write(slides->part, slides->deck->title);
    put(slides, "</dc:title><dc:creator>");
    xml_text_write(slides->part, slides->deck->author);
    put(slides, "</dc:creator></cp:coreProperties>");
    end_part(slides, "docProps/core.xml", 0);
}

static void write_fixed_parts(struct slides *slides)
{
    for (const struct pptx_part *part = pptx_parts; part->name; part++) {
        begin_part(slides);
        put(slides, part->content);
        end_part(slides, part->name, 0);
    }
}

bool pptx_painter_write(const struct deck *deck, struct pango_shaper *shaper, FILE *file)
{
    const struct view *view = &deck->pages[0].view;
    struct slides slides = {
        .deck = deck,
        .shaper = shaper,
        .package = zip_package_create(),
        .width = lround(SLIDE_HEIGHT * view->width / view->height),
    };
    write_types(&slides);
    write_fixed_parts(&slides);
    write_properties(&slides);
    write_presentation(&slides);
    for (uint32_t i = 0; i < deck->page_count; i++) {
        write_slide(&slides, i);
        write_notes(&slides, i);
        paint_pictures(&slides, i);
    }
    bool is_written = !slides.has_failed && zip_package_write(slides.package, file);
    zip_package_destroy(slides.package);
    return is_written;
}
