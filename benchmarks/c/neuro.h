/*
 * NEURO in C, written from docs/spec/neuro.md alone. Numbers in comments are its clauses.
 *
 * Call neuro_prepare once before everything else; after that the functions may be used from any number of threads, each
 * with states of its own.
 */
#ifndef NEURO_H
#define NEURO_H

#include <stddef.h>
#include <stdint.h>

/* 4.1: the network and the flat order of its masters. */
enum {
    INPUTS = 64,
    FIRST = 128,
    SECOND = 64,
    OUTPUTS = 32,
    W1 = 0,
    B1 = W1 + FIRST * INPUTS,
    W2 = B1 + FIRST,
    B2 = W2 + SECOND * FIRST,
    W3 = B2 + SECOND,
    B3 = W3 + OUTPUTS * SECOND,
    MASTERS = B3 + OUTPUTS
};

enum {
    TER_BYTES = 64,
    STATE_BYTES = 62 + 8 * MASTERS + 32
};

/* The state of one device. crc and last_micros are 0 before the first record. */
struct neuro {
    int64_t masters[MASTERS];
    uint8_t rho[32];
    uint64_t count;
    uint64_t last_micros;
    uint16_t last_crc;
};

/* What one step computes on its way, so that vectors can show it. z, a and d as in 3.3 and 3.4, q as in 3.5. */
struct pass {
    int32_t x[INPUTS];
    int32_t z1[FIRST], a1[FIRST], d1[FIRST], q1[FIRST];
    int32_t z2[SECOND], a2[SECOND], d2[SECOND], q2[SECOND];
    int32_t z3[OUTPUTS], d3[OUTPUTS], q3[OUTPUTS];
    int64_t eta;
};

/* Fills the tables; returns 0 when the table of the sigmoid has not the hash of 3.2. */
int neuro_prepare(void);

/* 3.1 and 3.2 */
int64_t coefficient(int k);
int64_t exp2neg(int64_t f);
int64_t learning_rate(uint64_t elapsed_micros);
int64_t sigmoid(int32_t z);

/* 4.2 and 5 */
void neuro_start(struct neuro *n, const uint8_t seed[32]);

/* 4.3 to 4.6 without the ratchet: the arithmetic of one record. */
void neuro_arithmetic(struct neuro *n, const uint8_t *ter, struct pass *p);

/* The whole step: arithmetic, ratchet, CRC. It does not check 2.2. */
void neuro_step(struct neuro *n, const uint8_t *ter, struct pass *p);

/* 4.3 and 3.3 on 64 bytes. */
void neuro_forward(const struct neuro *n, const uint8_t bytes[64], struct pass *p);

/* 2.2: the name of the fault, or NULL when the record may follow. */
const char *neuro_record_fault(const struct neuro *n, const uint8_t *record, size_t length);

/* Section 6. The roots are secret. */
void neuro_weights_root(const struct neuro *n, uint8_t out[64]);
void neuro_root(const struct neuro *n, uint8_t out[64]);
void neuro_fingerprint(const struct neuro *n, uint8_t out[64]);
void neuro_transport_secret(const struct neuro *n, uint8_t out[32]);

/* 6.2, the key K_w, and section 8. */
void neuro_posf_key(const struct neuro *n, uint8_t out[32]);
void neuro_posf(const struct neuro *n, const uint8_t key[32], const uint8_t message_hash[32], const uint8_t nonce[8],
    uint8_t out[32]);

/* Section 7. Reading returns the name of the fault, or NULL. */
void neuro_write_state(const struct neuro *n, uint8_t out[STATE_BYTES]);
void neuro_state_checksum(const uint8_t *state, uint8_t out[32]);
const char *neuro_read_state(struct neuro *n, const uint8_t *state, size_t length);

/* 11.1 */
struct generator {
    uint64_t draw;
    uint64_t micros;
    uint64_t made;
    uint8_t integrity[20];
    uint16_t chain;
    int mode;
};

void generator_start(struct generator *g, uint64_t start, int mode);
uint64_t generator_draw(struct generator *g);
void generator_next(struct generator *g, uint8_t ter[TER_BYTES]);

#endif
