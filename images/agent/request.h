/* What the agent is asked for on its standard input (images/lab/PROTOCOL.md, "The agent"). */
#ifndef REQUEST_H
#define REQUEST_H

#include <stddef.h>

enum request_kind { REQUEST_LOOKUP, REQUEST_WAIT, REQUEST_WRITE };

/* What `write` puts at a path; FAILING is there, but opening it fails. */
enum written_kind { WRITTEN_ABSENT, WRITTEN_CONTENT, WRITTEN_SYMLINK, WRITTEN_DIRECTORY, WRITTEN_FAILING };

struct request {
  enum request_kind kind;
  /* Lookups: the name, AF_UNSPEC or a family, ai_flags, and how long the caller waits in microseconds, 0 for ever. */
  const char *name;
  int family;
  int flags;
  long long deadline_us;
  /* Waits. */
  long long wait_us;
  /* Writes; `mode` is the errno for WRITTEN_FAILING. */
  enum written_kind written;
  unsigned mode;
  const char *path;
  const char *content;
  size_t length;
};

/*
 * Reads all requests. Returns how many there are; `*together` tells whether one process does them all. Ends the process
 * with status 2 where it cannot read them.
 */
size_t requests_read(const struct request **requests, int *together);

#endif
