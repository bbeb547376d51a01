/* The commands of the program, and what they share. Exit codes: 0 done, 1 a mismatch or a fault, 2 wrong usage. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <stddef.h>
#include <stdint.h>

enum {
    DONE = 0,
    MISMATCH = 1,
    USAGE = 2
};

int run_vectors(int files, char **names);
int run_bench(int count, char **arguments);

/* Reads exactly 2 * length hex digits; returns 0 when the text is something else. */
int parse_hex(const char *text, uint8_t *out, size_t length);

/* Reads a whole decimal number; returns 0 when the text is something else or above the limit. */
int parse_number(const char *text, uint64_t limit, uint64_t *out);

/* out takes 2 * length + 1 characters. */
void format_hex(const uint8_t *bytes, size_t length, char *out);

/* Memory or the end of the program with a message. */
void *allocate(size_t bytes);

#endif
