/* 11.1: the records of the vectors, drawn from splitmix64. */
#include "hash.h"
#include "neuro.h"

#include <string.h>

uint64_t generator_draw(struct generator *g)
{
    g->draw += 0x9e3779b97f4a7c15;
    uint64_t z = g->draw;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static void put_little(uint8_t *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        out[i] = (uint8_t) (value >> 8 * i);
    }
}

static void draw_words(struct generator *g, int words, uint8_t *out)
{
    for (int i = 0; i < words; i++) {
        put_little(out + 8 * i, generator_draw(g), 8);
    }
}

static void draw_integrity(struct generator *g)
{
    uint8_t words[24];
    draw_words(g, 3, words);
    memcpy(g->integrity, words, 20);
}

void generator_start(struct generator *g, uint64_t start, int mode)
{
    memset(g, 0, sizeof *g);
    g->draw = start;
    g->mode = mode;
    g->micros = 1764547200000000;
    draw_integrity(g);
}

void generator_next(struct generator *g, uint8_t ter[TER_BYTES])
{
    if (g->mode == 2) {
        draw_words(g, 8, ter);
        return;
    }
    draw_words(g, 4, ter);
    if ((generator_draw(g) & (g->mode == 1 ? 15 : 4095)) == 0) {
        draw_integrity(g);
    }
    uint64_t r = generator_draw(g);
    g->micros += g->mode == 1 ? 1 + (r >> (25 + (r & 31))) : 5000000 + r % 2001 - 1000;
    memcpy(ter + 32, g->integrity, 20);
    put_little(ter + 52, g->micros, 8);
    put_little(ter + 60, g->made++ & 0xffff, 2);
    put_little(ter + 62, g->chain, 2);
    g->chain = crc16(ter, TER_BYTES);
}
