#include "viewer/table/sqlite_views.h"

#include <stddef.h>

#define TARGET_NAME "coalesce(o.name, t.name, p.name)"
#define TARGET_JOINS(of)                                                                           \
    "LEFT JOIN objects o ON o.object = " of ".object "                                             \
    "LEFT JOIN threads t ON t.thread = " of ".about_thread "                                       \
    "LEFT JOIN processes p ON p.process = " of ".about_process "
#define PLACE "s.file || coalesce(':' || s.line, '')"

const struct sqlite_view sqlite_views[] = {
    {"told_events", "events with names in place of numbers",
     "SELECT e.event, e.time_ns / 1e6 AS time_ms, w.name AS thread, e.operation, e.stage, "
     "" TARGET_NAME " AS target, " PLACE " AS place, e.text "
     "FROM events e JOIN threads w ON w.thread = e.thread " TARGET_JOINS(
         "e") "LEFT JOIN sites s ON s.site = e.site ORDER BY e.event"},
    {"longest_waits", "every wait with names, the longest first",
     "SELECT w.wait, a.name AS thread, w.kind, " TARGET_NAME " AS target, "
     "w.begin_ns / 1e6 AS begin_ms, w.duration_ns / 1e6 AS duration_ms, w.is_stuck, "
     "b.name AS ended_by, " PLACE " AS place "
     "FROM waits w JOIN threads a ON a.thread = w.thread " TARGET_JOINS(
         "w") "LEFT JOIN threads b ON b.thread = w.ended_by LEFT JOIN sites s ON s.site = w.site "
              "ORDER BY w.duration_ns DESC, w.wait"},
    {"waits_by_object", "how often and how long each object made threads wait",
     "SELECT o.object, o.name, o.type, count(*) AS wait_count, sum(w.duration_ns) / 1e6 AS "
     "total_ms, max(w.duration_ns) / 1e6 AS longest_ms, sum(w.is_stuck) AS stuck_count "
     "FROM waits w JOIN objects o ON o.object = w.object GROUP BY o.object "
     "ORDER BY sum(w.duration_ns) DESC, o.object"},
    {"waits_by_thread", "how often and how long each thread waited",
     "SELECT t.thread, t.name, count(*) AS wait_count, sum(w.duration_ns) / 1e6 AS total_ms, "
     "max(w.duration_ns) / 1e6 AS longest_ms, max(w.is_stuck) AS is_stuck "
     "FROM waits w JOIN threads t ON t.thread = w.thread GROUP BY t.thread "
     "ORDER BY sum(w.duration_ns) DESC, t.thread"},
    {"holds_by_object", "how often and how long each object was held",
     "SELECT o.object, o.name, o.type, count(*) AS hold_count, sum(h.duration_ns) / 1e6 AS "
     "total_ms, max(h.duration_ns) / 1e6 AS longest_ms, count(DISTINCT h.thread) AS thread_count "
     "FROM holds h JOIN objects o ON o.object = h.object GROUP BY o.object "
     "ORDER BY sum(h.duration_ns) DESC, o.object"},
    {"who_waits_for_whom", "the waits that are open at the end, with names",
     "SELECT a.name AS thread, " TARGET_NAME " AS target, b.name AS provider, "
     "w.since_ns / 1e6 AS since_ms, w.is_stuck "
     "FROM waiting w JOIN threads a ON a.thread = w.thread " TARGET_JOINS(
         "w") "LEFT JOIN threads b ON b.thread = w.provider ORDER BY w.waiting"},
    {NULL, NULL, NULL},
};
