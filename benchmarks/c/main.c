/* The program: reads the arguments, and evolves histories. */
#include "commands.h"
#include "neuro.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HELP[] =
    "neuro, a second implementation of docs/spec/neuro.md in C\n"
    "\n"
    "  neuro vectors FILE...\n"
    "      checks vector files, one line for each case\n"
    "  neuro run SEEDHEX MODE GEN N EVERY\n"
    "      evolves N records of the generator (spec 11.1) with start GEN in mode 0, 1 or 2, from the secret seed of\n"
    "      64 hex digits; prints count and fingerprint at 0, after every EVERY records, and at the end\n"
    "  neuro evolve [--unchecked] SEEDHEX FILE\n"
    "      evolves the records of FILE, 64 bytes each, - being the standard input; prints the last count and\n"
    "      fingerprint. A record that may not follow by spec 2.2 ends it, unless --unchecked\n"
    "  neuro bench [--steps N] [--repeat R] [--json]\n"
    "      times one operation of each kind, N steps at a time (default 2000), R times (default 15)\n"
    "  neuro bench --devices D [--visit K] [--threads T] [--steps N] [--repeat R] [--json]\n"
    "      records a second over D states in memory, K records in a row (default 1) at each visit of a state, by T\n"
    "      threads (default 1) that share the states between them; N records in all (default 20000)\n"
    "\n"
    "Exit code: 0 done, 1 a mismatch, a refused record or a failed reading, 2 wrong usage.\n";

void *allocate(size_t bytes)
{
    void *memory = malloc(bytes);
    if (memory == NULL) {
        fprintf(stderr, "neuro: no memory for %zu bytes; use fewer devices\n", bytes);
        exit(MISMATCH);
    }
    return memory;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int parse_hex(const char *text, uint8_t *out, size_t length)
{
    if (strlen(text) != 2 * length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return 0;
        }
        out[i] = (uint8_t) (16 * high + low);
    }
    return 1;
}

int parse_number(const char *text, uint64_t limit, uint64_t *out)
{
    uint64_t value = 0;
    if (*text == 0) {
        return 0;
    }
    for (; *text != 0; text++) {
        uint64_t next = (uint64_t) (*text - '0');
        if (*text < '0' || *text > '9' || next > limit || value > (limit - next) / 10) {
            return 0;
        }
        value = 10 * value + next;
    }
    *out = value;
    return 1;
}

void format_hex(const uint8_t *bytes, size_t length, char *out)
{
    static const char DIGITS[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        out[2 * i] = DIGITS[bytes[i] >> 4];
        out[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    out[2 * length] = 0;
}

static int usage(const char *reason)
{
    fprintf(stderr, "neuro: %s; neuro --help shows the commands\n", reason);
    return USAGE;
}

static void print_state(const struct neuro *n)
{
    uint8_t fingerprint[64];
    char hex[129];
    neuro_fingerprint(n, fingerprint);
    format_hex(fingerprint, 64, hex);
    printf("%llu %s\n", (unsigned long long) n->count, hex);
}

static int run_generated(char **arguments)
{
    uint8_t seed[32], ter[TER_BYTES];
    uint64_t mode, start, records, every;
    if (!parse_hex(arguments[0], seed, 32)) {
        return usage("the seed must be 64 hex digits");
    }
    if (!parse_number(arguments[1], 2, &mode) || !parse_number(arguments[2], INT64_MAX, &start)
        || !parse_number(arguments[3], INT64_MAX, &records) || !parse_number(arguments[4], INT64_MAX, &every)
        || every == 0) {
        return usage("MODE must be 0, 1 or 2, GEN and N decimal numbers below 2^63, EVERY one of 1 or more");
    }
    struct neuro *n = allocate(sizeof *n);
    struct pass pass;
    struct generator generator;
    neuro_start(n, seed);
    generator_start(&generator, start, (int) mode);
    print_state(n);
    for (uint64_t i = 1; i <= records; i++) {
        generator_next(&generator, ter);
        neuro_step(n, ter, &pass);
        if (i % every == 0 || i == records) {
            print_state(n);
        }
    }
    free(n);
    return DONE;
}

static int evolve_stream(struct neuro *n, FILE *in, int checked)
{
    uint8_t ter[TER_BYTES];
    struct pass pass;
    size_t length;
    while ((length = fread(ter, 1, TER_BYTES, in)) > 0) {
        const char *fault = neuro_record_fault(n, ter, length);
        if (length != TER_BYTES || (checked && fault != NULL)) {
            fprintf(stderr, "neuro: record %llu may not follow: %s\n", (unsigned long long) n->count, fault);
            return MISMATCH;
        }
        neuro_step(n, ter, &pass);
    }
    if (ferror(in)) {
        fprintf(stderr, "neuro: reading failed after record %llu\n", (unsigned long long) n->count);
        return MISMATCH;
    }
    print_state(n);
    return DONE;
}

static int run_evolve(int count, char **arguments)
{
    int checked = 1;
    if (count == 3 && strcmp(arguments[0], "--unchecked") == 0) {
        checked = 0;
        count--, arguments++;
    }
    uint8_t seed[32];
    if (count != 2 || !parse_hex(arguments[0], seed, 32)) {
        return usage("evolve needs a seed of 64 hex digits and a file");
    }
    FILE *in = strcmp(arguments[1], "-") == 0 ? stdin : fopen(arguments[1], "rb");
    if (in == NULL) {
        fprintf(stderr, "neuro: %s cannot be opened\n", arguments[1]);
        return MISMATCH;
    }
    struct neuro *n = allocate(sizeof *n);
    neuro_start(n, seed);
    int result = evolve_stream(n, in, checked);
    free(n);
    if (in != stdin) {
        fclose(in);
    }
    return result;
}

int main(int count, char **arguments)
{
    if (count < 2) {
        return usage("a command is missing");
    }
    const char *command = arguments[1];
    if (strcmp(command, "--help") == 0) {
        fputs(HELP, stdout);
        return DONE;
    }
    if (!neuro_prepare()) {
        fprintf(stderr, "neuro: the table of the sigmoid has not the hash of spec 3.2: a wrong build\n");
        return MISMATCH;
    }
    if (strcmp(command, "vectors") == 0 && count > 2) {
        return run_vectors(count - 2, arguments + 2);
    }
    if (strcmp(command, "run") == 0 && count == 7) {
        return run_generated(arguments + 2);
    }
    if (strcmp(command, "evolve") == 0) {
        return run_evolve(count - 2, arguments + 2);
    }
    if (strcmp(command, "bench") == 0) {
        return run_bench(count - 2, arguments + 2);
    }
    return usage("unknown command or wrong number of arguments");
}
