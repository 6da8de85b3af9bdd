/* What the machine under the container answers instead of the kernel (labd writes it down as a seccomp filter). */
#ifndef ANSWERS_H
#define ANSWERS_H

/* Reads the filter that labd left, if it left one. */
void answers_read(void);
/* From here on this process gets these answers: what runs before, our own start above all, does not. */
void answers_begin(void);

#endif
