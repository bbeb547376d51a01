/* A vector file: blocks of lines "name: value" with an empty line between them, one case each; # begins a comment. */
#ifndef VECTOR_FILE_H
#define VECTOR_FILE_H

#include <stddef.h>
#include <stdint.h>

enum {
    FIELDS_MAX = 64
};

struct field {
    char *name, *value;
    int used;
};

struct vector_case {
    struct field fields[FIELDS_MAX];
    int count;
    /* The first thing that is wrong, 0 or 1, and what it is. */
    int failed;
    char failed_name[40], expected[160], found[160];
};

/* The whole file with a 0 at its end, or NULL when it cannot be read. */
char *read_text(const char *name);

/* Cuts the next case out of the text at *at and moves *at behind it; returns 0 at the end of the text. */
int next_case(char **at, struct vector_case *c);

/* The value of a field, or NULL. The field counts as known then. */
const char *optional_field(struct vector_case *c, const char *name);

/* The same; a missing field makes the case fail, and the value is empty. */
const char *required_field(struct vector_case *c, const char *name);

/* Required fields of a certain form; a wrong form makes the case fail. */
void field_bytes(struct vector_case *c, const char *name, uint8_t *out, size_t length);
uint64_t field_number(struct vector_case *c, const char *name, uint64_t limit);

/* The n-th decimal number of a list, or 0 with *end set when there are fewer. */
int64_t list_number(const char *list, int n, int *end);

void fail(struct vector_case *c, const char *name, const char *expected, const char *found);

/* Hold what was found against a required field. */
void expect_text(struct vector_case *c, const char *name, const char *found);
void expect_bytes(struct vector_case *c, const char *name, const uint8_t *found, size_t length);
void expect_list32(struct vector_case *c, const char *name, const int32_t *found, int n);
void expect_list64(struct vector_case *c, const char *name, const int64_t *found, int n);

/* A field that nobody asked for is not known, and makes the case fail. */
void expect_all_known(struct vector_case *c);

#endif
