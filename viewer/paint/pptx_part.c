#include "viewer/paint/pptx_part.h"

#include <stddef.h>

#define COLOUR(name, value) "<a:" name "><a:srgbClr val=\"" value "\"/></a:" name ">"
#define FONT(name)                                                                                 \
    "<a:" name                                                                                     \
    "><a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/></a:" name ">"
#define FILL      "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>"
#define LINE      "<a:ln w=\"6350\">" FILL "</a:ln>"
#define NO_EFFECT "<a:effectStyle><a:effectLst/></a:effectStyle>"

#define THEME                                                                                      \
    "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "                  \
    "name=\"Threadlane\"><a:themeElements><a:clrScheme name=\"Threadlane\">" COLOUR(               \
        "dk1", "1B1F27") COLOUR("lt1", "FFFFFF") COLOUR("dk2", "545B69") COLOUR("lt2", "F4F3EF")   \
        COLOUR("accent1", "0E8472") COLOUR("accent2", "E2830D") COLOUR(                            \
            "accent3", "70549D") COLOUR("accent4", "55BAE0") COLOUR("accent5", "0B3B82")           \
            COLOUR("accent6", "D41F2B") COLOUR("hlink", "0B3B82") COLOUR(                          \
                "folHlink",                                                                        \
                "70549D") "</a:clrScheme>"                                                         \
                          "<a:fontScheme name=\"Threadlane\">" FONT("majorFont") FONT(             \
                              "minorFont") "</a:fontScheme>"                                       \
                                           "<a:fmtScheme "                                         \
                                           "name=\"Threadlane\"><a:fillStyleLst>" FILL FILL FILL   \
                                           "</a:fillStyleLst>"                                     \
                                           "<a:lnStyleLst>" LINE LINE LINE                         \
                                           "</a:lnStyleLst><a:effectStyleLst>" NO_EFFECT NO_EFFECT \
                                               NO_EFFECT                                           \
                                           "</a:effectStyleLst><a:bgFillStyleLst>" FILL FILL FILL  \
                                           "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></" \
                                           "a:theme>"

#define COLOUR_MAP                                                                                 \
    "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" "               \
    "accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" "             \
    "accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>"
#define BACKGROUND "<p:bg><p:bgRef idx=\"1001\"><a:schemeClr val=\"bg1\"/></p:bgRef></p:bg>"
#define TITLE                                                                                      \
    "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Title\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/>"        \
    "</p:cNvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm>"               \
    "<a:off x=\"0\" y=\"-914400\"/><a:ext cx=\"9144000\" cy=\"685800\"/></a:xfrm>"                 \
    "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>" \
    "<a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
#define NOTES_PICTURE                                                                              \
    "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Slide\"/><p:cNvSpPr><a:spLocks noGrp=\"1\" "         \
    "noRot=\"1\" noChangeAspect=\"1\"/></p:cNvSpPr><p:nvPr><p:ph type=\"sldImg\" idx=\"2\"/>"      \
    "</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"685800\" y=\"1143000\"/>"                      \
    "<a:ext cx=\"5486400\" cy=\"3086100\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>"          \
    "</a:prstGeom></p:spPr></p:sp>"
#define NOTES_BODY                                                                                 \
    "<p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"Notes\"/><p:cNvSpPr><a:spLocks noGrp=\"1\"/>"        \
    "</p:cNvSpPr><p:nvPr><p:ph type=\"body\" sz=\"quarter\" idx=\"3\"/></p:nvPr></p:nvSpPr>"       \
    "<p:spPr><a:xfrm><a:off x=\"685800\" y=\"4400550\"/><a:ext cx=\"5486400\" cy=\"3600450\"/>"    \
    "</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>"     \
    "<a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"

#define MASTER                                                                                     \
    "<p:sldMaster" PPTX_NAMESPACES "><p:cSld>" BACKGROUND PPTX_SHAPES TITLE                        \
    "</p:spTree></p:cSld>" COLOUR_MAP                                                              \
    "<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"rId1\"/></p:sldLayoutIdLst>"        \
    "<p:txStyles><p:titleStyle/><p:bodyStyle/><p:otherStyle/></p:txStyles></p:sldMaster>"
#define LAYOUT                                                                                     \
    "<p:sldLayout" PPTX_NAMESPACES                                                                 \
    " type=\"titleOnly\"><p:cSld name=\"Picture\">" PPTX_SHAPES TITLE                              \
    "</p:spTree></p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
#define NOTES_MASTER                                                                               \
    "<p:notesMaster" PPTX_NAMESPACES "><p:cSld>" BACKGROUND PPTX_SHAPES NOTES_PICTURE NOTES_BODY   \
    "</p:spTree></p:cSld>" COLOUR_MAP "</p:notesMaster>"

#define RELATION(id, kind, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"" PPTX_RELATION_TYPE kind "\" Target=\"" target "\"/>"
#define END "</Relationships>"

const struct pptx_part pptx_parts[] = {
    {"ppt/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml", THEME},
    {"ppt/theme/theme2.xml", "application/vnd.openxmlformats-officedocument.theme+xml", THEME},
    {"ppt/slideMasters/slideMaster1.xml", PPTX_CONTENT_TYPE "slideMaster+xml", MASTER},
    {"ppt/slideMasters/_rels/slideMaster1.xml.rels", "",
     PPTX_RELATIONS RELATION("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml")
         RELATION("rId2", "theme", "../theme/theme1.xml") END},
    {"ppt/slideLayouts/slideLayout1.xml", PPTX_CONTENT_TYPE "slideLayout+xml", LAYOUT},
    {"ppt/slideLayouts/_rels/slideLayout1.xml.rels", "",
     PPTX_RELATIONS RELATION("rId1", "slideMaster", "../slideMasters/slideMaster1.xml") END},
    {"ppt/notesMasters/notesMaster1.xml", PPTX_CONTENT_TYPE "notesMaster+xml", NOTES_MASTER},
    {"ppt/notesMasters/_rels/notesMaster1.xml.rels", "",
     PPTX_RELATIONS RELATION("rId1", "theme", "../theme/theme2.xml") END},
    {"_rels/.rels", "",
     PPTX_RELATIONS RELATION(
         "rId1", "officeDocument",
         "ppt/presentation.xml") "<Relationship Id=\"rId2\" "
                                 "Type=\"http://schemas.openxmlformats.org/package/2006/"
                                 "relationships/metadata/core-properties\" "
                                 "Target=\"docProps/core.xml\"/>" END},
    {NULL, NULL, NULL},
};
