/* The program inside an image: looks names up with the image's own libc (images/lab/PROTOCOL.md, "The agent"). */
#include "start.h"

#include "answers.h"
#include "libc.h"
#include "output.h"
#include "process.h"
#include "request.h"

#include <unistd.h>

static void greet(void) {
  line_begin();
  line_text("{\"libc\":");
  line_string(libc_family());
  line_text(",\"version\":");
  line_string(libc_version());
  line_text(",\"buildId\":");
  line_string(libc_build_id());
  line_text("}");
  line_write();
}

int main(void) {
  const struct request *requests;
  int together;
  line_prepare();
  process_prepare();
  greet();
  answers_read();
  size_t count = requests_read(&requests, &together);
  /* What comes after the last lookup changes none. */
  while (count && requests[count - 1].kind != REQUEST_LOOKUP) count--;
  if (together && count) {
    process_run(requests, count);
  } else {
    /* What is not a lookup is for the next one. */
    for (size_t first = 0, i = 0; i < count; i++) {
      if (requests[i].kind != REQUEST_LOOKUP) continue;
      process_run(requests + first, i + 1 - first);
      first = i + 1;
    }
  }
  _exit(0);
}
