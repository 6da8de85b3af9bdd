#include "cell.h"

#include "fatal.h"
#include "fields.h"
#include "files.h"
#include "program.h"
#include "reading.h"
#include "root.h"
#include "seccomp.h"
#include "step.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

const int CELL_NAMESPACES = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID;

static struct bytes agent;
static int in_docker;

void cell_agent(const char *path) {
  ssize_t count;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) fatal_about("opening", path, errno);
  while ((count = read(fd, bytes_room(&agent, 65536), 65536)) > 0) agent.end += (size_t)count;
  if (count < 0) fatal_about("reading", path, errno);
  close(fd);
}

void cell_in_docker(void) {
  in_docker = 1;
}

/* Enters the network that process `pid` holds. */
static void enter_network(uint32_t pid) {
  char path[32] = "/proc/", digits[12];
  size_t count = 0, length = strlen(path);
  for (uint32_t rest = pid; rest || count == 0; rest /= 10) digits[count++] = (char)('0' + rest % 10);
  while (count) path[length++] = digits[--count];
  strcpy(path + length, "/ns/net");
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) fatal_about("opening the network's namespace", path, errno);
  if (setns(fd, CLONE_NEWNET) < 0) fatal("setns(2) into the network", errno);
  close(fd);
}

_Noreturn void cell_main(const struct frame *request) {
  struct fields fields;
  fields_parse(request, &fields);
  /* Away from the terminal that labd may have been started at. */
  setsid();
  if (fields.net) enter_network(fields.net);
  int clock = fields.is_supervised ? step_connect() : -1;
  root_enter(fields.root);
  if (in_docker) files_remove_dockers();
  for (size_t i = 0; i < fields.file_count; i++) files_lay(&fields.files[i]);
  size_t answers_length = 0;
  /* Who only reads looks nothing up. */
  size_t answer_count = request->type == CELL_RUN ? fields.answer_count : 0;
  const void *answers = seccomp_answers(fields.answers, answer_count, &answers_length);
  if (bytes_length(&agent)) files_lay_agent(agent.data + agent.start, bytes_length(&agent), answers, answers_length);
  if (fields.hostname && sethostname(fields.hostname, strlen(fields.hostname)) < 0)
    fatal_about("sethostname(2)", fields.hostname, errno);
  if (request->type == CELL_READ) reading_run(&fields);
  program_run(&fields, clock);
}
