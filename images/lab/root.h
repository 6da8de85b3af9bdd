/* The file system of a cell: the image's root below, a small one in memory above. */
#ifndef ROOT_H
#define ROOT_H

/*
 * Makes a fresh root over the image's at `image` and makes it this process' root. Nothing else can be reached by a
 * path afterwards, whatever links lie in the image: what follows may use plain paths.
 */
void root_enter(const char *image);
/* Takes /proc away: a file that is read for others must not lead to what the kernel tells of this process. */
void root_hide_proc(void);

#endif
