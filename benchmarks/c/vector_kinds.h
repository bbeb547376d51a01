/* The kinds of cases, shared between the files that check them. */
#ifndef VECTOR_KINDS_H
#define VECTOR_KINDS_H

#include "neuro.h"
#include "vector_file.h"

/* A state from the fields seed, n and the records. */
void evolved_state(struct vector_case *c, struct neuro *n);

void check_refused_record(struct vector_case *c, struct neuro *n);
void check_refused_state(struct vector_case *c, struct neuro *n);
void check_refused_posf(struct vector_case *c, struct neuro *n);

#endif
