/* What a program that is started from an observed one needs in its environment to be recorded, too:
 * the pool, and this library in front of others. Mostly both are there, handed on as everything is;
 * who starts it with an environment of its own choice gets them added. */
#ifndef THREADLANE_PRELOAD_ENVIRONMENT_H
#define THREADLANE_PRELOAD_ENVIRONMENT_H

/* Once, when this library is loaded. */
void environment_init(void);

/* Calls `act` with the environment and what it lacks, and returns its result. Allocates nothing. */
int environment_with(char *const environment[], int (*act)(void *context, char *const whole[]),
                     void *context);
/* The same with the environment and without this library, for a program that refuses it. */
int environment_without(char *const environment[], int (*act)(void *context, char *const whole[]),
                        void *context);

#endif
