/* NEURO: the network, one step of a record, the ratchet, and what follows from the weights. */
#include "neuro.h"

#include "hash.h"

#include <string.h>

/*
 * All sums stay in 64 bits by 3.6. A shift of a negative number to the right is the arithmetic one, as all compilers of
 * today do it; C leaves that to the compiler. Shifts of negative numbers to the left are written as products.
 */

static int64_t clamp(int64_t value, int bits)
{
    int64_t end = INT64_C(1) << bits;
    return value < -end ? -end : value > end - 1 ? end - 1 : value;
}

/* ---- 3.3 to 3.5: one layer ---- */

/* 3.3: z = W a + b. Weights row by row, one row for each output. */
static inline void forward(const int64_t *restrict weights, const int64_t *restrict biases, const int32_t *restrict a,
    int32_t *restrict z, int inputs, int outputs)
{
    for (int i = 0; i < outputs; i++) {
        const int64_t *row = weights + i * inputs;
        int64_t sum = 0;
        for (int j = 0; j < inputs; j++) {
            sum += (row[j] >> 32) * a[j];
        }
        sum += (biases[i] >> 32) * 65536;
        z[i] = (int32_t) clamp((sum + 0x8000) >> 16, 23);
    }
}

/* 3.3: the slope below zero is 1/8. */
static inline void activate(const int32_t *restrict z, int32_t *restrict a, int n)
{
    for (int i = 0; i < n; i++) {
        a[i] = z[i] < 0 ? z[i] >> 3 : z[i];
    }
}

/* 3.4: the deltas of a layer's inputs from the deltas d of its outputs; z are the inputs before their activation. */
static inline void backward(const int64_t *restrict weights, const int32_t *restrict d, const int32_t *restrict z,
    int32_t *restrict result, int inputs, int outputs)
{
    int64_t sums[FIRST] = {0};
    for (int i = 0; i < outputs; i++) {
        const int64_t *row = weights + i * inputs;
        for (int j = 0; j < inputs; j++) {
            sums[j] += (row[j] >> 32) * d[i];
        }
    }
    for (int j = 0; j < inputs; j++) {
        int32_t s = (int32_t) clamp((sums[j] + 0x8000) >> 16, 27);
        result[j] = z[j] < 0 ? s >> 3 : s;
    }
}

/* 3.5: q from the deltas, rounded away from zero. */
static inline void scale(const int32_t *restrict d, int64_t eta, int32_t *restrict q, int n)
{
    for (int i = 0; i < n; i++) {
        int64_t size = d[i] < 0 ? -(int64_t) d[i] : d[i];
        int64_t scaled = (size * eta + ((INT64_C(1) << 40) - 1)) >> 40;
        q[i] = (int32_t) (d[i] < 0 ? -scaled : scaled);
    }
}

/* 3.5: the masters of one layer. */
static inline void update(int64_t *restrict weights, int64_t *restrict biases, const int32_t *restrict q,
    const int32_t *restrict a, int inputs, int outputs)
{
    for (int i = 0; i < outputs; i++) {
        int64_t *row = weights + i * inputs;
        for (int j = 0; j < inputs; j++) {
            row[j] -= (int64_t) q[i] * a[j];
        }
        biases[i] -= (int64_t) q[i] * 65536;
    }
}

/* ---- Section 4: one step ---- */

void neuro_forward(const struct neuro *n, const uint8_t bytes[64], struct pass *p)
{
    const int64_t *m = n->masters;
    for (int i = 0; i < INPUTS; i++) {
        p->x[i] = (2 * bytes[i] - 255) * 256;
    }
    forward(m + W1, m + B1, p->x, p->z1, INPUTS, FIRST);
    activate(p->z1, p->a1, FIRST);
    forward(m + W2, m + B2, p->a1, p->z2, FIRST, SECOND);
    activate(p->z2, p->a2, SECOND);
    forward(m + W3, m + B3, p->a2, p->z3, SECOND, OUTPUTS);
}

static uint64_t little(const uint8_t *in, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
        value = value << 8 | in[i];
    }
    return value;
}

static uint64_t micros_of(const uint8_t *ter) { return little(ter + 52, 8); }

/* 4.5 */
static void output_deltas(const uint8_t *ter, struct pass *p)
{
    uint64_t threat = little(ter + 32, 4);
    for (int i = 0; i < OUTPUTS; i++) {
        int64_t y = sigmoid(p->z3[i]);
        int64_t target = 0x20000000 + ter[i] * INT64_C(0xC00000);
        int64_t e = y - target + 5 * (int64_t) ((uint64_t) y * threat >> 32);
        int64_t g = (y * ((INT64_C(1) << 32) - y)) >> 32;
        p->d3[i] = (int32_t) (((e >> 8) * g + INT64_C(0x80000000)) >> 32);
    }
}

void neuro_arithmetic(struct neuro *n, const uint8_t *ter, struct pass *p)
{
    int64_t *m = n->masters;
    uint64_t micros = micros_of(ter);
    /* 4.4, unsigned */
    int later = n->count > 0 && micros > n->last_micros;
    p->eta = learning_rate(later ? micros - n->last_micros : 0);

    neuro_forward(n, ter, p);
    output_deltas(ter, p);
    backward(m + W3, p->d3, p->z2, p->d2, SECOND, OUTPUTS);
    backward(m + W2, p->d2, p->z1, p->d1, FIRST, SECOND);

    scale(p->d3, p->eta, p->q3, OUTPUTS);
    scale(p->d2, p->eta, p->q2, SECOND);
    scale(p->d1, p->eta, p->q1, FIRST);
    update(m + W3, m + B3, p->q3, p->a2, SECOND, OUTPUTS);
    update(m + W2, m + B2, p->q2, p->a1, FIRST, SECOND);
    update(m + W1, m + B1, p->q1, p->x, INPUTS, FIRST);

    n->count++;
    n->last_micros = micros;
    if (n->count % 1024 == 0) {
        for (int i = 0; i < MASTERS; i++) {
            m[i] = clamp(m[i], 55);
        }
    }
}

/* ---- Section 5: the ratchet ---- */

static void ratchet(uint8_t rho[32], const void *before, const uint8_t *ter)
{
    struct sha256 s;
    sha256_start(&s);
    sha256_add(&s, "NEURO/RATCHET/v1", 16);
    sha256_add(&s, before, 32);
    if (ter != NULL) {
        sha256_add(&s, ter, TER_BYTES);
    }
    sha256_end(&s, rho);
}

void neuro_step(struct neuro *n, const uint8_t *ter, struct pass *p)
{
    neuro_arithmetic(n, ter, p);
    ratchet(n->rho, n->rho, ter);
    n->last_crc = crc16(ter, TER_BYTES);
}

/* 4.2 and rho_0 */
void neuro_start(struct neuro *n, const uint8_t seed[32])
{
    static const int PARTS[3][3] = {
        {W1, FIRST * INPUTS, 0x5a82}, {W2, SECOND * FIRST, 0x5a82}, {W3, OUTPUTS * SECOND, 0x8000}};
    uint8_t input[15] = "NEURO/W0/v1", block[64];
    uint32_t blocks = 0;
    int used = 64;
    memset(n, 0, sizeof *n);
    for (int part = 0; part < 3; part++) {
        for (int i = 0; i < PARTS[part][1]; i++) {
            if (used == 64) {
                put32(input + 11, blocks++);
                hmac_sha512(seed, 32, input, 15, block);
                used = 0;
            }
            n->masters[PARTS[part][0] + i] = (int64_t) (int32_t) get32(block + used) * PARTS[part][2];
            used += 4;
        }
    }
    hmac_sha512(seed, 32, "NEURO/RATCHET-0/v1", 18, block);
    ratchet(n->rho, block, NULL);
}

/* ---- 2.2: may this record follow? ---- */

const char *neuro_record_fault(const struct neuro *n, const uint8_t *record, size_t length)
{
    if (length != TER_BYTES) {
        return "WRONG_LENGTH";
    }
    uint64_t ahead = (little(record + 60, 2) - n->count) & 0xffff;
    if (ahead != 0) {
        return ahead <= 32767 ? "SEQUENCE_GAP" : "SEQUENCE_REPEAT";
    }
    uint64_t micros = micros_of(record);
    if (micros >> 63 != 0) {
        return "TIME_OUT_OF_RANGE";
    }
    if (n->count > 0 && micros <= n->last_micros) {
        return "TIME_NOT_LATER";
    }
    return little(record + 62, 2) != n->last_crc ? "CHAIN_BREAK" : NULL;
}

/* ---- Section 6 ---- */

void neuro_weights_root(const struct neuro *n, uint8_t out[64])
{
    struct sha512 s;
    uint8_t word[8], part[8 * 32];
    sha512_start(&s);
    sha512_add(&s, "NEURO/WEIGHTS/v1", 16);
    put64(word, n->count);
    sha512_add(&s, word, 8);
    put64(word, n->last_micros);
    sha512_add(&s, word, 8);
    for (int i = 0; i < MASTERS; i += 32) {
        for (int k = 0; k < 32; k++) {
            put64(part + 8 * k, (uint64_t) n->masters[i + k]);
        }
        sha512_add(&s, part, sizeof part);
    }
    sha512_end(&s, out);
}

void neuro_root(const struct neuro *n, uint8_t out[64])
{
    struct sha512 s;
    uint8_t weights[64];
    neuro_weights_root(n, weights);
    sha512_start(&s);
    sha512_add(&s, "NEURO/ROOT/v2", 13);
    sha512_add(&s, n->rho, 32);
    sha512_add(&s, weights, 64);
    sha512_end(&s, out);
}

void neuro_fingerprint(const struct neuro *n, uint8_t out[64])
{
    struct sha512 s;
    uint8_t root[64];
    neuro_root(n, root);
    sha512_start(&s);
    sha512_add(&s, "NEURO/FPRINT/v2", 15);
    sha512_add(&s, root, 64);
    sha512_end(&s, out);
}

void neuro_posf_key(const struct neuro *n, uint8_t out[32])
{
    uint8_t root[64];
    neuro_root(n, root);
    hmac_sha256(root, 64, "NEURO/POSF-KEY/v2", 17, out);
}

void neuro_transport_secret(const struct neuro *n, uint8_t out[32])
{
    uint8_t root[64];
    neuro_root(n, root);
    hkdf_sha256("HTP2 w", root, 64, "HTP2 w-secret", out);
}

/* ---- Section 8 ---- */

void neuro_posf(const struct neuro *n, const uint8_t key[32], const uint8_t message_hash[32], const uint8_t nonce[8],
    uint8_t out[32])
{
    struct sha512 s;
    struct pass p;
    uint8_t h[64], signed_bytes[17 + 32 + 8 + 4 * OUTPUTS] = "NEURO/POSF-SIG/v1";
    sha512_start(&s);
    sha512_add(&s, "NEURO/POSF-IN/v1", 16);
    sha512_add(&s, message_hash, 32);
    sha512_add(&s, nonce, 8);
    sha512_end(&s, h);
    neuro_forward(n, h, &p);
    memcpy(signed_bytes + 17, message_hash, 32);
    memcpy(signed_bytes + 49, nonce, 8);
    for (int i = 0; i < OUTPUTS; i++) {
        put32(signed_bytes + 57 + 4 * i, (uint32_t) p.z3[i]);
    }
    hmac_sha256(key, 32, signed_bytes, sizeof signed_bytes, out);
}
