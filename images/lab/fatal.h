/* How a process of labd ends when it cannot go on: with words. */
#ifndef FATAL_H
#define FATAL_H

/*
 * Ends the process. A network's or cell's process tells the harness (link.h); labd itself tells people on standard
 * error. `error` is an errno whose text follows, or 0.
 */
_Noreturn void fatal(const char *what, int error);
/* The same, about something: "DOING ABOUT: errno's text". */
_Noreturn void fatal_about(const char *doing, const char *about, int error);

#endif
