/* Removing what lies at a path of a cell's root. */
#ifndef REMOVE_H
#define REMOVE_H

/* Removes what is at `path`, with everything below it; a link itself, never its target. Nothing there is fine. */
void remove_all(const char *path);
/* Empties the directory at `path` and leaves it; removes anything that is not a directory. */
void remove_content(const char *path);

#endif
