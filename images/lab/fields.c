#include "fields.h"

#include "fatal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum tag {
  TAG_NET = 1,
  TAG_ROOT = 2,
  TAG_HOSTNAME = 3,
  TAG_USER = 4,
  TAG_ENV = 5,
  TAG_FILE = 6,
  TAG_SYSCALL = 7,
  TAG_ARGUMENT = 8,
  TAG_INPUT = 9,
  TAG_READ = 10,
  TAG_SUPERVISED = 11,
};

/* Room for one more element behind `count` and for a null pointer behind that. */
static void *grow(void *list, size_t count, size_t size) {
  void *grown = realloc(list, (count + 2) * size);
  if (!grown) fatal("no memory for a cell", ENOMEM);
  memset((char *)grown + count * size, 0, 2 * size);
  return grown;
}

static char *text_of(const unsigned char *data, size_t length, const char *what) {
  char *text = malloc(length + 1);
  if (!text) fatal("no memory for a cell", ENOMEM);
  memcpy(text, data, length);
  text[length] = 0;
  if (strlen(text) != length) fatal_about("a NUL within a cell's", what, 0);
  return text;
}

static char *path_of(const unsigned char *data, size_t length) {
  char *path = text_of(data, length, "path");
  if (path[0] != '/') fatal_about("not an absolute path:", path, 0);
  return path;
}

static void add_text(char ***list, char *text) {
  size_t count = 0;
  while (*list && (*list)[count]) count++;
  *list = grow(*list, count, sizeof **list);
  (*list)[count] = text;
}

static void add_file(struct fields *fields, struct reader field) {
  struct file file = {.kind = read_u8(&field), .mode = read_u32(&field), .owner = read_u32(&field)};
  size_t length = read_u16(&field);
  const unsigned char *path = read_bytes(&field, length);
  if (!field.ok || file.kind > FILE_FAILING) fatal("a cell's file field cannot be read", 0);
  file.path = path_of(path, length);
  file.length = field.left;
  /* A link's target is a text. */
  file.content = file.kind == FILE_SYMLINK ? (unsigned char *)text_of(field.data, field.left, "link") : field.data;
  fields->files = grow(fields->files, fields->file_count, sizeof file);
  fields->files[fields->file_count++] = file;
}

static void add_answer(struct fields *fields, struct reader field) {
  struct answer answer = {.errno_or_0 = (int32_t)read_u32(&field)};
  if (!field.ok) fatal("a cell's syscall field cannot be read", 0);
  answer.name = text_of(field.data, field.left, "system call");
  fields->answers = grow(fields->answers, fields->answer_count, sizeof answer);
  fields->answers[fields->answer_count++] = answer;
}

static void add_field(struct fields *fields, uint8_t tag, struct reader field) {
  switch (tag) {
    case TAG_NET: fields->net = read_u32(&field); break;
    case TAG_ROOT: fields->root = path_of(field.data, field.left); break;
    case TAG_HOSTNAME: fields->hostname = text_of(field.data, field.left, "host name"); break;
    case TAG_USER: fields->user = read_u32(&field); break;
    case TAG_SUPERVISED: 
      fields->is_supervised = 1;
      fields->draw_ns = read_u32(&field);
      break;
    case TAG_ENV: add_text(&fields->environment, text_of(field.data, field.left, "environment")); break;
    case TAG_FILE: add_file(fields, field); break;
    case TAG_SYSCALL: add_answer(fields, field); break;
    case TAG_ARGUMENT: add_text(&fields->arguments, text_of(field.data, field.left, "argument")); break;
    case TAG_INPUT:
      fields->input = field.data;
      fields->input_length = field.left;
      break;
    case TAG_READ: add_text(&fields->reads, path_of(field.data, field.left)); break;
    default: fatal("a cell's field has a tag that labd does not know", 0);
  }
  if (!field.ok) fatal("a cell's field is too short", 0);
}

void fields_parse(const struct frame *request, struct fields *fields) {
  struct reader payload = {request->payload, request->length, 1};
  memset(fields, 0, sizeof *fields);
  while (payload.left) {
    uint8_t tag = read_u8(&payload);
    uint32_t length = read_u32(&payload);
    struct reader field = {read_bytes(&payload, length), length, 1};
    if (!payload.ok) fatal("a cell's fields cannot be read", 0);
    add_field(fields, tag, field);
  }
  if (!fields->environment) fields->environment = grow(NULL, 0, sizeof(char *));
  if (!fields->root) fatal("a cell needs a root", 0);
  if (request->type == CELL_RUN && (!fields->net || !fields->arguments))
    fatal("a cell that runs needs a network and a program", 0);
}
