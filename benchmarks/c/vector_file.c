/* Reads vector files and holds figures against their fields. */
#include "vector_file.h"

#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *read_text(const char *name)
{
    FILE *in = fopen(name, "rb");
    if (in == NULL) {
        return NULL;
    }
    size_t length = 0, room = 1 << 16;
    char *text = allocate(room);
    for (;;) {
        length += fread(text + length, 1, room - 1 - length, in);
        if (length < room - 1) {
            break;
        }
        char *more = allocate(2 * room);
        memcpy(more, text, length);
        free(text);
        text = more;
        room *= 2;
    }
    text[length] = 0;
    int readable = !ferror(in) && strlen(text) == length;
    fclose(in);
    if (!readable) {
        free(text);
        return NULL;
    }
    return text;
}

int next_case(char **at, struct vector_case *c)
{
    memset(c, 0, sizeof *c);
    while (**at != 0) {
        char *line = *at, *end = strchr(line, '\n');
        *at = end == NULL ? line + strlen(line) : end + 1;
        if (end != NULL) {
            *end = 0;
        }
        if (*line == '#') {
            continue;
        }
        if (*line == 0) {
            if (c->count > 0) {
                return 1;
            }
            continue;
        }
        char *colon = strstr(line, ": ");
        if (colon == NULL || c->count == FIELDS_MAX) {
            fail(c, "form", "at most 64 lines of the form name: value", line);
            continue;
        }
        *colon = 0;
        for (int i = 0; i < c->count; i++) {
            if (strcmp(c->fields[i].name, line) == 0) {
                fail(c, line, "a field only once in a case", "it again");
            }
        }
        c->fields[c->count++] = (struct field) {line, colon + 2, 0};
    }
    return c->count > 0 || c->failed;
}

void fail(struct vector_case *c, const char *name, const char *expected, const char *found)
{
    if (!c->failed) {
        c->failed = 1;
        snprintf(c->failed_name, sizeof c->failed_name, "%s", name);
        snprintf(c->expected, sizeof c->expected, "%s", expected);
        snprintf(c->found, sizeof c->found, "%s", found);
    }
}

const char *optional_field(struct vector_case *c, const char *name)
{
    for (int i = 0; i < c->count; i++) {
        if (strcmp(c->fields[i].name, name) == 0) {
            c->fields[i].used = 1;
            return c->fields[i].value;
        }
    }
    return NULL;
}

const char *required_field(struct vector_case *c, const char *name)
{
    const char *value = optional_field(c, name);
    if (value == NULL) {
        fail(c, name, "a field of this name", "none");
        return "";
    }
    return value;
}

void field_bytes(struct vector_case *c, const char *name, uint8_t *out, size_t length)
{
    const char *value = required_field(c, name);
    memset(out, 0, length);
    if (!parse_hex(value, out, length)) {
        fail(c, name, "bytes of a certain number in hex", value);
    }
}

uint64_t field_number(struct vector_case *c, const char *name, uint64_t limit)
{
    const char *value = required_field(c, name);
    uint64_t number = 0;
    if (!parse_number(value, limit, &number)) {
        fail(c, name, "a decimal number within the limits", value);
    }
    return number;
}

int64_t list_number(const char *list, int n, int *end)
{
    for (; n > 0 && list != NULL; n--) {
        list = strchr(list, ' ');
        list = list == NULL ? NULL : list + 1;
    }
    *end = list == NULL || *list == 0;
    /* Numbers from 2^63 on are taken as what they are modulo 2^64. */
    return *end ? 0 : *list == '-' ? (int64_t) strtoll(list, NULL, 10) : (int64_t) strtoull(list, NULL, 10);
}

/* For lists the two texts are cut to where they begin to differ. */
void expect_text(struct vector_case *c, const char *name, const char *found)
{
    const char *value = required_field(c, name);
    if (strcmp(value, found) == 0) {
        return;
    }
    int entry = 0;
    size_t from = 0;
    for (size_t i = 0; value[i] != 0 && value[i] == found[i]; i++) {
        if (value[i] == ' ') {
            entry++;
            from = i + 1;
        }
    }
    char expected[160] = "";
    if (entry > 0) {
        snprintf(expected, sizeof expected, "from entry %d on ", entry);
    }
    size_t used = strlen(expected);
    snprintf(expected + used, sizeof expected - used, "%s", value + from);
    fail(c, name, expected, found + from);
}

void expect_bytes(struct vector_case *c, const char *name, const uint8_t *found, size_t length)
{
    char *hex = allocate(2 * length + 1);
    format_hex(found, length, hex);
    expect_text(c, name, hex);
    free(hex);
}

void expect_list64(struct vector_case *c, const char *name, const int64_t *found, int n)
{
    char *text = allocate(21 * (size_t) n + 1), *at = text;
    for (int i = 0; i < n; i++) {
        at += sprintf(at, i == 0 ? "%lld" : " %lld", (long long) found[i]);
    }
    expect_text(c, name, text);
    free(text);
}

void expect_list32(struct vector_case *c, const char *name, const int32_t *found, int n)
{
    int64_t *wide = allocate((size_t) n * sizeof *wide);
    for (int i = 0; i < n; i++) {
        wide[i] = found[i];
    }
    expect_list64(c, name, wide, n);
    free(wide);
}

void expect_all_known(struct vector_case *c)
{
    for (int i = 0; i < c->count; i++) {
        if (!c->fields[i].used) {
            fail(c, c->fields[i].name, "only fields that this program knows", c->fields[i].value);
        }
    }
}
