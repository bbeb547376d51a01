/*
 * Single-shot Simplex (docs/spec/dsm-consensus.md, 5) at one height: four validators, three honest and one Byzantine, VIEWS views,
 * two values, asynchronous network.
 *
 * What is kept of a validator is its vote log and nothing else. So the guards are the weakest that the rules allow: a validator may
 * vote in any view at any time as soon as the certificates that the vote needs exist, whatever view it is in; the leader of every
 * view may be the Byzantine one; a crash and a restart change nothing. Whatever holds here holds for a protocol that does less.
 *
 * The Byzantine validator signs every vote for every value. So a certificate exists as soon as two honest validators have signed,
 * and whatever exists may be known to anybody at any time: that is the asynchronous network.
 *
 *   spin -a simplex.pml && gcc -O2 -DSAFETY -DNOFAIR -o pan pan.c && ./pan -m1000
 *
 * Rules can be taken out (each must give a counterexample):
 *   -DNO_EXCLUSION    a validator may send both FINALIZE and NULLIFY in one view         (5.10)
 *   -DNO_SKIP_CHECK   a proposal needs no skip certificates for the views it leaps over  (3.5, 5.3)
 *   -DNO_VALUE_RULE   a proposal with a value certificate may carry another value        (5.3)
 *   -DTWO_NOTARIZE    a validator may send NOTARIZE for both values of one view          (5.10)
 *
 * -DPROGRESS checks something else: that a decision comes. In the views before the last anything happens as above, until at some
 * moment the network becomes timely (GST) and the Byzantine validator silent: from then on only three honest votes, or what an
 * honest validator already held, make a certificate that can be counted on. Timers of the views before the last end; the last view
 * has an honest leader and its timer does not end. Each step adds to what was signed, so every run ends, and where it ends there must
 * be a decision. The Byzantine validator after GST, and how long it all takes, are not in it.
 */

#ifndef VIEWS
#define VIEWS 3
#endif
#define HONEST 3
#define VALUES 2
#define LAST (VIEWS - 1)

/*
 * Votes, by validator and view; values are 1 and 2, 0 is none.
 *
 * Nothing tells the honest validators apart, and nothing the values. So after each step the logs are put in order, as if the
 * validators had been numbered so, and the value that is notarized first is called 1: about a twelfth of the states.
 */
byte notarized[HONEST * VIEWS];
byte finalized[HONEST * VIEWS];
bool nullified[HONEST * VIEWS];
#ifdef TWO_NOTARIZE
byte second[HONEST * VIEWS];
#endif

#define AT(i, v) ((i) * VIEWS + (v))

#ifdef TWO_NOTARIZE
#define NOTARIZED(i, v, x) (notarized[AT(i, v)] == (x) || second[AT(i, v)] == (x))
#else
#define NOTARIZED(i, v, x) (notarized[AT(i, v)] == (x))
#endif

/* Votes of the honest; with the Byzantine one's, q = 3 are reached at two. */
#define NOTARIES(v, x) (NOTARIZED(0, v, x) + NOTARIZED(1, v, x) + NOTARIZED(2, v, x))
#define NULLIFIERS(v) (nullified[AT(0, v)] + nullified[AT(1, v)] + nullified[AT(2, v)])
#define FINALIZERS(v, x) ((finalized[AT(0, v)] == (x)) + (finalized[AT(1, v)] == (x)) + (finalized[AT(2, v)] == (x)))

#ifdef PROGRESS
bool timely;
/* Certificates that an honest validator holds: they do not depend on the Byzantine one any more. */
bool heldValue[VIEWS * 3];
bool heldSkip[VIEWS];
#define VC(v, x) (NOTARIES(v, x) == 3 || heldValue[(v) * 3 + (x)] || (!timely && NOTARIES(v, x) >= 2))
#define SC(v) (NULLIFIERS(v) == 3 || heldSkip[v] || (!timely && NULLIFIERS(v) >= 2))
#define DC(v, x) (FINALIZERS(v, x) == 3 || (!timely && FINALIZERS(v, x) >= 2))
#ifdef NO_HANDING_ON
#define HOLD_VC(v, x) skip
#define HOLD_SC(v) skip
#else
#define HOLD_VC(v, x) heldValue[(v) * 3 + (x)] = true
#define HOLD_SC(v) heldSkip[v] = true
#endif
#else
#define VC(v, x) (NOTARIES(v, x) >= 2)
#define SC(v) (NULLIFIERS(v) >= 2)
#define DC(v, x) (FINALIZERS(v, x) >= 2)
#define HOLD_VC(v, x) skip
#define HOLD_SC(v) skip
#endif

#ifdef NO_SKIP_CHECK
#define SKIPPED(v) true
#else
#define SKIPPED(v) SC(v)
#endif

#ifdef NO_VALUE_RULE
#define BASE(v, x) (VC(v, 1) || VC(v, 2))
#else
#define BASE(v, x) VC(v, x)
#endif

#if VIEWS > 3
#error "the justifications below are written out for at most three views"
#endif

/* Whether some J(v) allows the value x (3.5 and the value rule of 5.3). Views are counted from 0 here. */
#define JUST0(x) true
#define JUST1(x) (SKIPPED(0) || BASE(0, x))
#define JUST2(x) ((SKIPPED(0) && SKIPPED(1)) || (BASE(0, x) && SKIPPED(1)) || BASE(1, x))
#define JUSTIFIED(v, x) (((v) == 0 && JUST0(x)) || ((v) == 1 && JUST1(x)) || ((v) == 2 && JUST2(x)))

#ifdef NO_EXCLUSION
#define MAY_NULLIFY(i, v) (!nullified[AT(i, v)])
#define MAY_FINALIZE(i, v) (finalized[AT(i, v)] == 0)
#else
#define MAY_NULLIFY(i, v) (!nullified[AT(i, v)] && finalized[AT(i, v)] == 0)
#define MAY_FINALIZE(i, v) (finalized[AT(i, v)] == 0 && !nullified[AT(i, v)])
#endif

#define DECIDED(x) (DC(0, x) || (VIEWS > 1 && DC(1 % VIEWS, x)) || (VIEWS > 2 && DC(2 % VIEWS, x)))

/* The promises of a view, and the one of all. */
#define ONE_VALUE(v) (!(VC(v, 1) && VC(v, 2)))
#define DECIDED_OR_SKIPPED(v) (!((DC(v, 1) || DC(v, 2)) && SC(v)))
#define DECIDED_IS_VALUED(v) ((!DC(v, 1) || VC(v, 1)) && (!DC(v, 2) || VC(v, 2)))
#define SAFE_IN(v) (ONE_VALUE(v) && DECIDED_OR_SKIPPED(v) && DECIDED_IS_VALUED(v))

#ifdef TWO_NOTARIZE
#define PLACE(i, v) (((notarized[AT(i, v)] * 3 + second[AT(i, v)]) * 3 + finalized[AT(i, v)]) * 2 + nullified[AT(i, v)])
#else
#define PLACE(i, v) ((notarized[AT(i, v)] * 3 + finalized[AT(i, v)]) * 2 + nullified[AT(i, v)])
#endif
#define LOG(i) ((PLACE(i, 0) * 54 + (VIEWS > 1 -> PLACE(i, 1 % VIEWS) : 0)) * 54 + (VIEWS > 2 -> PLACE(i, 2 % VIEWS) : 0))

hidden byte kept;
#define EXCHANGE(a, b) kept = a; a = b; b = kept
inline exchange(i, j, v) {
	EXCHANGE(notarized[AT(i, v)], notarized[AT(j, v)]);
	EXCHANGE(finalized[AT(i, v)], finalized[AT(j, v)]);
	EXCHANGE(nullified[AT(i, v)], nullified[AT(j, v)]);
#ifdef TWO_NOTARIZE
	EXCHANGE(second[AT(i, v)], second[AT(j, v)]);
#endif
	skip
}

inline order(i, j) {
	if
	:: LOG(i) > LOG(j) ->
		exchange(i, j, 0);
#if VIEWS > 1
		exchange(i, j, 1);
#endif
#if VIEWS > 2
		exchange(i, j, 2);
#endif
		skip
	:: else
	fi
}

/* After each step. */
inline check() {
	assert(!(DECIDED(1) && DECIDED(2)));
	assert(SAFE_IN(0));
#if VIEWS > 1
	assert(SAFE_IN(1));
#endif
#if VIEWS > 2
	assert(SAFE_IN(2));
#endif
	order(0, 1);
	order(1, 2);
	order(0, 1)
}

/* A validator that votes on a proposal holds the certificates in it. */
inline hold(v, x) {
#ifdef PROGRESS
	if
	:: v == 0 -> skip
	:: v == 1 && SC(0) -> HOLD_SC(0)
	:: v == 1 && VC(0, x) -> HOLD_VC(0, x)
	:: v == 2 && SC(0) && SC(1) -> HOLD_SC(0); HOLD_SC(1)
	:: v == 2 && VC(0, x) && SC(1) -> HOLD_VC(0, x); HOLD_SC(1)
	:: v == 2 && VC(1, x) -> HOLD_VC(1, x)
	fi
#else
	skip
#endif
}

#ifdef PROGRESS
byte proposed;
#ifdef NO_TIMER
#define TIMER_ENDS(v) (!timely && (v) < LAST)
#else
#define TIMER_ENDS(v) ((v) < LAST)
#endif
#define MAY_VOTE_FOR(v, x) (((v) < LAST && !timely) || ((v) == LAST && proposed == (x)))
#else
#define TIMER_ENDS(v) true
#endif

#define USED(v, x) (notarized[AT(0, v)] == (x) || notarized[AT(1, v)] == (x) || notarized[AT(2, v)] == (x))
#define NAMED(x) ((x) == 1 || USED(0, 1) || (VIEWS > 1 && USED(1 % VIEWS, 1)) || (VIEWS > 2 && USED(2 % VIEWS, 1)))

/* R2: the first proposal of a view whose justification allows its value. */
#ifdef PROGRESS
#define R2(v, x) :: atomic { notarized[AT(i, v)] == 0 && NAMED(x) && MAY_VOTE_FOR(v, x) && JUSTIFIED(v, x) -> \
	hold(v, x); notarized[AT(i, v)] = x; check() }
#else
#define R2(v, x) :: atomic { notarized[AT(i, v)] == 0 && NAMED(x) && JUSTIFIED(v, x) -> notarized[AT(i, v)] = x; check() }
#endif
#define R2_AGAIN(v, x) :: atomic { notarized[AT(i, v)] == 3 - x && second[AT(i, v)] == 0 && JUSTIFIED(v, x) -> \
	second[AT(i, v)] = x; check() }

/* R3: a value certificate, however learned, unless NULLIFY was sent. */
#define R3(v, x) :: atomic { MAY_FINALIZE(i, v) && VC(v, x) -> HOLD_VC(v, x); finalized[AT(i, v)] = x; check() }

/* R4: the timer ends, or the proposal was invalid, unless FINALIZE was sent. */
#define R4(v) :: atomic { TIMER_ENDS(v) && MAY_NULLIFY(i, v) -> nullified[AT(i, v)] = true; check() }

#ifdef TWO_NOTARIZE
#define VIEW(v) R2(v, 1) R2(v, 2) R2_AGAIN(v, 1) R2_AGAIN(v, 2) R3(v, 1) R3(v, 2) R4(v)
#else
#define VIEW(v) R2(v, 1) R2(v, 2) R3(v, 1) R3(v, 2) R4(v)
#endif

proctype Validator(byte i) {
end:
	do
	VIEW(0)
#if VIEWS > 1
	VIEW(1)
#endif
#if VIEWS > 2
	VIEW(2)
#endif
	od
}

#ifdef PROGRESS
/* R1: the leader of the last view proposes as soon as some justification is there. */
#define R1(x) :: atomic { NAMED(x) && JUSTIFIED(LAST, x) -> hold(LAST, x); proposed = x }
#endif

init {
	atomic {
		run Validator(0);
		run Validator(1);
		run Validator(2)
	}
#ifdef PROGRESS
	;
	timely = true;
	if
	R1(1)
	R1(2)
	:: timeout -> assert(false)
	fi;
	timeout;
	assert(DECIDED(1) || DECIDED(2))
#endif
}
