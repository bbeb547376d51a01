package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * HTP 3.5.4 in symbols: what a thief of all keys of a generation learns of the next one. One rekey, perfect primitives,
 * every choice of an attacker that reads and rewrites REKEY and REKEY_ANSWER, since it has the keys that protect them.
 * This is a bounded search, not a proof like the models in docs/models; it looks for exactly these attacks.
 */
class RekeyDeductionTest {
    /** Symbolic bytes. */
    private sealed interface Term {}

    private record Name(String name) implements Term {}

    /** A one-way function of all its arguments: hash, HKDF. */
    private record OneWay(List<Term> arguments) implements Term {}

    private record PublicKey(Term secretKey) implements Term {}

    /** The ciphertext, and the secret in it, of encapsulating with that randomness. */
    private record Ciphertext(Term publicKey, Term randomness) implements Term {}

    private record Shared(Term publicKey, Term randomness) implements Term {}

    private static final Term ROOT = new Name("root_g");
    private static final Term EDGE_KEY = new Name("sk_e'");
    private static final Term EDGE_RANDOM = new Name("validator's KEM randomness");
    private static final Term SECRET = new Name("session_secret'");
    private static final Term WEIGHTS = new Name("w_secret'");
    private static final Term ZEROS = new Name("zeros");
    private static final Term FINGERPRINT = new Name("W_fp'");
    private static final Term ATTACKER_KEY = new Name("attacker's sk");
    private static final Term ATTACKER_RANDOM = new Name("attacker's randomness");
    private static final Term ATTACKER_SECRET = new Name("attacker's secret");

    private static Term next(Term secret, Term shared, Term weights) {
        return new OneWay(List.of(ROOT, new OneWay(List.of(secret, FINGERPRINT)), shared, weights));
    }

    /** What the attacker can compute of what it has. */
    private static boolean derives(Set<Term> known, Term goal) {
        if (known.contains(goal)) {
            return true;
        }
        if (goal instanceof OneWay f) {
            return f.arguments().stream().allMatch(a -> derives(known, a));
        }
        if (goal instanceof PublicKey key) {
            return derives(known, key.secretKey());
        }
        if (goal instanceof Ciphertext c) {
            return derives(known, c.publicKey()) && derives(known, c.randomness());
        }
        if (goal instanceof Shared s) {
            boolean made = derives(known, s.publicKey()) && derives(known, s.randomness());
            boolean opened = s.publicKey() instanceof PublicKey key
                    && derives(known, key.secretKey())
                    && derives(known, new Ciphertext(s.publicKey(), s.randomness()));
            return made || opened;
        }
        return false;
    }

    /** How a run ended: the roots that edge and validator have, and what the attacker knows. */
    private record Run(String how, Term edgeRoot, Term validatorRoot, Set<Term> known) {
        boolean agree() {
            return edgeRoot.equals(validatorRoot);
        }

        boolean edgeBroken() {
            return derives(known, edgeRoot);
        }

        boolean validatorBroken() {
            return derives(known, validatorRoot);
        }
    }

    /** All runs of an attacker that knows root_g, and so reads and writes both messages. */
    private static List<Run> runs(Term weights, boolean weightsStolen, boolean active) {
        Set<Term> start =
                new HashSet<>(List.of(ROOT, FINGERPRINT, ZEROS, ATTACKER_KEY, ATTACKER_RANDOM, ATTACKER_SECRET));
        if (weightsStolen) {
            start.add(weights);
        }
        Term edgePublic = new PublicKey(EDGE_KEY);
        start.add(edgePublic);
        List<Run> runs = new ArrayList<>();
        List<Term> toValidator = active ? List.of(edgePublic, new PublicKey(ATTACKER_KEY)) : List.of(edgePublic);
        for (Term given : toValidator) {
            Term honestCiphertext = new Ciphertext(given, EDGE_RANDOM);
            Set<Term> known = new HashSet<>(start);
            known.add(honestCiphertext);
            known.add(SECRET);
            Term validatorRoot = next(SECRET, new Shared(given, EDGE_RANDOM), weights);
            // What the edge gets: the validator's own answer, if it was made for the edge's key, or one of the
            // attacker's.
            if (given.equals(edgePublic)) {
                runs.add(new Run(
                        "relayed", next(SECRET, new Shared(edgePublic, EDGE_RANDOM), weights), validatorRoot, known));
            }
            if (active) {
                for (Term secret : List.of(SECRET, ATTACKER_SECRET)) {
                    Term edgeRoot = next(secret, new Shared(edgePublic, ATTACKER_RANDOM), weights);
                    runs.add(new Run("answer forged, " + given + " shown", edgeRoot, validatorRoot, known));
                }
            }
        }
        return runs;
    }

    @Test
    void aListenerWithAllKeysOfAGenerationLearnsNothingOfTheNext() {
        for (Term weights : List.of(WEIGHTS, ZEROS)) {
            for (Run run : runs(weights, true, false)) {
                assertThat(run.agree()).isTrue();
                assertThat(run.edgeBroken()).as(run.how()).isFalse();
            }
        }
    }

    @Test
    void aWriterWithAllKeysOfAGenerationButNotTheWeightsStaysOut() {
        List<Run> runs = runs(WEIGHTS, false, true);
        assertThat(runs).hasSize(5);
        for (Run run : runs) {
            assertThat(run.edgeBroken()).as(run.how()).isFalse();
            assertThat(run.validatorBroken()).as(run.how()).isFalse();
            // It can break the session: the two sides then have different keys, and neither hears the other.
            assertThat(run.agree()).as(run.how()).isEqualTo(run.how().equals("relayed"));
        }
    }

    /** So the claim of 3.5 is narrower for peers that mix no weights; the page says so. */
    @Test
    void withoutWeightsAWriterWithAllKeysStaysInTheMiddle() {
        assertThat(runs(ZEROS, false, true)).anyMatch(run -> run.edgeBroken() && run.validatorBroken());
        assertThat(runs(WEIGHTS, true, true)).anyMatch(run -> run.edgeBroken() && run.validatorBroken());
    }
}
