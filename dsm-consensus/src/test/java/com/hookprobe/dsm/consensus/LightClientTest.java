package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** DSM 3.6 with real BLS. */
class LightClientTest {
    private static final List<Fixtures.Member> MEMBERS = Fixtures.members(4, true);
    private static final Fixtures.TestSource SOURCE = Fixtures.source(0);
    private static final Genesis GENESIS = Fixtures.genesis(MEMBERS, true, List.of(SOURCE), Params.local(2));
    private static final long NOW = Fixtures.GENESIS_SECONDS + 100;

    private static CheckpointHeader header(long height, Hash32 previous, Hash32 merkleRoot, long blocks, Hash32 next) {
        Hash32 empty = MerkleTree.of(List.of()).root();
        return new CheckpointHeader(
                1,
                GENESIS.networkId(),
                height,
                GENESIS.epoch() + height,
                GENESIS.epoch() + height - 1,
                2,
                previous,
                MEMBERS.get(0).id(),
                merkleRoot,
                blocks,
                empty,
                empty,
                empty,
                height - 1,
                empty,
                empty,
                empty,
                GENESIS.validators().hash(),
                next,
                GENESIS.params().hash());
    }

    private static CheckpointHeader header(long height, Hash32 previous) {
        Hash32 empty = MerkleTree.of(List.of()).root();
        return header(height, previous, empty, 0, GENESIS.validators().hash());
    }

    static byte[] certificate(VoteKind kind, CheckpointHeader header, int... signers) {
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        byte[] message = Vote.signingBytes(
                GENESIS.networkId(), GENESIS.validators().hash(), kind, header.height(), 1, header.hash());
        byte[] bitmap = new byte[1];
        for (int signer : signers) {
            signatures.put(signer, MEMBERS.get(signer).signer().signVote(message));
            bitmap[0] |= (byte) (1 << signer);
        }
        return new Certificate(
                        kind,
                        header.height(),
                        1,
                        header.hash(),
                        GENESIS.validators().hash(),
                        4,
                        bitmap,
                        Bls.aggregate(List.copyOf(signatures.values())))
                .encode();
    }

    @Test
    void acceptsOneHeaderAfterAnotherAndSkipsToALaterOne() {
        LightClient client = LightClient.at(GENESIS);
        CheckpointHeader first = header(1, GENESIS.hash());
        CheckpointHeader second = header(2, first.hash());
        CheckpointHeader far = header(9, Hash32.sha256("not seen"));
        assertThat(client.accept(first, certificate(VoteKind.FINALIZE, first, 0, 1, 2), NOW))
                .isEqualTo(LightClient.Outcome.ADVANCED);
        assertThat(client.accept(first, certificate(VoteKind.FINALIZE, first, 1, 2, 3), NOW))
                .isEqualTo(LightClient.Outcome.KNOWN);
        assertThat(client.accept(second, certificate(VoteKind.FINALIZE, second, 0, 1, 2, 3), NOW))
                .isEqualTo(LightClient.Outcome.ADVANCED);
        assertThat(client.accept(far, certificate(VoteKind.FINALIZE, far, 0, 2, 3), NOW))
                .isEqualTo(LightClient.Outcome.ADVANCED);
        assertThat(client.height()).isEqualTo(9);
        assertThat(client.headerHash()).isEqualTo(far.hash());
    }

    @Test
    void refusesFewerThanAQuorumAnotherKindAndAnotherHeader() {
        LightClient client = LightClient.at(GENESIS);
        CheckpointHeader first = header(1, GENESIS.hash());
        byte[] two = certificate(VoteKind.FINALIZE, first, 0, 1);
        byte[] notarized = certificate(VoteKind.NOTARIZE, first, 0, 1, 2);
        byte[] good = certificate(VoteKind.FINALIZE, first, 0, 1, 2);
        CheckpointHeader other = header(1, Hash32.sha256("another genesis"));
        assertThat(client.accept(first, two, NOW)).isEqualTo(LightClient.Outcome.REFUSED);
        assertThat(client.accept(first, notarized, NOW)).isEqualTo(LightClient.Outcome.REFUSED);
        assertThat(client.accept(other, good, NOW)).isEqualTo(LightClient.Outcome.REFUSED);
        for (int i = 0; i < good.length; i++) {
            byte[] damaged = good.clone();
            damaged[i] ^= 2;
            assertThat(client.accept(first, damaged, NOW)).as("byte %d", i).isEqualTo(LightClient.Outcome.REFUSED);
        }
        assertThat(client.height()).isZero();
    }

    @Test
    void saysSoWhenTwoFinalHeadersContradictEachOther() {
        LightClient client = LightClient.at(GENESIS);
        CheckpointHeader wrongParent = header(1, Hash32.sha256("another genesis"));
        assertThat(client.accept(wrongParent, certificate(VoteKind.FINALIZE, wrongParent, 0, 1, 2), NOW))
                .isEqualTo(LightClient.Outcome.CONFLICT);
        CheckpointHeader first = header(1, GENESIS.hash());
        client.accept(first, certificate(VoteKind.FINALIZE, first, 0, 1, 2), NOW);
        assertThat(client.accept(wrongParent, certificate(VoteKind.FINALIZE, wrongParent, 0, 1, 2), NOW))
                .isEqualTo(LightClient.Outcome.CONFLICT);
        assertThat(client.headerHash()).isEqualTo(first.hash());
    }

    @Test
    void judgesWhatWasDecidedWhileItWasAway() {
        LightClient client = LightClient.at(GENESIS);
        CheckpointHeader first = header(1, GENESIS.hash());
        byte[] good = certificate(VoteKind.FINALIZE, first, 0, 1, 2);
        CheckpointHeader far = header(9, Hash32.sha256("not seen"));
        assertThat(client.isFinal(first, good)).as("it follows first").isFalse();
        client.accept(far, certificate(VoteKind.FINALIZE, far, 0, 2, 3), NOW);
        assertThat(client.isFinal(first, good)).isTrue();
        assertThat(client.isFinal(first, certificate(VoteKind.FINALIZE, first, 0, 1)))
                .isFalse();
        assertThat(client.isFinal(first, certificate(VoteKind.NOTARIZE, first, 0, 1, 2)))
                .isFalse();
        CheckpointHeader other = header(9, Hash32.sha256("another"));
        assertThat(client.isFinal(other, certificate(VoteKind.FINALIZE, other, 0, 1, 2)))
                .as("another than the newest")
                .isFalse();
        assertThat(client.request(3, 4)).isNotEqualTo(client.request(3, 64)).isEqualTo(client.request(3, 4));
        assertThat(client.request(3, 64)).as("no further than the newest").isEqualTo(client.request(3, 7));
    }

    @Test
    void anchorExpiresAfterFourteenDays() {
        LightClient client = LightClient.at(GENESIS);
        CheckpointHeader first = header(1, GENESIS.hash());
        CheckpointHeader second = header(2, first.hash());
        client.accept(first, certificate(VoteKind.FINALIZE, first, 0, 1, 2), NOW);
        byte[] proof = certificate(VoteKind.FINALIZE, second, 0, 1, 2);
        long limit = first.epochEndSeconds() + LightClient.TRUSTING_PERIOD_SECONDS;
        assertThat(client.accept(second, proof, limit + 1)).isEqualTo(LightClient.Outcome.EXPIRED);
        assertThat(client.accept(second, proof, limit)).isEqualTo(LightClient.Outcome.ADVANCED);
    }

    @Test
    void followsAChangeOfTheSetOnlyWithTheNamedSet() {
        List<Fixtures.Member> others = List.of(Fixtures.real(7), Fixtures.real(8), Fixtures.real(9), Fixtures.real(10));
        ValidatorSet next = Fixtures.set(others, true);
        LightClient client = LightClient.at(GENESIS);
        CheckpointHeader change =
                header(1, GENESIS.hash(), MerkleTree.of(List.of()).root(), 0, next.hash());
        assertThat(client.accept(change, certificate(VoteKind.FINALIZE, change, 0, 1, 2), NOW))
                .isEqualTo(LightClient.Outcome.ADVANCED);
        assertThat(client.acceptSet(GENESIS.validators())).isFalse();
        assertThat(client.acceptSet(next)).isTrue();
        CheckpointHeader bySomeoneElse = header(2, change.hash());
        assertThat(client.accept(bySomeoneElse, certificate(VoteKind.FINALIZE, bySomeoneElse, 0, 1, 2), NOW))
                .isEqualTo(LightClient.Outcome.UNKNOWN_SET);
    }

    @Test
    void updateIsAtMost650Bytes() {
        CheckpointHeader first = header(1, GENESIS.hash());
        byte[] certificate = certificate(VoteKind.FINALIZE, first, 0, 1, 2);
        assertThat(first.encode().length + certificate.length).isEqualTo(634);
        byte[] update = LightClient.update(DecidedCheckpoint.headerOnly(first, certificate));
        assertThat(update.length).isLessThanOrEqualTo(650);
        assertThat(LightClient.at(GENESIS).accept(update, NOW)).isEqualTo(LightClient.Outcome.ADVANCED);
        // A hundred validators: 13 bytes of bitmap.
        assertThat(CheckpointHeader.BYTES + Certificate.BYTES_MIN + 13).isLessThanOrEqualTo(650);
    }

    @Test
    void provesThatABlockIsFinal() throws StoreException {
        MemoryBlockStore own = MemoryBlockStore.create(GENESIS.networkId());
        SourceChain chain = new SourceChain(own, GENESIS.networkId(), SOURCE.id(), 0, SOURCE.signer());
        Microblock block = chain.append(EventType.IDS_ALERT, Hash32.sha256("event"), Optional.empty(), 5);
        Microblock next = chain.append(EventType.IDS_ALERT, Hash32.sha256("event"), Optional.empty(), 6);
        MerkleTree tree = MerkleTree.ofHashes(List.of(block.hash(), next.hash()));
        CheckpointHeader header =
                header(1, GENESIS.hash(), tree.root(), 2, GENESIS.validators().hash());
        byte[] certificate = certificate(VoteKind.FINALIZE, header, 0, 1, 2);
        LightClient client = LightClient.at(GENESIS);
        assertThat(client.verify(new InclusionBundle(block, tree.inclusionProof(0), header, certificate)))
                .isTrue();
        assertThat(client.verify(new InclusionBundle(block, tree.inclusionProof(1), header, certificate)))
                .isFalse();
        assertThat(client.verify(new InclusionBundle(next, tree.inclusionProof(0), header, certificate)))
                .isFalse();
        byte[] two = certificate(VoteKind.FINALIZE, header, 0, 1);
        assertThat(client.verify(new InclusionBundle(block, tree.inclusionProof(0), header, two)))
                .isFalse();
    }

    @Test
    void startsOnlyAtAHeaderThatNamesTheSet() {
        CheckpointHeader first = header(1, GENESIS.hash());
        assertThat(LightClient.at(GENESIS, first, GENESIS.validators()).height())
                .isEqualTo(1);
        ValidatorSet other = Fixtures.set(List.of(Fixtures.real(7)), true);
        assertThatThrownBy(() -> LightClient.at(GENESIS, first, other)).isInstanceOf(IllegalArgumentException.class);
    }
}
