/* The hash functions that NEURO needs, and big-endian integers. All keys must fit into one block of their hash. */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
    uint32_t h[8];
    uint64_t length;
    uint8_t block[64];
};

struct sha512 {
    uint64_t h[8];
    uint64_t length;
    uint8_t block[128];
};

void sha256_start(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *input, size_t length);
void sha256_end(struct sha256 *s, uint8_t out[32]);

void sha512_start(struct sha512 *s);
void sha512_add(struct sha512 *s, const void *input, size_t length);
void sha512_end(struct sha512 *s, uint8_t out[64]);

void hmac_sha256(const uint8_t *key, size_t key_length, const void *input, size_t length, uint8_t out[32]);
void hmac_sha512(const uint8_t *key, size_t key_length, const void *input, size_t length, uint8_t out[64]);

/* 32 bytes; the info must be shorter than 64 bytes. */
void hkdf_sha256(const char *salt, const uint8_t *input, size_t length, const char *info, uint8_t out[32]);

/* Polynomial 0x1021, start 0xFFFF, nothing reflected, no final xor. Call crc16_prepare once before. */
void crc16_prepare(void);
uint16_t crc16(const uint8_t *input, size_t length);

void put32(uint8_t *out, uint32_t value);
void put64(uint8_t *out, uint64_t value);
uint32_t get32(const uint8_t *in);
uint64_t get64(const uint8_t *in);

#endif
