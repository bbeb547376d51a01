/* Times the operations of one device, and of many devices whose states do not fit into the caches. */
#define _POSIX_C_SOURCE 200809L

#include "commands.h"
#include "neuro.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct options {
    uint64_t steps, repeat, devices, visit, threads;
    int json;
};

/* What the operations of one device work on: TERs of a second before, so that the generator is not in the figures. */
struct subject {
    struct neuro state;
    struct pass pass;
    uint8_t (*ters)[TER_BYTES];
    uint64_t records, next;
    uint8_t key[32];
    uint8_t out[64];
};

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double) t.tv_sec + (double) t.tv_nsec;
}

static uint8_t *next_ter(struct subject *s)
{
    uint8_t *ter = s->ters[s->next];
    s->next = s->next + 1 == s->records ? 0 : s->next + 1;
    return ter;
}

static void do_arithmetic(struct subject *s) { neuro_arithmetic(&s->state, next_ter(s), &s->pass); }

static void do_step(struct subject *s) { neuro_step(&s->state, next_ter(s), &s->pass); }

static void do_forward(struct subject *s) { neuro_forward(&s->state, next_ter(s), &s->pass); }

static void do_fingerprint(struct subject *s) { neuro_fingerprint(&s->state, s->out); }

static void do_posf(struct subject *s) { neuro_posf(&s->state, s->key, s->out + 32, next_ter(s), s->out); }

struct operation {
    const char *name, *meaning;
    void (*run)(struct subject *s);
    /* So many fewer runs at a time, because one takes so much longer than a step. */
    uint64_t heavier;
};

static const struct operation OPERATIONS[] = {
    {"evolve-arithmetic", "one record: forward, backward, eta, update", do_arithmetic, 1},
    {"evolve", "the same with ratchet and CRC", do_step, 1},
    {"forward", "the network on 64 bytes", do_forward, 1},
    {"fingerprint", "root and fingerprint of all weights", do_fingerprint, 50},
    {"posf", "a PoSF with a key that is at hand", do_posf, 1},
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

struct figure {
    double minimum, median;
};

static struct figure figure_of(double *times, uint64_t n)
{
    qsort(times, n, sizeof *times, by_size);
    return (struct figure) {times[0], (times[(n - 1) / 2] + times[n / 2]) / 2};
}

static struct figure measure(const struct operation *operation, struct subject *s, const struct options *o)
{
    uint64_t runs = o->steps / operation->heavier + 1;
    double *times = allocate(o->repeat * sizeof *times);
    for (uint64_t i = 0; i < runs; i++) {
        operation->run(s);
    }
    for (uint64_t r = 0; r < o->repeat; r++) {
        double start = now_ns();
        for (uint64_t i = 0; i < runs; i++) {
            operation->run(s);
        }
        times[r] = (now_ns() - start) / (double) runs;
    }
    struct figure f = figure_of(times, o->repeat);
    free(times);
    return f;
}

static void one_device(const struct options *o)
{
    static const uint8_t SEED[32] = "a seed for measuring, 32 bytes.";
    struct subject *s = allocate(sizeof *s);
    struct generator generator;
    memset(s, 0, sizeof *s);
    s->records = 4096;
    s->ters = allocate(s->records * TER_BYTES);
    generator_start(&generator, 1, 0);
    for (uint64_t i = 0; i < s->records; i++) {
        generator_next(&generator, s->ters[i]);
    }
    neuro_start(&s->state, SEED);
    neuro_posf_key(&s->state, s->key);
    fputs(o->json ? "{" : "", stdout);
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++) {
        const struct operation *p = &OPERATIONS[i];
        struct figure f = measure(p, s, o);
        if (o->json) {
            const char *comma = i == 0 ? "" : ", ";
            printf("%s\"%s\": {\"min_ns\": %.0f, \"median_ns\": %.0f}", comma, p->name, f.minimum, f.median);
        } else {
            printf("%-18s min %10.0f ns   median %10.0f ns   %s\n", p->name, f.minimum, f.median, p->meaning);
        }
        fflush(stdout);
    }
    fputs(o->json ? "}\n" : "", stdout);
    free(s->ters);
    free(s);
}

/* ---- many devices ---- */

/* The part of one thread: the states from `states` on, each visited in turn, from where the last pass ended. */
struct share {
    struct neuro *states;
    uint64_t devices, visit, records, next;
    pthread_barrier_t *start;
    /* Taken by the thread itself: whoever waits for it may be late at both ends. */
    double began, ended;
};

static void *evolve_share(void *argument)
{
    struct share *s = argument;
    struct pass pass;
    uint8_t ter[TER_BYTES];
    struct generator generator;
    generator_start(&generator, 1, 0);
    generator_next(&generator, ter);
    pthread_barrier_wait(s->start);
    s->began = now_ns();
    for (uint64_t done = 0; done < s->records; s->next = (s->next + 1) % s->devices) {
        struct neuro *n = &s->states[s->next];
        for (uint64_t k = 0; k < s->visit && done < s->records; k++, done++) {
            /* A new entropy and a time 5 s later; a whole generator in here would be part of the figure. */
            uint64_t micros = n->last_micros + 5000000;
            for (int i = 0; i < 8; i++) {
                ter[i] = (uint8_t) (ter[i] * 5 + 1);
                ter[52 + i] = (uint8_t) (micros >> 8 * i);
            }
            neuro_step(n, ter, &pass);
        }
    }
    s->ended = now_ns();
    return NULL;
}

/* One pass of all threads over their shares: the time from the first beginning to the last end. */
static double all_threads(const struct options *o, struct share *shares, pthread_t *threads)
{
    pthread_barrier_t start;
    double began = 0, ended = 0;
    pthread_barrier_init(&start, NULL, (unsigned) o->threads);
    for (uint64_t t = 0; t < o->threads; t++) {
        shares[t].start = &start;
        if (pthread_create(&threads[t], NULL, evolve_share, &shares[t]) != 0) {
            fprintf(stderr, "neuro: no thread %llu; use fewer\n", (unsigned long long) t);
            exit(MISMATCH);
        }
    }
    for (uint64_t t = 0; t < o->threads; t++) {
        pthread_join(threads[t], NULL);
        began = t == 0 || shares[t].began < began ? shares[t].began : began;
        ended = shares[t].ended > ended ? shares[t].ended : ended;
    }
    pthread_barrier_destroy(&start);
    return ended - began;
}

static int many_devices(const struct options *o)
{
    static const uint8_t SEED[32] = "a seed for measuring, 32 bytes.";
    struct neuro *states = allocate(o->devices * sizeof *states);
    struct share *shares = allocate(o->threads * sizeof *shares);
    pthread_t *threads = allocate(o->threads * sizeof *threads);
    double *times = allocate(o->repeat * sizeof *times);
    neuro_start(&states[0], SEED);
    for (uint64_t d = 1; d < o->devices; d++) {
        memcpy(&states[d], &states[0], sizeof *states);
        states[d].masters[0] += (int64_t) d;
    }
    for (uint64_t t = 0; t < o->threads; t++) {
        uint64_t from = o->devices * t / o->threads, end = o->devices * (t + 1) / o->threads;
        uint64_t records = o->steps * (t + 1) / o->threads - o->steps * t / o->threads;
        shares[t] = (struct share) {states + from, end - from, o->visit, records, 0, NULL, 0, 0};
    }
    for (uint64_t r = 0; r < o->repeat; r++) {
        times[r] = all_threads(o, shares, threads) / (double) o->steps;
    }
    struct figure f = figure_of(times, o->repeat);
    printf(o->json ? "{\"devices\": %llu, \"visit\": %llu, \"threads\": %llu, \"best_ters_per_second\": %.0f, "
                     "\"median_ters_per_second\": %.0f}\n"
                   : "%llu devices, %llu records a visit, %llu threads: best %.0f, median %.0f records a second\n",
        (unsigned long long) o->devices, (unsigned long long) o->visit, (unsigned long long) o->threads,
        1e9 / f.minimum, 1e9 / f.median);
    free(times);
    free(threads);
    free(shares);
    free(states);
    return DONE;
}

static int parse_option(struct options *o, const char *name, const char *value)
{
    if (strcmp(name, "--steps") == 0) {
        return parse_number(value, 1000000000, &o->steps) && o->steps > 0;
    }
    if (strcmp(name, "--repeat") == 0) {
        return parse_number(value, 100000, &o->repeat) && o->repeat > 0;
    }
    if (strcmp(name, "--devices") == 0) {
        return parse_number(value, 10000000, &o->devices) && o->devices > 0;
    }
    if (strcmp(name, "--visit") == 0) {
        return parse_number(value, 1000000, &o->visit) && o->visit > 0;
    }
    return strcmp(name, "--threads") == 0 && parse_number(value, 1024, &o->threads) && o->threads > 0;
}

int run_bench(int count, char **arguments)
{
    struct options o = {0, 15, 0, 1, 1, 0};
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--json") == 0) {
            o.json = 1;
        } else if (i + 1 == count || !parse_option(&o, arguments[i], arguments[i + 1])) {
            fprintf(stderr, "neuro: bench: %s is unknown, or its number is missing or out of range; see neuro --help\n",
                arguments[i]);
            return USAGE;
        } else {
            i++;
        }
    }
    if (o.devices == 0 && (o.threads != 1 || o.visit != 1)) {
        fprintf(stderr, "neuro: --visit and --threads need --devices\n");
        return USAGE;
    }
    if (o.devices != 0 && o.threads > o.devices) {
        fprintf(stderr, "neuro: there must be a device for each thread\n");
        return USAGE;
    }
    if (o.steps == 0) {
        o.steps = o.devices == 0 ? 2000 : 20000;
    }
    if (o.devices != 0) {
        return many_devices(&o);
    }
    one_device(&o);
    return DONE;
}
