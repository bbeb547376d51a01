/* Section 7: a stored state. */
#include "hash.h"
#include "neuro.h"

#include <string.h>

enum {
    COUNT_AT = 12,
    MICROS_AT = 20,
    CRC_AT = 28,
    RHO_AT = 30,
    MASTERS_AT = 62,
    CHECKSUM_AT = MASTERS_AT + 8 * MASTERS
};

void neuro_state_checksum(const uint8_t *state, uint8_t out[32])
{
    struct sha256 s;
    sha256_start(&s);
    sha256_add(&s, "NEURO/STATE/v1", 14);
    sha256_add(&s, state, CHECKSUM_AT);
    sha256_end(&s, out);
}

void neuro_write_state(const struct neuro *n, uint8_t out[STATE_BYTES])
{
    memcpy(out, "HPNEUROW", 8);
    put32(out + 8, 1);
    put64(out + COUNT_AT, n->count);
    put64(out + MICROS_AT, n->last_micros);
    out[CRC_AT] = (uint8_t) (n->last_crc >> 8);
    out[CRC_AT + 1] = (uint8_t) n->last_crc;
    memcpy(out + RHO_AT, n->rho, 32);
    for (int i = 0; i < MASTERS; i++) {
        put64(out + MASTERS_AT + 8 * i, (uint64_t) n->masters[i]);
    }
    neuro_state_checksum(out, out + CHECKSUM_AT);
}

/* 7.2, in the order of the offsets, but length and checksum first. */
const char *neuro_read_state(struct neuro *n, const uint8_t *state, size_t length)
{
    uint8_t checksum[32];
    if (length != STATE_BYTES) {
        return "WRONG_LENGTH";
    }
    if (memcmp(state, "HPNEUROW", 8) != 0) {
        return "WRONG_MAGIC";
    }
    if (get32(state + 8) != 1) {
        return "WRONG_VERSION";
    }
    neuro_state_checksum(state, checksum);
    if (memcmp(state + CHECKSUM_AT, checksum, 32) != 0) {
        return "WRONG_CHECKSUM";
    }
    n->count = get64(state + COUNT_AT);
    n->last_micros = get64(state + MICROS_AT);
    n->last_crc = (uint16_t) (state[CRC_AT] << 8 | state[CRC_AT + 1]);
    if (n->count >> 63 != 0) {
        return "COUNT_OUT_OF_RANGE";
    }
    if (n->count == 0 && (n->last_micros != 0 || n->last_crc != 0)) {
        return "RECORD_BEFORE_THE_FIRST";
    }
    memcpy(n->rho, state + RHO_AT, 32);
    int64_t limit = (INT64_C(1) << 55) + (int64_t) (n->count % 1024) * (INT64_C(1) << 45);
    for (int i = 0; i < MASTERS; i++) {
        n->masters[i] = (int64_t) get64(state + MASTERS_AT + 8 * i);
        if (n->masters[i] < -limit || n->masters[i] > limit) {
            return "MASTER_OUT_OF_RANGE";
        }
    }
    return NULL;
}
