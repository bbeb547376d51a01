package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.SourceRange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evidence that needs no node, with real BLS and a validator set that changes. */
class EvidenceBundleTest {
    private static final List<Fixtures.Member> FIRST = Fixtures.members(4, true);
    private static final List<Fixtures.Member> SECOND = later();
    private static final Fixtures.TestSource SOURCE = Fixtures.source(0);
    private static final Genesis GENESIS = Fixtures.genesis(FIRST, true, List.of(SOURCE), Params.local(2));
    private static final byte[] PAYLOAD =
            "a salt of thirty-two bytes......{\"src\":\"192.0.2.7\"}".getBytes(StandardCharsets.UTF_8);

    private static final BlockStore STORE = MemoryBlockStore.create(GENESIS.networkId());
    private static final List<Microblock> BLOCKS = new ArrayList<>();
    private static SetPath path = SetPath.NONE;

    /** The same network with one member replaced. */
    private static List<Fixtures.Member> later() {
        List<Fixtures.Member> members = new ArrayList<>(Fixtures.members(4, true));
        members.set(1, Fixtures.real(9));
        members.sort((a, b) -> a.id().compareTo(b.id()));
        return members;
    }

    /** Four heights of two blocks; height 2 changes the set, so 3 and 4 are signed by the second one. */
    @BeforeAll
    static void fill() throws Exception {
        SourceChain chain = new SourceChain(STORE, GENESIS.networkId(), SOURCE.id(), 0, SOURCE.signer());
        ValidatorSet second = GENESIS.validators()
                .derive(SECOND.stream().map(Fixtures.Member::validator).toList(), 3);
        Frontier frontier = Frontier.EMPTY;
        Hash32 before = GENESIS.hash();
        List<byte[]> log = new ArrayList<>();
        Hash32 payloadHash = Hash32.of(MessageDigest.getInstance("SHA-256").digest(PAYLOAD));
        for (int height = 1; height <= 4; height++) {
            List<Microblock> two = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                two.add(chain.append(EventType.IDS_ALERT, payloadHash, Optional.empty(), 5));
            }
            BLOCKS.addAll(two);
            Microblock last = two.get(1);
            SourceRange range = new SourceRange(SOURCE.id(), 0, two.get(0).seq(), last.seq(), last.hash());
            CheckpointBody body = new CheckpointBody(List.of(range), List.of(), List.of(), List.of());
            frontier = frontier.advance(body.ranges());
            boolean early = height <= 2;
            List<Fixtures.Member> signers = early ? FIRST : SECOND;
            CheckpointHeader header = new CheckpointHeader(
                    1,
                    GENESIS.networkId(),
                    height,
                    GENESIS.epoch() + height,
                    GENESIS.epoch() + height - 1,
                    2,
                    before,
                    FIRST.get(0).id(),
                    MerkleTree.ofHashes(two.stream().map(Microblock::hash).toList())
                            .root(),
                    2,
                    body.rangesRoot(),
                    body.frontiersRoot(),
                    frontier.root(),
                    height - 1,
                    MerkleTree.of(log).root(),
                    body.evidenceRoot(),
                    body.opsRoot(),
                    early ? GENESIS.validators().hash() : second.hash(),
                    height == 1 ? GENESIS.validators().hash() : second.hash(),
                    GENESIS.params().hash());
            byte[] certificate = certificate(header, signers, 0, 1, 2);
            STORE.putDecided(DecidedCheckpoint.of(header, certificate, body), frontier);
            if (height == 2) {
                path = new SetPath(
                        List.of(new SetPath.Step(DecidedCheckpoint.headerOnly(header, certificate), second)));
            }
            log.add(header.encode());
            before = header.hash();
        }
    }

    private static byte[] certificate(CheckpointHeader header, List<Fixtures.Member> set, int... signers) {
        byte[] message = Vote.signingBytes(
                GENESIS.networkId(), header.validatorsHash(), VoteKind.FINALIZE, header.height(), 1, header.hash());
        byte[] bitmap = new byte[1];
        List<byte[]> signatures = new ArrayList<>();
        for (int signer : signers) {
            signatures.add(set.get(signer).signer().signVote(message));
            bitmap[0] |= (byte) (1 << signer);
        }
        return new Certificate(
                        VoteKind.FINALIZE,
                        header.height(),
                        1,
                        header.hash(),
                        header.validatorsHash(),
                        4,
                        bitmap,
                        Bls.aggregate(signatures))
                .encode();
    }

    private static EvidenceBundle bundle(int block, SetPath sets, Optional<byte[]> payload) throws Exception {
        Microblock sealed = BLOCKS.get(block);
        Optional<DecidedCheckpoint> anchor = STORE.header(sealed.anchorHeight());
        return EvidenceBundle.of(GENESIS, sets, STORE.proof(sealed.hash()).orElseThrow(), anchor, payload);
    }

    @Test
    void blocksOfBothSetsAreShownWithAnchorAndPayload() throws Exception {
        for (int i = 0; i < 8; i++) {
            EvidenceBundle bundle = bundle(i, path, Optional.of(PAYLOAD));
            assertThat(bundle.anchor().isPresent()).isEqualTo(i >= 2);
            assertThat(bundle.refusal(GENESIS.networkId())).isEmpty();
            EvidenceBundle read = EvidenceBundle.decode(bundle.encode());
            assertThat(read).isEqualTo(bundle);
            assertThat(read.refusal(GENESIS.networkId())).isEmpty();
        }
    }

    @Test
    void aPeriodAcrossTheChangeIsShown() throws Exception {
        CompletenessReceipt receipt =
                CompletenessReceipt.of(STORE, SOURCE.id(), 0, 1, 4).orElseThrow();
        EvidenceBundle bundle = EvidenceBundle.of(GENESIS, path, receipt);
        assertThat(bundle.refusal(GENESIS.networkId())).isEmpty();
        assertThat(EvidenceBundle.decode(bundle.encode()).refusal(GENESIS.networkId()))
                .isEmpty();
        assertThat(EvidenceBundle.of(GENESIS, SetPath.NONE, receipt)
                        .refusal(GENESIS.networkId())
                        .orElseThrow())
                .contains("not signed by a quorum");
    }

    @Test
    void theNetworkIsKnownBeforeAnythingElseIsRead() throws Exception {
        byte[] bytes = bundle(6, path, Optional.empty()).encode();
        assertThat(EvidenceBundle.networkOf(bytes)).isEqualTo(GENESIS.networkId());
        byte[] genesisOnly = Arrays.copyOf(bytes, 14 + GENESIS.encode().length);
        assertThat(EvidenceBundle.networkOf(genesisOnly)).isEqualTo(GENESIS.networkId());
    }

    @Test
    void aStepThatIsNotSignedEndsTheReading() throws Exception {
        SetPath.Step step = path.steps().get(0);
        CheckpointHeader changing = step.decided().header();
        DecidedCheckpoint weak = DecidedCheckpoint.headerOnly(changing, certificate(changing, FIRST, 0, 1));
        EvidenceBundle forged = bundle(6, new SetPath(List.of(new SetPath.Step(weak, step.next()))), Optional.empty());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> EvidenceBundle.decode(forged.encode()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("not signed by the set before it");
    }

    @Test
    void whatDoesNotHoldIsNamed() throws Exception {
        assertThat(bundle(6, path, Optional.empty())
                        .refusal(Hash32.sha256("another network"))
                        .orElseThrow())
                .contains("expected network");
        assertThat(bundle(6, SetPath.NONE, Optional.empty())
                        .refusal(GENESIS.networkId())
                        .orElseThrow())
                .contains("not signed by a quorum");
        byte[] other = PAYLOAD.clone();
        other[40] ^= 1;
        assertThat(bundle(6, path, Optional.of(other))
                        .refusal(GENESIS.networkId())
                        .orElseThrow())
                .contains("payload");
        SetPath.Step step = path.steps().get(0);
        CheckpointHeader changing = step.decided().header();
        byte[] two = certificate(changing, FIRST, 0, 1);
        SetPath weak = new SetPath(List.of(new SetPath.Step(DecidedCheckpoint.headerOnly(changing, two), step.next())));
        assertThat(bundle(6, weak, Optional.empty())
                        .refusal(GENESIS.networkId())
                        .orElseThrow())
                .contains("change of the validator set");
        ValidatorSet mine = Fixtures.set(Fixtures.members(5, true).subList(1, 5), true);
        SetPath forged = new SetPath(List.of(new SetPath.Step(step.decided(), mine)));
        assertThat(bundle(6, forged, Optional.empty()).refusal(GENESIS.networkId()))
                .isPresent();
        EvidenceBundle wrongAnchor = EvidenceBundle.of(
                GENESIS,
                path,
                STORE.proof(BLOCKS.get(7).hash()).orElseThrow(),
                bundle(2, path, Optional.empty()).anchor(),
                Optional.empty());
        assertThat(wrongAnchor.refusal(GENESIS.networkId()).orElseThrow()).contains("anchor");
    }

    /** Every bit when {@code -Devidence.bits=all} is set (some minutes); else one bit of each 29th byte. */
    @Test
    void everyChangedBitIsRefused() throws Exception {
        byte[] good = bundle(6, path, Optional.of(PAYLOAD)).encode();
        boolean all = "all".equals(System.getProperty("evidence.bits"));
        for (int at = 0; at < good.length; at += all ? 1 : 29) {
            for (int bit = all ? 0 : at * 5 % 8; bit < (all ? 8 : at * 5 % 8 + 1); bit++) {
                byte[] changed = good.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    assertThat(EvidenceBundle.decode(changed).refusal(GENESIS.networkId()))
                            .as("byte %d bit %d", at, bit)
                            .isPresent();
                } catch (MalformedException expected) {
                    assertThat(expected).hasMessageMatching("(?s).+");
                }
            }
        }
        for (int length = 0; length < good.length; length += 7) {
            byte[] cut = Arrays.copyOf(good, length);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> EvidenceBundle.decode(cut))
                    .isInstanceOf(MalformedException.class);
        }
    }
}
