/* 3.1 and 3.2: exp, the learning rate and the sigmoid. All constants are made here from their definitions. */
#include "hash.h"
#include "neuro.h"

#include <string.h>

/* A number in [0, 2) with 127 bits after the point, its most significant 32 bits first. */
struct fraction {
    uint32_t word[4];
};

static struct fraction divide(struct fraction x, uint32_t divisor)
{
    uint64_t rest = 0;
    for (int i = 0; i < 4; i++) {
        rest = rest << 32 | x.word[i];
        x.word[i] = (uint32_t) (rest / divisor);
        rest %= divisor;
    }
    return x;
}

static struct fraction add(struct fraction x, struct fraction y)
{
    uint64_t carry = 0;
    for (int i = 3; i >= 0; i--) {
        carry += (uint64_t) x.word[i] + y.word[i];
        x.word[i] = (uint32_t) carry;
        carry >>= 32;
    }
    return x;
}

static struct fraction multiply(struct fraction x, struct fraction y)
{
    uint32_t product[8] = {0};
    struct fraction result;
    for (int i = 3; i >= 0; i--) {
        uint64_t carry = 0;
        for (int j = 3; j >= 0; j--) {
            carry += (uint64_t) x.word[i] * y.word[j] + product[i + j + 1];
            product[i + j + 1] = (uint32_t) carry;
            carry >>= 32;
        }
        product[i] = (uint32_t) carry;
    }
    for (int i = 0; i < 4; i++) {
        result.word[i] = product[i] << 1 | product[i + 1] >> 31;
    }
    return result;
}

static int64_t coefficients[15];
static int64_t table[1025];

int64_t coefficient(int k) { return coefficients[k]; }

/* 3.1: c_k = round(2^62 ln(2)^k / k!), with ln 2 = the sum of 1 / (k 2^k). */
static void prepare_coefficients(void)
{
    struct fraction power = {{0x80000000u, 0, 0, 0}}, ln2 = {{0, 0, 0, 0}}, term = power;
    for (uint32_t k = 1; k < 128; k++) {
        power = divide(power, 2);
        ln2 = add(ln2, divide(power, k));
    }
    for (uint32_t k = 0; k < 15; k++) {
        uint64_t high = (uint64_t) term.word[0] << 32 | term.word[1];
        coefficients[k] = (int64_t) ((high >> 1) + (high & 1));
        term = divide(multiply(term, ln2), k + 1);
    }
}

/* The upper 64 bits of the product of two numbers that are not negative. */
static int64_t mulhi(int64_t a, int64_t b)
{
    uint64_t a1 = (uint64_t) a >> 32, a0 = (uint32_t) a, b1 = (uint64_t) b >> 32, b0 = (uint32_t) b;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    uint64_t other = a0 * b1 + (uint32_t) middle;
    return (int64_t) (a1 * b1 + (middle >> 32) + (other >> 32));
}

/* 3.1: 2^-f for f in [0, 1), both with 62 bits after the point. */
int64_t exp2neg(int64_t f)
{
    int64_t p = coefficients[14];
    for (int k = 13; k >= 0; k--) {
        p = coefficients[k] - mulhi(f, p) * 4;
    }
    return p;
}

/* 3.1, Q0.48 */
int64_t learning_rate(uint64_t elapsed_micros)
{
    int64_t e = 0;
    if (elapsed_micros >> 38 == 0) {
        int64_t u = mulhi((int64_t) (elapsed_micros << 8), 0x6e282d632521a7c8);
        int64_t f = (u & ((INT64_C(1) << 39) - 1)) << 23;
        e = exp2neg(f) >> (u >> 39);
    }
    return mulhi(e, 0x1a36e2eb1c) + 1;
}

/* floor(2^95 / divisor) for a divisor of 2^62 or more, one bit of the result at a time. */
static uint64_t divide_2_to_95(uint64_t divisor)
{
    uint64_t rest = UINT64_C(1) << 61, quotient = 0;
    for (int bit = 0; bit < 34; bit++) {
        rest <<= 1;
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
    }
    return quotient;
}

/* 3.2 */
static int prepare_table(void)
{
    static const char EXPECTED[] = "d4188f822201cd0439df6b64cdf4b6d06dcd48c5f08b848a8e8abb3cfbd47a05";
    static const char DIGITS[] = "0123456789abcdef";
    struct sha256 s;
    uint8_t word[4], digest[32];
    char hex[64];
    sha256_start(&s);
    for (int k = 0; k <= 1024; k++) {
        uint64_t u = (uint64_t) k * 0x5c551d94ae0c0;
        int64_t f = (int64_t) ((u & ((UINT64_C(1) << 56) - 1)) << 6);
        int64_t e = exp2neg(f) >> (u >> 56);
        table[k] = (int64_t) ((divide_2_to_95((UINT64_C(1) << 62) + (uint64_t) e) + 1) >> 1);
        put32(word, (uint32_t) table[k]);
        sha256_add(&s, word, 4);
    }
    sha256_end(&s, digest);
    for (int i = 0; i < 32; i++) {
        hex[2 * i] = DIGITS[digest[i] >> 4];
        hex[2 * i + 1] = DIGITS[digest[i] & 15];
    }
    return memcmp(hex, EXPECTED, 64) == 0;
}

/* 3.2, Q16.16 to Q0.32 */
int64_t sigmoid(int32_t z)
{
    int64_t a = z < 0 ? -(int64_t) z : z;
    int64_t i = a >> 10, r = a & 1023;
    int64_t y = i >= 1024 ? table[1024] : table[i] + (((table[i + 1] - table[i]) * r + 512) >> 10);
    return z < 0 ? (INT64_C(1) << 32) - y : y;
}

int neuro_prepare(void)
{
    crc16_prepare();
    prepare_coefficients();
    return prepare_table();
}
