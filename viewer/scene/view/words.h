/* The words that pictures say of themselves: headings, buttons, legends. One row a phrase; scenes
 * ask by name and never spell a word out; other languages are in po/. What the trace and the
 * analysis say (names, sentences) comes from there, in the analysis' language.
 *
 * Places are %s only (numbers are printed before); %1$s, %2$s where the languages differ in order.
 * All text is static. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_WORDS_H
#define THREADLANE_VIEWER_SCENE_VIEW_WORDS_H

#include "tracer/event/event_kind.h"
#include "tracer/language/language.h"

/* clang-format off: one row a phrase. X(NAME, message) */
#define WORD_TABLE(X)                                                                              \
    /* heading */                                                                                  \
    X(UNTITLED, N_("a recording"))                                                                 \
    X(THREAD_COUNT, NN_("%s thread", "%s threads"))                                                \
    X(PROCESS_COUNT, NN_("%s process", "%s processes"))                                            \
    X(STEP_COUNT, NN_("%s step", "%s steps"))                                                      \
    X(OBJECT_COUNT, N_("%1$s %2$s"))                                                               \
    X(CLAUSE, NC_("parts of a description", "%1$s, %2$s"))                                         \
    X(RECORDED, N_("%s recorded"))                                                                 \
    X(GROWS, N_("still being recorded"))                                                           \
    X(BROKE_OFF, N_("the rest did not come"))                                                      \
    X(NOTHING_MOVED, N_("then nothing moved for %s"))                                              \
    X(EVENTS_LOST, N_("%s events lost"))                                                           \
    X(NO_HANG, N_("No hang"))                                                                      \
    /* opening */                                                                                  \
    X(OPENING_READ, N_("reading the recording"))                                                   \
    X(OPENING_HAS_READ, N_("%s events read"))                                                      \
    X(OPENING_SORT, N_("sorting it into lanes"))                                                   \
    X(OPENING_EXPLAIN, N_("finding out what happened"))                                            \
    X(OPENING_CANCEL, N_("Esc cancels"))                                                           \
    /* timeline */                                                                                 \
    X(THREADS, N_("THREADS"))                                                                      \
    X(PROCESSES, N_("PROCESSES"))                                                                  \
    X(PROCESS_PID, N_("pid %s"))                                                                   \
    X(PROCESS_CHILD_OF, N_("child of %s"))                                                         \
    X(PROCESS_EXITED, N_("exited with %s"))                                                        \
    X(PROCESS_SIGNALLED, N_("ended by %s"))                                                        \
    X(PROCESS_ZOMBIE, N_("zombie"))                                                                \
    X(PROCESS_ORPHAN, N_("orphan"))                                                                \
    X(WAITING_ROOM, N_("Waiting room"))                                                            \
    X(WHO_WAITS_ON, N_("who waits on %s"))                                                         \
    X(ROOM_EMPTY, N_("empty: nobody waits here"))                                                  \
    X(LOCK_INSIDE, N_("inside %s"))                                                                \
    X(FREE, N_("free"))                                                                            \
    X(READ_BY, N_("read by %s"))                                                                   \
    X(HELD_BY, N_("held by %s"))                                                                   \
    X(HOLDS_THE_LOCK, N_("holds the lock"))                                                        \
    X(READY_BUT_GIL, N_("ready, but %s has the interpreter (GIL)"))                                \
    X(GIL_IS_WITH, N_("%s has the GIL"))                                                           \
    X(READY_SINCE, N_("ready"))                                                                    \
    X(WAITS_FOREVER_FOR, N_("waits forever for %s to end"))                                        \
    X(WAITS_FOREVER_IN, N_("waits forever in %s"))                                                 \
    X(WAIT_FOREVER_ALL, N_("%s: nobody is left who could end these waits"))                        \
    X(WAIT_FOREVER, NN_("%s waits for ever", "%s wait for ever"))                                  \
    X(AND, N_("%1$s and %2$s"))                                                                    \
    X(COMMA, NC_("a list of names", "%1$s, %2$s"))                                                 \
    X(LOST_NOTIFY_MARK, N_("lost notify"))                                                         \
    X(TOO_EARLY_FOR, N_("%1$s too early for %2$s"))                                                \
    X(SET_BY, N_("set by %s"))                                                                     \
    X(NOT_SET, N_("not set"))                                                                      \
    X(LAST_TO_ARRIVE, N_("%s is the last to arrive"))                                              \
    X(PARTIES_OF, N_("%s parties"))                                                                \
    X(ITEM, N_("item %s"))                                                                         \
    X(PUT_BY, N_("put by %s"))                                                                     \
    X(GOT_BY, N_("got by %s"))                                                                     \
    X(COPY_IN, N_("copy in %s"))                                                                   \
    X(MESSAGE, N_("message %s"))                                                                   \
    X(SENT_BY, N_("sent by %s"))                                                                   \
    X(RECEIVED_BY, N_("received by %s"))                                                           \
    X(MESSAGE_COUNT, NN_("%s message", "%s messages"))                                             \
    X(WRITE_END_OPEN, N_("write end still open in %s"))                                            \
    X(READ_END_OPEN, N_("read end still open in %s"))                                              \
    X(WRITE_END_CLOSED, N_("all write ends closed"))                                               \
    X(READ_END_CLOSED, N_("all read ends closed"))                                                 \
    X(SERVES, N_("for %s"))                                                                        \
    X(KEPT_BY, N_("%1$s in %2$s"))                                                                 \
    X(CALL_COUNT, NN_("%s call", "%s calls"))                                                      \
    X(CAPACITY_OF, N_("holds %s at most"))                                                         \
    X(NO_CAPACITY, N_("no limit"))                                                                 \
    X(PERMITS_OF, N_("%s at a time"))                                                              \
    X(ASKS, N_("%s asks"))                                                                         \
    X(WHO_MAY_RUN, N_("who may run"))                                                              \
    X(LOOKS_EVERY_OP, N_("at every bytecode"))                                                     \
    X(LOOKS_BACKEDGE_CALL, N_("at jumps and calls"))                                               \
    X(LOOKS_TICKS, N_("every 100 bytecodes"))                                                      \
    X(LOST_UPDATE_MARK, N_("lost update"))                                                         \
    X(FUTURE_PENDING, N_("pending"))                                                               \
    X(FUTURE_RUNNING, N_("running on %s"))                                                         \
    X(FUTURE_HANDED_OVER, N_("handed over"))                                                       \
    X(FUTURE_RESULT_COMES, N_("result on its way"))                                                \
    X(FUTURE_LOST, N_("lost with %s"))                                                             \
    X(FUTURE_HELD_BACK, N_("finished, held back"))                                                 \
    X(FUTURE_CANCELLED, N_("cancelled by %s"))                                                     \
    X(FUTURE_FINISHED, N_("finished"))                                                             \
    X(FUTURE_FAILED, N_("failed: %s"))                                                             \
    X(FUTURE_BROKEN, N_("broken: %s"))                                                             \
    X(TASKS_WAIT, N_("%s waiting"))                                                                \
    X(TASKS_RUN, N_("%s running"))                                                                 \
    X(CALLS_SERVED, N_("%s being served"))                                                         \
    X(CALLS_TO_IT, N_("calls to it"))                                                              \
    X(ONE_WORKER, N_("one worker at most"))                                                        \
    X(WORKERS_OF, N_("%s workers at most"))                                                        \
    X(NOT_STARTED, N_("not started"))                                                              \
    X(MAIN_THREAD, N_("main thread"))                                                              \
    X(STARTED_BY, N_("started by %s"))                                                             \
    X(HOLDS, N_("holds %s"))                                                                       \
    X(LOCK, N_("Lock"))                                                                            \
    X(UNFOLD, N_("show what is inside"))                                                           \
    X(FOLD, N_("hide what is inside"))                                                             \
    /* panel */                                                                                    \
    X(LEAD, NC_("a headline, before what it is about", "%s. "))                                    \
    X(SENTENCES, NC_("two sentences", "%1$s %2$s"))                                                \
    X(STOP, NC_("the end of a sentence", "."))                                                     \
    X(COLON, NC_("after a heading", ": "))                                                         \
    X(WHAT_WENT_WRONG, N_("What went wrong"))                                                      \
    X(WHAT_HAPPENED, N_("What happened"))                                                          \
    X(WHAT_COULD_GO_WRONG, N_("What could go wrong"))                                              \
    X(NOTHING_WRONG, N_("Nothing went wrong."))                                                    \
    X(NOTHING_WRONG_MORE, N_("Every wait came to its end, and no rule was broken."))               \
    X(RECORDING_GOES_ON, N_("It is still being recorded."))                                        \
    X(RECORDING_GOES_ON_MORE, N_("Nothing proves a mistake so far."))                              \
    X(NO_HANG_SO_FAR, N_("No hang so far"))                                                        \
    X(RECORDING_STOPS, N_("The recording stops here."))                                            \
    X(RECORDING_STOPS_MORE, N_("Nothing in it proves a mistake; some threads had not ended yet.")) \
    X(ALSO_FOUND, N_("Also: %s"))                                                                  \
    X(FINDINGS_MORE, NC_("findings", "… and %s more"))                                             \
    X(STEP_BY_STEP, N_("STEP BY STEP"))                                                            \
    X(NO_STEPS, N_("The recording holds no steps."))                                               \
    X(WHO_WAITS_FOR_WHOM, N_("WHO WAITS FOR WHOM"))                                                \
    X(WAVES, N_("LET IN, WAVE BY WAVE"))                                                           \
    X(UTILISATION, N_("%1$s of %2$s permits in use on average"))                                   \
    X(WAVES_MORE, N_("… and %s more waves"))                                                       \
    X(THREADS_OVERALL, N_("WHERE THE TIME WENT"))                                                  \
    X(THREADS_MORE, N_("… and %s more threads"))                                                   \
    X(A_WAY_OUT, N_("A WAY OUT"))                                                                  \
    X(NOBODY_WAITS, N_("Nobody waits here."))                                                      \
    X(NODES_MORE, NC_("who waits", "… and %s more"))                                               \
    /* marks and typing */                                                                         \
    X(STOP_POINT, N_("stop point"))                                                                \
    X(ENTRY_NOTE, N_("Note:"))                                                                     \
    X(ENTRY_GO, N_("Go to a step or a time (7, 1.5ms):"))                                          \
    X(STEPS_A_SECOND, NN_("%s step/s", "%s steps/s"))                                              \
    /* the side list */                                                                            \
    X(FIND, N_("Find"))                                                                            \
    X(FIND_HINT, N_("a finding, step, thread or object"))                                          \
    X(FINDINGS, N_("FINDINGS"))                                                                    \
    X(MARKS, N_("MARKS"))                                                                          \
    X(NOTHING_FOUND, N_("Nothing has that in its words."))                                         \
    /* a range */                                                                                  \
    X(LOCK_OF, N_("the lock of %s"))                                                               \
    X(SELECTED, N_("What is selected"))                                                            \
    X(SELECTED_RANGE, N_("In this stretch"))                                                       \
    X(RANGE_FROM_TO, N_("%1$s, from %2$s to %3$s"))                                                \
    X(RUNNING_SHARE, NC_("how long", "runs %s"))                                                   \
    X(LONGEST_WAIT, N_("longest wait %1$s, for %2$s"))                                             \
    X(NO_WAIT, N_("no wait"))                                                                      \
    X(HOLD_COUNT, NN_("%s hold", "%s holds"))                                                      \
    X(WAIT_COUNT, NN_("%s wait", "%s waits"))                                                      \
    X(TALLY, N_("%1$s, %2$s in all, longest %3$s by %4$s"))                                        \
    X(NOT_THERE, N_("It is not there."))                                                           \
    X(AT_TIME, N_("%1$s at %2$s"))                                                                 \
    /* two runs */                                                                                 \
    X(WHERE_THEY_PART, N_("WHERE THEY PART"))                                                      \
    X(WHAT_DIFFERS, N_("WHAT DIFFERS"))                                                            \
    X(DIFFERENCES_MORE, NC_("differences", "… and %s more"))                                       \
    X(RUNS_SAME, N_("Both runs do the same, in the same order."))                                  \
    X(RUNS_SAME_ORDER, N_("What both runs do, they do in the same order."))                        \
    X(PIN_FIRST, N_("first"))                                                                      \
    X(PIN_THEN, N_("then"))                                                                        \
    X(BESIDE_EACH_OTHER, N_("STEP BY STEP, BESIDE EACH OTHER"))                                    \
    X(ON_LEFT, N_("left"))                                                                         \
    X(ON_RIGHT, N_("right"))                                                                       \
    /* the window */                                                                               \
    X(WINDOW_TITLE, N_("%1$s: step %2$s of %3$s"))                                                 \
    X(WINDOW_PLAYS, NC_("behind the title of the window", ", playing"))                            \
    X(WINDOW_GROWS, NC_("behind the title of the window", ", growing"))                            \
    X(WINDOW_BROKE_OFF, NC_("behind the title of the window", ", broken off"))                     \
    X(NO_SUCH_PLACE, N_("there is no '%s' to go to"))                                              \
    /* wait graph */                                                                               \
    X(EDGE_JOIN, N_("join"))                                                                       \
    X(EDGE_WAIT, N_("wait"))                                                                       \
    X(EDGE_LOCK, N_("lock"))                                                                       \
    X(EDGE_WAITS_FOR, N_("waits for"))                                                             \
    X(EDGE_HELD_BY, N_("held by"))                                                                 \
    X(EDGE_NEEDS, N_("needs"))                                                                     \
    X(NOBODY_CAN, N_("nobody can"))                                                                \
    X(NOTIFY_ANY_MORE, N_("notify any more"))                                                      \
    X(PICTURE_GOES_ON, N_("the picture is being written …"))                                       \
    X(PICTURE_WRITTEN, N_("written: %s.svg and .png"))                                             \
    X(PICTURE_WAITS, N_("earlier pictures are still being written; this one is not"))              \
    X(NOBODY_IS_LEFT, N_("nobody is left who could end a wait for %s"))                            \
    X(SET_ANY_MORE, N_("set it any more"))                                                         \
    X(FINISH_ANY_MORE, N_("finish it any more"))                                                   \
    X(ARRIVE_ANY_MORE, N_("arrive any more"))                                                      \
    X(GIVE_ANY_MORE, N_("give it any more"))                                                       \
    X(RELEASE_ANY_MORE, N_("release it any more"))                                                 \
    /* transport */                                                                                \
    X(PLAY, N_("play"))                                                                            \
    X(PAUSE, N_("pause"))                                                                          \
    X(TO_START, N_("to the start"))                                                                \
    X(STEP_BACK, N_("one step back"))                                                              \
    X(STEP_FORWARD, N_("one step forward"))                                                        \
    X(TO_END, N_("to the end"))                                                                    \
    X(SPEED, N_("speed of the replay"))                                                            \
    X(SCRUBBER, N_("where the replay stands"))                                                     \
    X(STEP_NUMBER, N_("Step %s"))                                                                  \
    X(STEP_OF, N_(" of %s"))                                                                       \
    X(BEFORE_FIRST_STEP, N_("Start"))                                                              \
    X(KEY_SPACE, N_("Space"))                                                                      \
    X(STEP, N_("step"))                                                                            \
    X(FIT, N_("fit"))                                                                              \
    X(EXPORT, N_("export"))                                                                        \
    X(HELP, N_("help"))                                                                            \
    X(KEYS, N_("Keys"))                                                                            \
    X(CLOSE, N_("close"))                                                                          \
    /* pages */                                                                                    \
    X(NOTES, N_("notes"))                                                                          \
    X(THEME, N_("light or dark"))                                                                  \
    X(FULL_SCREEN, N_("full screen"))                                                              \
    X(ASK, N_("question"))                                                                         \
    X(REVEAL, N_("show the answer"))                                                               \
    /* legend */                                                                                   \
    X(LEGEND_RUNNING, N_("running"))                                                               \
    X(LEGEND_READY, N_("ready"))                                                                   \
    X(LEGEND_WAITS_LOCK, N_("waits for lock"))                                                     \
    X(LEGEND_WAITS_CONDITION, N_("waits on condition"))                                            \
    X(LEGEND_WAITS_TRANSFER, N_("waits on queue / thread"))                                        \
    X(LEGEND_SLEEPS, N_("sleeps"))                                                                 \
    X(LEGEND_HOLDS, N_("holds lock"))                                                              \
    X(LEGEND_HELD_BACK, N_("held back"))                                                           \
    X(LEGEND_ASKS, N_("asks for the GIL"))                                                         \
    X(LEGEND_FOREVER, N_("waits forever"))                                                         \
    X(LEGEND_ACTS_ON, N_("acts on"))                                                               \
    X(LEGEND_LOST_NOTIFY, N_("lost notify"))                                                       \
    /* the picture in words */                                                                     \
    X(OBJECTS, N_("OBJECTS"))                                                                      \
    X(FOREVER, N_("for ever"))                                                                     \
    X(THREAD_WAITS, NC_("a thread", "%s waits"))                                                   \
    X(WAITS_FOR_TARGET, N_("%1$s waits for %2$s"))                                                 \
    X(REMARK, N_("%1$s (%2$s)"))                                                                   \
    X(SINCE, N_("since %s"))                                                                       \
    /* documents */                                                                                \
    X(QUESTION, N_("Question"))                                                                    \
    X(ASK_NEXT, N_("Which threads could go on now, and does it matter which one is first?"))       \
    X(ASK_LOCK, N_("Who holds it, and what must happen before %s goes on?"))                       \
    X(ASK_CONDITION, N_("Who will end the wait of %s, and how does he know that somebody waits?")) \
    X(ASK_TRANSFER, N_("Who can give %s what it waits for?"))                                      \
    X(ASK_BAD,                                                                                     \
      N_("What is wrong with this step, and which rule would have kept it from happening?"))       \
    X(ASK_HANG, N_("Is this a deadlock? Who would have to do what, so that everybody goes on?"))   \
    /* questions at a step, and how their answers begin */                                         \
    X(PROMPT_DEADLOCK, N_("%1$s asks for %2$s next. Who gets the lock? Is this a deadlock?"))      \
    X(PROMPT_SELF_DEADLOCK,                                                                        \
      N_("%1$s asks for %2$s once more. Who gets the lock next? Is this a deadlock?"))             \
    X(PROMPT_LOST_NOTIFY, N_("%1$s notifies %2$s next. Will anybody hear this notify?"))           \
    X(PROMPT_ABANDONED_LOCK,                                                                       \
      N_("Who holds %2$s when %1$s asks for it, and who will give it back?"))                      \
    X(PROMPT_ORPHAN_WAIT, N_("%1$s waits for %2$s. Who is left to end this wait?"))                \
    X(PROMPT_JOIN, N_("%1$s waits for %2$s to end. Will that ever happen?"))                       \
    X(PROMPT_POOL_STARVATION, N_("%1$s waits for %2$s. Which worker is free to run it?"))          \
    X(PROMPT_PIPE_FULL, N_("%1$s writes into %2$s next. Is there room, and who will read?"))       \
    X(PROMPT_LOCK_ORDER,                                                                           \
      N_("This run ends well. Could the same program hang, with its threads in another order?"))   \
    X(PROMPT_THROTTLING, N_("How many may enter, and who has to wait?"))                           \
    X(PROMPT_GIL_CONVOY, N_("Several threads want to compute. How many do so at the same time?"))  \
    X(PROMPT_LOST_UPDATE, N_("%1$s writes %2$s next. Has it changed since it was read?"))          \
    X(PROMPT_SPIN, N_("Who does useful work here, and who only looks again and again?"))           \
    X(PROMPT_MISUSE, N_("Is the next call of %1$s allowed?"))                                      \
    X(PROMPT_LOCK,                                                                                 \
      N_("%1$s waits for %2$s. Who must do what before it goes on? Is this a deadlock?"))          \
    X(PROMPT_CONDITION, N_("%1$s waits on %2$s. Who runs next? Will anybody wake %1$s?"))          \
    X(PROMPT_TRANSFER, N_("%1$s waits for %2$s. Who runs next, and what ends this wait?"))         \
    X(PROMPT_NEXT, N_("Who runs next? Would another order give another result?"))                  \
    X(ANSWER_YES, NC_("is it so", "Yes."))                                                         \
    X(ANSWER_NO, NC_("does anybody", "No."))                                                       \
    X(ANSWER_NEVER, N_("Never."))                                                                  \
    X(ANSWER_NOBODY, N_("Nobody."))                                                                \
    X(ANSWER_NONE, N_("None."))                                                                    \
    X(ANSWER_REFUSED, NC_("is it allowed", "No."))                                                 \
    X(ANSWER_ENTERED, N_("%s at a time."))                                                         \
    X(ANSWER_CHANGED, NC_("has it changed", "Yes."))                                               \
    X(SOURCE_LINE, N_("Source"))                                                                   \
    X(SINCE_LAST_PICTURE, N_("Since the last picture"))
/* clang-format on */

enum word {
#define X(NAME, ...) WORD_##NAME,
    WORD_TABLE(X)
#undef X
        WORD_COUNT
};

/* The phrase in a language. */
const char *word_text(enum word word, enum language language);
/* The form for that many of a phrase that depends on a number. */
const char *word_count_text(enum word word, unsigned long count, enum language language);

/* An object's type in words, for that many of it: "condition", "conditions". */
const char *object_type_word(enum object_type type, unsigned long count, enum language language);

#endif
