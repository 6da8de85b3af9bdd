/* The fields of CELL_RUN and CELL_READ. */
#ifndef FIELDS_H
#define FIELDS_H

#include "frame.h"

enum file_kind { FILE_ABSENT, FILE_CONTENT, FILE_SYMLINK, FILE_DIRECTORY, FILE_FAILING };

struct file {
  enum file_kind kind;
  /* FILE_FAILING: the errno that opening it fails with. */
  uint32_t mode;
  uint32_t owner;
  const char *path;
  const unsigned char *content;
  size_t length;
};

/* A system call that is answered instead of run: with 0, or with an errno. */
struct answer {
  const char *name;
  int32_t errno_or_0;
};

/* Lists end with a null pointer, or have their count beside them; all texts end with NUL. */
struct fields {
  uint32_t net;
  const char *root;
  const char *hostname;
  uint32_t user;
  /* The program is on the time of its network (supervise.h). */
  int is_supervised;
  /* How much later its time begins, in nanoseconds: libcs make random numbers of it. */
  uint32_t draw_ns;
  char **environment;
  char **arguments;
  char **reads;
  struct file *files;
  size_t file_count;
  struct answer *answers;
  size_t answer_count;
  const unsigned char *input;
  size_t input_length;
};

/* Reads a cell's payload; ends the process when it is not one. `input` and contents stay in the payload. */
void fields_parse(const struct frame *request, struct fields *fields);

#endif
