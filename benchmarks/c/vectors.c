/* The command `vectors`: checks the cases of section 11, each by its kind. */
#include "commands.h"
#include "hash.h"
#include "neuro.h"
#include "vector_kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIST_MAX = 64,
    RECORDS_MAX = 10000000
};

/* The records of a case: given as ter-0, ter-1 and so on, or else made by the generator. */
struct records {
    uint64_t count, next;
    int given;
    struct generator generator;
};

static void records_start(struct vector_case *c, struct records *r)
{
    memset(r, 0, sizeof *r);
    r->count = field_number(c, "n", RECORDS_MAX);
    r->given = r->count > 0 && optional_field(c, "ter-0") != NULL;
    if (!r->given && r->count > 0) {
        uint64_t mode = field_number(c, "mode", 2);
        generator_start(&r->generator, field_number(c, "gen", INT64_MAX), (int) mode);
    } else {
        optional_field(c, "mode");
        optional_field(c, "gen");
    }
}

static void records_next(struct vector_case *c, struct records *r, uint8_t ter[TER_BYTES])
{
    char name[32];
    if (r->given) {
        snprintf(name, sizeof name, "ter-%llu", (unsigned long long) r->next);
        field_bytes(c, name, ter, TER_BYTES);
    } else {
        generator_next(&r->generator, ter);
    }
    r->next++;
}

void evolved_state(struct vector_case *c, struct neuro *n)
{
    struct records r;
    struct pass pass;
    uint8_t seed[32], ter[TER_BYTES];
    field_bytes(c, "seed", seed, 32);
    neuro_start(n, seed);
    records_start(c, &r);
    while (r.next < r.count) {
        records_next(c, &r, ter);
        neuro_step(n, ter, &pass);
    }
}

static void fingerprint_of_first_version(const struct neuro *n, uint8_t root[64], uint8_t out[64])
{
    struct sha512 s;
    neuro_weights_root(n, root);
    sha512_start(&s);
    sha512_add(&s, "NEURO/FPRINT/v1\0", 16);
    sha512_add(&s, root, 64);
    sha512_end(&s, out);
}

static void check_history_v1(struct vector_case *c, struct neuro *n)
{
    struct records r;
    struct sha256 all;
    struct pass pass;
    uint8_t seed[32], ter[TER_BYTES], root[64], out[64], key[32], message[32], nonce[8];
    field_bytes(c, "seed", seed, 32);
    neuro_start(n, seed);
    fingerprint_of_first_version(n, root, out);
    expect_bytes(c, "W0fp", out, 64);
    records_start(c, &r);
    sha256_start(&all);
    while (r.next < r.count) {
        records_next(c, &r, ter);
        sha256_add(&all, ter, TER_BYTES);
        if (r.next == 1) {
            expect_bytes(c, "ter0", ter, TER_BYTES);
        }
        neuro_step(n, ter, &pass);
    }
    sha256_end(&all, out);
    expect_bytes(c, "terdigest", out, 32);
    fingerprint_of_first_version(n, root, out);
    expect_bytes(c, "fp", out, 64);
    for (int i = 0; i < 3; i++) {
        static const int AT[3] = {W1, W2, B3 + OUTPUTS - 1};
        char name[16];
        uint8_t master[8];
        snprintf(name, sizeof name, "M[%d]", AT[i]);
        put64(master, (uint64_t) n->masters[AT[i]]);
        expect_bytes(c, name, master, 8);
    }
    field_bytes(c, "mh", message, 32);
    field_bytes(c, "nonce", nonce, 8);
    hmac_sha256(root, 64, "NEURO/POSF-KEY/v1", 17, key);
    neuro_posf(n, key, message, nonce, out);
    expect_bytes(c, "posf", out, 32);
}

/* fingerprint-K is that at count K; only fingerprint-0 has to be there. */
static void expect_fingerprint_at(struct vector_case *c, const struct neuro *n)
{
    char name[40];
    uint8_t out[64];
    snprintf(name, sizeof name, "fingerprint-%llu", (unsigned long long) n->count);
    if (n->count == 0 || optional_field(c, name) != NULL) {
        neuro_fingerprint(n, out);
        expect_bytes(c, name, out, 64);
    }
}

static void expect_posf(struct vector_case *c, const struct neuro *n)
{
    uint8_t key[32], message[32], nonce[8], out[32];
    field_bytes(c, "message-hash", message, 32);
    field_bytes(c, "nonce", nonce, 8);
    neuro_posf_key(n, key);
    neuro_posf(n, key, message, nonce, out);
    expect_bytes(c, "posf", out, 32);
}

static void check_history(struct vector_case *c, struct neuro *n)
{
    struct records r;
    struct sha256 all, stored;
    struct pass pass;
    uint8_t seed[32], ter[TER_BYTES], out[64], *state = allocate(STATE_BYTES);
    struct neuro *again = allocate(sizeof *again);
    optional_field(c, "slow");
    field_bytes(c, "seed", seed, 32);
    neuro_start(n, seed);
    expect_fingerprint_at(c, n);
    records_start(c, &r);
    sha256_start(&all);
    while (r.next < r.count) {
        records_next(c, &r, ter);
        sha256_add(&all, ter, TER_BYTES);
        const char *fault = neuro_record_fault(n, ter, TER_BYTES);
        if (fault != NULL) {
            fail(c, "ters", "records that may follow each other", fault);
        }
        neuro_step(n, ter, &pass);
        expect_fingerprint_at(c, n);
    }
    sha256_end(&all, out);
    expect_bytes(c, "ters", out, 32);
    neuro_fingerprint(n, out);
    expect_bytes(c, "fingerprint", out, 64);
    neuro_transport_secret(n, out);
    expect_bytes(c, "w-secret", out, 32);
    expect_bytes(c, "rho", n->rho, 32);
    expect_posf(c, n);
    neuro_write_state(n, state);
    sha256_start(&stored);
    sha256_add(&stored, state, STATE_BYTES);
    sha256_end(&stored, out);
    expect_bytes(c, "state", out, 32);
    const char *fault = neuro_read_state(again, state, STATE_BYTES);
    neuro_fingerprint(again, out);
    if (fault == NULL) {
        expect_bytes(c, "fingerprint", out, 64);
    } else {
        fail(c, "state", "a state that can be read again", fault);
    }
    free(again);
    free(state);
}

static void expect_masters(struct vector_case *c, const char *name, const struct neuro *n)
{
    int64_t values[LIST_MAX];
    const char *places = required_field(c, "masters-at");
    int count = 0, end = 0;
    for (; count < LIST_MAX; count++) {
        int64_t at = list_number(places, count, &end);
        if (end) {
            break;
        }
        if (at < 0 || at >= MASTERS) {
            fail(c, "masters-at", "places from 0 to 18655", places);
            at = 0;
        }
        values[count] = n->masters[at];
    }
    expect_list64(c, name, values, count);
}

static void expect_pass(struct vector_case *c, const struct pass *p)
{
    int64_t y[OUTPUTS];
    for (int i = 0; i < OUTPUTS; i++) {
        y[i] = sigmoid(p->z3[i]);
    }
    expect_list64(c, "eta", &p->eta, 1);
    expect_list32(c, "x", p->x, INPUTS);
    expect_list32(c, "z1", p->z1, FIRST);
    expect_list32(c, "z2", p->z2, SECOND);
    expect_list32(c, "z3", p->z3, OUTPUTS);
    expect_list64(c, "y", y, OUTPUTS);
    expect_list32(c, "d3", p->d3, OUTPUTS);
    expect_list32(c, "d2", p->d2, SECOND);
    expect_list32(c, "d1", p->d1, FIRST);
    expect_list32(c, "q3", p->q3, OUTPUTS);
    expect_list32(c, "q2", p->q2, SECOND);
    expect_list32(c, "q1", p->q1, FIRST);
}

/* All that the last of the records computes on its way, and what section 6 derives from the state after it. */
static void check_step(struct vector_case *c, struct neuro *n)
{
    struct records r;
    struct pass pass;
    uint8_t seed[32], ter[TER_BYTES], out[64];
    field_bytes(c, "seed", seed, 32);
    neuro_start(n, seed);
    expect_bytes(c, "rho-0", n->rho, 32);
    records_start(c, &r);
    if (!r.given) {
        fail(c, "ter-0", "records in the case", "none");
        return;
    }
    while (r.next < r.count) {
        records_next(c, &r, ter);
        if (r.next == r.count) {
            expect_masters(c, "masters-before", n);
        }
        neuro_step(n, ter, &pass);
    }
    expect_pass(c, &pass);
    expect_masters(c, "masters-after", n);
    expect_bytes(c, "rho", n->rho, 32);
    neuro_weights_root(n, out);
    expect_bytes(c, "R", out, 64);
    neuro_root(n, out);
    expect_bytes(c, "R2", out, 64);
    neuro_fingerprint(n, out);
    expect_bytes(c, "fingerprint", out, 64);
    neuro_posf_key(n, out);
    expect_bytes(c, "posf-key", out, 32);
    expect_posf(c, n);
}

/* Weights so large that every clamp is met, and records that need not follow each other. */
static void check_far(struct vector_case *c, struct neuro *n)
{
    struct records r;
    struct pass pass;
    struct generator draws = {0};
    uint8_t ter[TER_BYTES], out[64];
    static const int PARTS[7] = {W1, B1, W2, B2, W3, B3, MASTERS};
    const int64_t end = INT64_C(1) << 55;
    memset(n, 0, sizeof *n);
    draws.draw = field_number(c, "gen", INT64_MAX);
    const char *shifts = required_field(c, "shifts");
    for (int part = 0; part < 6; part++) {
        int missing;
        int64_t shift = list_number(shifts, part, &missing);
        if (missing || shift < 0 || shift > 64) {
            fail(c, "shifts", "six numbers from 0 to 64", shifts);
            return;
        }
        for (int i = PARTS[part]; i < PARTS[part + 1]; i++) {
            int64_t draw = (int64_t) generator_draw(&draws);
            int64_t master = shift == 64 ? 0 : draw >> shift;
            n->masters[i] = master < -end ? -end : master > end - 1 ? end - 1 : master;
        }
    }
    n->count = field_number(c, "count", INT64_MAX);
    records_start(c, &r);
    while (r.next < r.count) {
        records_next(c, &r, ter);
        neuro_step(n, ter, &pass);
    }
    expect_masters(c, "masters-after", n);
    neuro_fingerprint(n, out);
    expect_bytes(c, "fingerprint", out, 64);
}

static int64_t sigmoid_of(int64_t z) { return sigmoid((int32_t) z); }

static int64_t learning_rate_of(int64_t elapsed) { return learning_rate((uint64_t) elapsed); }

/* A list of values of one function. */
static void check_function(
    struct vector_case *c, const char *argument, const char *result, int64_t (*function)(int64_t))
{
    int64_t values[LIST_MAX];
    const char *arguments = required_field(c, argument);
    int count = 0, end = 0;
    for (; count < LIST_MAX; count++) {
        int64_t x = list_number(arguments, count, &end);
        if (end) {
            break;
        }
        values[count] = function(x);
    }
    expect_list64(c, result, values, count);
}

static void check_exp2neg(struct vector_case *c)
{
    int64_t coefficients[15];
    for (int k = 0; k < 15; k++) {
        coefficients[k] = coefficient(k);
    }
    expect_list64(c, "c", coefficients, 15);
    check_function(c, "f", "value", exp2neg);
}

/* ---- all kinds ---- */

static void check_case(struct vector_case *c, struct neuro *n)
{
    const char *kind = required_field(c, "kind");
    if (strcmp(kind, "history-v1") == 0) {
        check_history_v1(c, n);
    } else if (strcmp(kind, "history") == 0) {
        check_history(c, n);
    } else if (strcmp(kind, "step") == 0) {
        check_step(c, n);
    } else if (strcmp(kind, "far") == 0) {
        check_far(c, n);
    } else if (strcmp(kind, "exp2neg") == 0) {
        check_exp2neg(c);
    } else if (strcmp(kind, "eta") == 0) {
        check_function(c, "dt", "eta", learning_rate_of);
    } else if (strcmp(kind, "sigmoid") == 0) {
        check_function(c, "z", "y", sigmoid_of);
    } else if (strcmp(kind, "record") == 0) {
        check_refused_record(c, n);
    } else if (strcmp(kind, "state") == 0) {
        check_refused_state(c, n);
    } else if (strcmp(kind, "posf") == 0) {
        check_refused_posf(c, n);
    } else {
        fail(c, "kind", "a kind of section 11", kind);
    }
    expect_all_known(c);
}

static int check_file(const char *name, struct neuro *n)
{
    static struct vector_case c;
    const char *slash = strrchr(name, '/');
    const char *short_name = slash == NULL ? name : slash + 1;
    char *text = read_text(name), *at = text;
    int cases = 0, mismatches = 0;
    if (text == NULL) {
        printf("%s: cannot be read as text\n", name);
        return 0;
    }
    while (next_case(&at, &c)) {
        const char *label = required_field(&c, "case");
        check_case(&c, n);
        cases++;
        mismatches += c.failed;
        if (c.failed) {
            printf("%s %s: MISMATCH in %s: expected %s, found %s\n", short_name, label, c.failed_name, c.expected,
                c.found);
        } else {
            printf("%s %s: ok\n", short_name, label);
        }
        fflush(stdout);
    }
    free(text);
    if (cases == 0) {
        printf("%s: MISMATCH: no case in it\n", short_name);
    }
    return cases > 0 && mismatches == 0;
}

int run_vectors(int files, char **names)
{
    struct neuro *n = allocate(sizeof *n);
    int good = 1;
    for (int i = 0; i < files; i++) {
        good &= check_file(names[i], n);
    }
    free(n);
    return good ? DONE : MISMATCH;
}
