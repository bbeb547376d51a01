/* SHA-256, SHA-512 (FIPS 180-4), HMAC (RFC 2104), HKDF (RFC 5869) and CRC-16/CCITT-FALSE, in plain C. */
#include "hash.h"

#include <string.h>

/* The first 64 bits of the fractions of the cube roots of the first 80 primes. SHA-256 uses the upper halves. */
static const uint64_t ROUND[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* The same of the square roots of the first eight primes. */
static const uint64_t START[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1,
    0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static uint32_t rotate32(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

static uint64_t rotate64(uint64_t x, int n) { return (x >> n) | (x << (64 - n)); }

void put32(uint8_t *out, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t) (value >> (24 - 8 * i));
    }
}

void put64(uint8_t *out, uint64_t value)
{
    put32(out, (uint32_t) (value >> 32));
    put32(out + 4, (uint32_t) value);
}

uint32_t get32(const uint8_t *in)
{
    return (uint32_t) in[0] << 24 | (uint32_t) in[1] << 16 | (uint32_t) in[2] << 8 | in[3];
}

uint64_t get64(const uint8_t *in) { return (uint64_t) get32(in) << 32 | get32(in + 4); }

/* ---- SHA-256 ---- */

static void sha256_block(uint32_t h[8], const uint8_t *block)
{
    uint32_t w[64], v[8];
    for (int t = 0; t < 16; t++) {
        w[t] = get32(block + 4 * t);
    }
    for (int t = 16; t < 64; t++) {
        uint32_t s0 = rotate32(w[t - 15], 7) ^ rotate32(w[t - 15], 18) ^ w[t - 15] >> 3;
        uint32_t s1 = rotate32(w[t - 2], 17) ^ rotate32(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
    memcpy(v, h, sizeof v);
    for (int t = 0; t < 64; t++) {
        uint32_t s1 = rotate32(v[4], 6) ^ rotate32(v[4], 11) ^ rotate32(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + s1 + choice + (uint32_t) (ROUND[t] >> 32) + w[t];
        uint32_t s0 = rotate32(v[0], 2) ^ rotate32(v[0], 13) ^ rotate32(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        v[7] = v[6], v[6] = v[5], v[5] = v[4], v[4] = v[3] + t1;
        v[3] = v[2], v[2] = v[1], v[1] = v[0], v[0] = t1 + s0 + majority;
    }
    for (int i = 0; i < 8; i++) {
        h[i] += v[i];
    }
}

void sha256_start(struct sha256 *s)
{
    for (int i = 0; i < 8; i++) {
        s->h[i] = (uint32_t) (START[i] >> 32);
    }
    s->length = 0;
}

void sha256_add(struct sha256 *s, const void *input, size_t length)
{
    const uint8_t *in = input;
    while (length > 0) {
        size_t used = s->length % 64;
        size_t n = length < 64 - used ? length : 64 - used;
        memcpy(s->block + used, in, n);
        s->length += n, in += n, length -= n;
        if (s->length % 64 == 0) {
            sha256_block(s->h, s->block);
        }
    }
}

void sha256_end(struct sha256 *s, uint8_t out[32])
{
    static const uint8_t PADDING[64] = {0x80};
    uint8_t bits[8];
    put64(bits, s->length * 8);
    sha256_add(s, PADDING, 1 + (119 - s->length % 64) % 64);
    sha256_add(s, bits, 8);
    for (int i = 0; i < 8; i++) {
        put32(out + 4 * i, s->h[i]);
    }
}

/* ---- SHA-512 ---- */

static void sha512_block(uint64_t h[8], const uint8_t *block)
{
    uint64_t w[80], v[8];
    for (int t = 0; t < 16; t++) {
        w[t] = get64(block + 8 * t);
    }
    for (int t = 16; t < 80; t++) {
        uint64_t s0 = rotate64(w[t - 15], 1) ^ rotate64(w[t - 15], 8) ^ w[t - 15] >> 7;
        uint64_t s1 = rotate64(w[t - 2], 19) ^ rotate64(w[t - 2], 61) ^ w[t - 2] >> 6;
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
    memcpy(v, h, sizeof v);
    for (int t = 0; t < 80; t++) {
        uint64_t s1 = rotate64(v[4], 14) ^ rotate64(v[4], 18) ^ rotate64(v[4], 41);
        uint64_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint64_t t1 = v[7] + s1 + choice + ROUND[t] + w[t];
        uint64_t s0 = rotate64(v[0], 28) ^ rotate64(v[0], 34) ^ rotate64(v[0], 39);
        uint64_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        v[7] = v[6], v[6] = v[5], v[5] = v[4], v[4] = v[3] + t1;
        v[3] = v[2], v[2] = v[1], v[1] = v[0], v[0] = t1 + s0 + majority;
    }
    for (int i = 0; i < 8; i++) {
        h[i] += v[i];
    }
}

void sha512_start(struct sha512 *s)
{
    memcpy(s->h, START, sizeof s->h);
    s->length = 0;
}

void sha512_add(struct sha512 *s, const void *input, size_t length)
{
    const uint8_t *in = input;
    while (length > 0) {
        size_t used = s->length % 128;
        size_t n = length < 128 - used ? length : 128 - used;
        memcpy(s->block + used, in, n);
        s->length += n, in += n, length -= n;
        if (s->length % 128 == 0) {
            sha512_block(s->h, s->block);
        }
    }
}

void sha512_end(struct sha512 *s, uint8_t out[64])
{
    static const uint8_t PADDING[128] = {0x80};
    uint8_t bits[16] = {0};
    put64(bits + 8, s->length * 8);
    sha512_add(s, PADDING, 1 + (239 - s->length % 128) % 128);
    sha512_add(s, bits, 16);
    for (int i = 0; i < 8; i++) {
        put64(out + 8 * i, s->h[i]);
    }
}

/* ---- HMAC and HKDF; all keys of NEURO fit into one block ---- */

void hmac_sha256(const uint8_t *key, size_t key_length, const void *input, size_t length, uint8_t out[32])
{
    struct sha256 s;
    uint8_t inner[64] = {0}, outer[64], digest[32];
    memcpy(inner, key, key_length);
    for (int i = 0; i < 64; i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    sha256_start(&s);
    sha256_add(&s, inner, 64);
    sha256_add(&s, input, length);
    sha256_end(&s, digest);
    sha256_start(&s);
    sha256_add(&s, outer, 64);
    sha256_add(&s, digest, 32);
    sha256_end(&s, out);
}

void hmac_sha512(const uint8_t *key, size_t key_length, const void *input, size_t length, uint8_t out[64])
{
    struct sha512 s;
    uint8_t inner[128] = {0}, outer[128], digest[64];
    memcpy(inner, key, key_length);
    for (int i = 0; i < 128; i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    sha512_start(&s);
    sha512_add(&s, inner, 128);
    sha512_add(&s, input, length);
    sha512_end(&s, digest);
    sha512_start(&s);
    sha512_add(&s, outer, 128);
    sha512_add(&s, digest, 64);
    sha512_end(&s, out);
}

void hkdf_sha256(const char *salt, const uint8_t *input, size_t length, const char *info, uint8_t out[32])
{
    uint8_t key[32], first[64];
    size_t n = strlen(info);
    hmac_sha256((const uint8_t *) salt, strlen(salt), input, length, key);
    memcpy(first, info, n);
    first[n] = 1;
    hmac_sha256(key, 32, first, n + 1, out);
}

/* What eight steps of the division by 0x1021 make of each byte. */
static uint16_t crc_of_byte[256];

void crc16_prepare(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte << 8;
        for (int bit = 0; bit < 8; bit++) {
            rest = rest & 0x8000 ? rest << 1 ^ 0x1021 : rest << 1;
        }
        crc_of_byte[byte] = (uint16_t) rest;
    }
}

uint16_t crc16(const uint8_t *input, size_t length)
{
    uint32_t crc = 0xffff;
    for (size_t i = 0; i < length; i++) {
        crc = (crc << 8 & 0xffff) ^ crc_of_byte[crc >> 8 ^ input[i]];
    }
    return (uint16_t) crc;
}
