/* One line of JSON, built in memory that forks share and written with one call. */
#ifndef OUTPUT_H
#define OUTPUT_H

/* Memory for the line, which forks share; before everything else. */
void line_prepare(void);
/* Begins a new line. */
void line_begin(void);
/* Appends text as it is. */
void line_text(const char *text);
void line_number(long long value);
/* Appends a JSON string, or null: bytes that are not printable ASCII become \u00XX. */
void line_string(const char *text);
/* Writes the line with its end. Ends the process with status 3 when standard output takes no more. */
void line_write(void);

#endif
