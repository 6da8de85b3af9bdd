#include "syscall_names.h"

#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>

/* Made by the build out of the compiler's own headers: one line `{"read", SYS_read},` for each. */
static const struct {
  const char *name;
  int number;
} calls[] = {
#include "syscall_table.inc"
};

int syscall_number(const char *name) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (strcmp(calls[i].name, name) == 0) return calls[i].number;
  return -1;
}
