/* The parts of a PowerPoint package that are the same in each: theme, master, layout, and the
 * master of the notes. As small as the programs that read them allow. */
#ifndef THREADLANE_VIEWER_PAINT_PPTX_PART_H
#define THREADLANE_VIEWER_PAINT_PPTX_PART_H

struct pptx_part {
    const char *name;    /* in the package */
    const char *type;    /* of its content, "" for relationships */
    const char *content; /* what stands after the XML declaration */
};

/* A name of NULL ends the list. */
extern const struct pptx_part pptx_parts[];

#define PPTX_DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PPTX_NAMESPACES                                                                            \
    " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""                           \
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""             \
    " xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\""
#define PPTX_RELATIONS                                                                             \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define PPTX_RELATION_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PPTX_CONTENT_TYPE  "application/vnd.openxmlformats-officedocument.presentationml."
/* A tree of shapes begins with a group of no extent. */
#define PPTX_SHAPES                                                                                \
    "<p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"   \
    "<p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/><a:chOff x=\"0\" "       \
    "y=\"0\"/><a:chExt cx=\"0\" cy=\"0\"/></a:xfrm></p:grpSpPr>"

#endif
