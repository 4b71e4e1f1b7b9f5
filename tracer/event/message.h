/* Marks of text that is translated where it is read: xgettext collects them for the catalogs in
 * po/, and tracer/language/language.h looks them up. They expand to text and nothing else, so that
 * tables known to the observed program, too, can carry them. */
#ifndef THREADLANE_EVENT_MESSAGE_H
#define THREADLANE_EVENT_MESSAGE_H

#define MESSAGE_CONTEXT_END "\004" /* what catalogs have between context and message */

/* A message; one that means something else in other places, which the context tells; one that
 * depends on a number, as its forms for one and for many; both. */
#define N_(message)              message
#define NC_(context, message)    context MESSAGE_CONTEXT_END message
#define NN_(one, many)           one "\0" many
#define NNC_(context, one, many) context MESSAGE_CONTEXT_END one "\0" many

#endif
