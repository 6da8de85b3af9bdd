/* Files that are there but cannot be opened. */
#ifndef FAILING_H
#define FAILING_H

/* Memory that the processes share; before the first fork. */
void failing_prepare(void);
/* From now on opening the file at `path`, which exists, fails with `error` in processes that called failing_begin. */
void failing_add(const char *path, int error);
/* Nothing is at `path` any more that fails. */
void failing_remove(const char *path);
/* Whether failing_add was called. */
int failing_any(void);
/*
 * Has this process' openings fail. By a seccomp filter that sends it a signal at every call that opens: the signal's
 * handler lives in the same process, so that no other one has to read its memory, which takes privileges.
 */
void failing_begin(void);

#endif
