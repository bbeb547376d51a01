package com.hookprobe.dsm.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.AggregateScheme;
import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Votes are verified in sums, and alone only when a sum fails or somebody would be accused. Seven validators, so f = 2 and q = 5, of a
 * scheme that counts its verifications; like BLS, its aggregates can hide parts that cancel out.
 */
class VoteBookTest {
    private static final Hash32 NETWORK = Hash32.sha256("network");
    private static final Hash32 X = Hash32.sha256("x");
    private static final Hash32 Y = Hash32.sha256("y");

    private final CountingScheme scheme = new CountingScheme();
    private final ValidatorSet set = set();
    private final VoteBook book = new VoteBook(set, NETWORK, 1);

    /** A signature is a hash of key and message; a sum is the exclusive or. */
    private static final class CountingScheme implements AggregateScheme {
        int alone;
        int sums;

        static byte[] sign(byte[] key, byte[] message, int bytes) {
            return Arrays.copyOf(Hash32.sha256("toy", key, message).bytes(), bytes);
        }

        @Override
        public boolean isValidKey(byte[] publicKey) {
            return true;
        }

        @Override
        public boolean verifyPossession(byte[] publicKey, byte[] proof) {
            return true;
        }

        @Override
        public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
            alone++;
            return Arrays.equals(sign(publicKey, message, Bls.SIGNATURE_BYTES), signature);
        }

        @Override
        public boolean verifyAggregate(List<byte[]> publicKeys, byte[] message, byte[] signature) {
            sums++;
            List<byte[]> all = publicKeys.stream()
                    .map(key -> sign(key, message, Bls.SIGNATURE_BYTES))
                    .toList();
            return Arrays.equals(aggregate(all), signature);
        }

        @Override
        public boolean verifyIdentity(byte[] publicKey, byte[] message, byte[] signature) {
            return false;
        }

        @Override
        public byte[] aggregate(List<byte[]> signatures) {
            byte[] sum = new byte[Bls.SIGNATURE_BYTES];
            for (byte[] signature : signatures) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] ^= signature[i];
                }
            }
            return sum;
        }
    }

    private ValidatorSet set() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            byte[] seed = Hash32.sha256("member", new byte[] {(byte) i}).bytes();
            members.add(new Validator(
                    NodeId.derive(seed), seed, Arrays.copyOf(seed, BlsPublicKey.BYTES), new byte[96], "v" + i, 0));
        }
        return ValidatorSet.of(members, scheme);
    }

    private Vote good(int signer, VoteKind kind, long view, Hash32 value) {
        byte[] message = Vote.signingBytes(NETWORK, set.hash(), kind, 1, view, value);
        byte[] signature = CountingScheme.sign(set.member(signer).blsKey(), message, Bls.SIGNATURE_BYTES);
        return new Vote(kind, 1, view, value, signer, signature);
    }

    private Vote bad(int signer, VoteKind kind, long view, Hash32 value, int salt) {
        byte[] signature = good(signer, kind, view, value).signature();
        signature[0] ^= (byte) salt;
        return new Vote(kind, 1, view, value, signer, signature);
    }

    private VoteBook.Outcome add(Vote vote) {
        return book.add(vote, 1, false);
    }

    private VoteBook.Outcome notarize(int signer) {
        return add(good(signer, VoteKind.NOTARIZE, 1, X));
    }

    private void checkForms(VoteBook.Outcome outcome) {
        Certificate formed = outcome.formed().orElseThrow();
        assertThat(formed.verify(set, NETWORK)).isTrue();
    }

    @Test
    void quorumCostsOneVerificationOfItsSumAndLaterVotesNone() {
        for (int signer = 0; signer < 4; signer++) {
            assertThat(notarize(signer).formed()).isEmpty();
        }
        assertThat(scheme.alone + scheme.sums).as("nothing is verified yet").isZero();
        VoteBook.Outcome fifth = notarize(4);
        assertThat(scheme.alone).isZero();
        assertThat(scheme.sums).isEqualTo(1);
        notarize(5);
        notarize(6);
        assertThat(scheme.alone).isZero();
        assertThat(scheme.sums).isEqualTo(1);
        checkForms(fifth);
    }

    @Test
    void sameVoteAgainCostsNothing() {
        notarize(0);
        assertThat(notarize(0)).isEqualTo(VoteBook.Outcome.NOTHING);
        assertThat(scheme.alone + scheme.sums).isZero();
    }

    @Test
    void whenTheSumFailsTheBadVoteIsDroppedAndItsSignerBlamedNotTheOneWhoCompletedIt() {
        add(bad(0, VoteKind.NOTARIZE, 1, X, 1));
        for (int signer = 1; signer < 4; signer++) {
            notarize(signer);
        }
        VoteBook.Outcome fifth = notarize(4);
        assertThat(fifth.formed()).isEmpty();
        assertThat(fifth.blamed()).containsExactly(0);
        assertThat(scheme.alone).isEqualTo(5);
        assertThat(book.hasNotarized(0, 1)).isFalse();
        VoteBook.Outcome sixth = notarize(5);
        assertThat(scheme.alone).as("none is verified alone again").isEqualTo(5);
        assertThat(sixth.blamed()).isEmpty();
        checkForms(sixth);
        assertThat(sixth.formed().orElseThrow().signers()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void eachLiarSpoilsOneSum() {
        add(bad(0, VoteKind.NOTARIZE, 1, X, 1));
        for (int signer = 2; signer < 6; signer++) {
            notarize(signer);
        }
        assertThat(scheme.sums).isEqualTo(1);
        assertThat(add(bad(1, VoteKind.NOTARIZE, 1, X, 1)).blamed()).containsExactly(1);
        assertThat(scheme.alone).as("five, and the new one").isEqualTo(6);
        checkForms(notarize(6));
        // Three sums were tried, and this test has verified one.
        assertThat(scheme.sums).isEqualTo(4);
    }

    @Test
    void suspectsVotesAreVerifiedOnArrival() {
        VoteBook.Outcome refused = book.add(bad(0, VoteKind.NOTARIZE, 1, X, 1), 1, true);
        assertThat(refused.blamed()).containsExactly(0);
        assertThat(book.hasNotarized(0, 1)).isFalse();
        book.add(good(0, VoteKind.NOTARIZE, 1, X), 1, true);
        assertThat(scheme.alone).isEqualTo(2);
        assertThat(book.hasNotarized(0, 1)).isTrue();
        for (int signer = 1; signer < 4; signer++) {
            notarize(signer);
        }
        checkForms(notarize(4));
        assertThat(scheme.alone).as("not again").isEqualTo(2);
    }

    @Test
    void garbageFirstDoesNotKeepTheGoodVoteOfTheSameSignerOut() {
        add(bad(0, VoteKind.NOTARIZE, 1, X, 1));
        VoteBook.Outcome good = notarize(0);
        assertThat(good.blamed()).containsExactly(0);
        assertThat(good.evidence()).isEmpty();
        for (int signer = 1; signer < 4; signer++) {
            notarize(signer);
        }
        checkForms(notarize(4));
        assertThat(scheme.alone).as("the two of the liar").isEqualTo(2);
    }

    @Test
    void garbageAfterwardsDoesNotPushTheGoodVoteOutAndFloodsOfItCostOneVerification() {
        notarize(0);
        for (int salt = 1; salt <= 50; salt++) {
            VoteBook.Outcome refused = add(bad(0, VoteKind.NOTARIZE, 1, X, salt));
            assertThat(refused.blamed()).containsExactly(0);
        }
        assertThat(scheme.alone).isEqualTo(1);
        for (int signer = 1; signer < 4; signer++) {
            notarize(signer);
        }
        checkForms(notarize(4));
    }

    @Test
    void nobodyIsAccusedByAnUnverifiedVote() {
        // Garbage, then a good vote for something else; and the other way round; and garbage twice.
        add(bad(0, VoteKind.NOTARIZE, 1, X, 1));
        VoteBook.Outcome first = add(good(0, VoteKind.NOTARIZE, 1, Y));
        assertThat(first.evidence()).isEmpty();
        assertThat(first.blamed()).containsExactly(0);
        add(good(1, VoteKind.NULLIFY, 1, Hash32.ZERO));
        VoteBook.Outcome second = add(bad(1, VoteKind.FINALIZE, 1, X, 1));
        assertThat(second.evidence()).isEmpty();
        assertThat(second.blamed()).containsExactly(1);
        add(bad(2, VoteKind.FINALIZE, 1, X, 1));
        VoteBook.Outcome third = add(bad(2, VoteKind.NULLIFY, 1, Hash32.ZERO, 1));
        assertThat(third.evidence()).isEmpty();
        assertThat(third.blamed()).containsExactly(2, 2);
        // What is left of them counts.
        assertThat(book.holders(Y)).containsExactly(0);
    }

    @Test
    void twoGoodVotesThatExcludeEachOtherAccuseTheirSignerOnce() {
        add(good(0, VoteKind.FINALIZE, 1, X));
        VoteBook.Outcome caught = add(good(0, VoteKind.NULLIFY, 1, Hash32.ZERO));
        assertThat(caught.evidence().orElseThrow().verify(set, NETWORK)).isTrue();
        assertThat(caught.evidence().orElseThrow().offender()).isZero();
        int before = scheme.alone;
        assertThat(add(good(0, VoteKind.FINALIZE, 1, Y))).isEqualTo(VoteBook.Outcome.NOTHING);
        assertThat(scheme.alone).isEqualTo(before);
    }

    /** Two liars move a difference from one vote to the other: the sum is good and neither part is. */
    @Test
    void partOfAGoodSumIsNotHalfOfAnAccusation() {
        add(bad(0, VoteKind.NOTARIZE, 1, X, 8));
        add(bad(1, VoteKind.NOTARIZE, 1, X, 8));
        notarize(2);
        notarize(3);
        VoteBook.Outcome fifth = notarize(4);
        checkForms(fifth);
        assertThat(fifth.blamed()).isEmpty();
        VoteBook.Outcome rival = add(good(0, VoteKind.NOTARIZE, 1, Y));
        assertThat(rival.evidence()).isEmpty();
        assertThat(rival.blamed()).containsExactly(0);
    }

    @Test
    void ownVoteCompletesAQuorumOfVotesThatNobodyVerified() {
        for (int signer = 0; signer < 4; signer++) {
            notarize(signer);
        }
        checkForms(book.addOwn(good(6, VoteKind.NOTARIZE, 1, X)));
        add(bad(0, VoteKind.FINALIZE, 1, X, 1));
        for (int signer = 1; signer < 4; signer++) {
            add(good(signer, VoteKind.FINALIZE, 1, X));
        }
        VoteBook.Outcome own = book.addOwn(good(6, VoteKind.FINALIZE, 1, X));
        assertThat(own.formed()).isEmpty();
        assertThat(own.blamed()).as("never this node").containsExactly(0);
    }

    @Test
    void votesAreKeptUpToEightViewsAheadAndNotBeyond() {
        long last = 1 + VoteBook.VIEWS_AHEAD;
        for (int signer = 0; signer < 5; signer++) {
            add(good(signer, VoteKind.NULLIFY, last, Hash32.ZERO));
            add(good(signer, VoteKind.NULLIFY, last + 1, Hash32.ZERO));
        }
        assertThat(book.skip(last)).isPresent();
        assertThat(book.skip(last + 1)).isEmpty();
    }

    @Test
    void votesForDifferentValuesAreNotSummed() {
        for (int signer = 0; signer < 4; signer++) {
            notarize(signer);
        }
        add(good(4, VoteKind.NOTARIZE, 1, Y));
        assertThat(scheme.sums).isZero();
        assertThat(book.value(1)).isEmpty();
        checkForms(notarize(5));
    }
}
