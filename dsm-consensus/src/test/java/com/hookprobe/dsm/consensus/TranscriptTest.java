package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validator holds for a height: its form, and that the machine and the files keep it. */
class TranscriptTest {
    private final ScriptedNode node = new ScriptedNode(false);
    private final Hash32 network = node.genesis.networkId();
    private final ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
    private final ConsensusMessage.Propose other = node.proposal(1, 2, Justification.EMPTY);
    private final Hash32 x = proposal.header().hash();
    private final Hash32 y = other.header().hash();

    private Transcript sample() {
        return Transcript.of(
                network,
                1,
                List.of(other.header(), proposal.header(), proposal.header()),
                List.of(
                        node.certificate(VoteKind.NULLIFY, 2, Hash32.ZERO, 0, 1, 2),
                        node.certificate(VoteKind.FINALIZE, 1, x, 0, 1, 2),
                        node.certificate(VoteKind.NOTARIZE, 1, x, 0, 1, 3),
                        node.certificate(VoteKind.NOTARIZE, 1, x, 0, 1, 3)));
    }

    @Test
    void hasOneEncodingAndNothingElseIsRead() throws MalformedException {
        byte[] bytes = sample().encode();
        assertThat(bytes).hasSize(53 + 2 * CheckpointHeader.BYTES + 3 * 176);
        assertThat(Transcript.isOne(bytes)).isTrue();
        assertThat(Transcript.decode(bytes)).isEqualTo(sample());
        SplittableRandom random = new SplittableRandom(5);
        int read = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(Transcript.decode(changed).encode()).isEqualTo(changed);
                read++;
            } catch (MalformedException refused) {
                assertThat(refused).hasMessageNotContaining("\n");
            }
        }
        assertThat(read).isPositive();
        for (int length = 0; length <= bytes.length + 1; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThatThrownBy(() -> Transcript.decode(cut)).isInstanceOf(MalformedException.class);
            }
        }
        assertThatThrownBy(() -> Transcript.decode(new byte[Transcript.BYTES_MAX + 1]))
                .hasMessageContaining("at most");
    }

    @Test
    void keepsDecisionsAndLowerViewsWhenThereIsTooMuch() {
        List<Certificate> many = new ArrayList<>();
        Certificate sample = node.certificate(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 1, 2);
        for (int view = Transcript.CERTIFICATES_MAX + 5; view >= 1; view--) {
            many.add(new Certificate(
                    VoteKind.NULLIFY, 1, view, Hash32.ZERO, sample.setHash(), 4, sample.bitmap(), sample.signature()));
        }
        many.add(node.certificate(VoteKind.FINALIZE, 999_999, x, 0, 1, 2));
        Transcript kept = Transcript.of(network, 1, List.of(), many);
        assertThat(kept.certificates()).hasSize(Transcript.CERTIFICATES_MAX);
        assertThat(kept.certificates()).anyMatch(it -> it.kind() == VoteKind.FINALIZE);
        assertThat(kept.certificates())
                .filteredOn(it -> it.kind() == VoteKind.NULLIFY)
                .allMatch(it -> it.view() < Transcript.CERTIFICATES_MAX);
        assertThat(kept.encode().length).isLessThanOrEqualTo(Transcript.BYTES_MAX);
        assertThatThrownBy(() -> Transcript.of(
                        network, 2, List.of(), List.of(node.certificate(VoteKind.FINALIZE, 1, x, 0, 1, 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void decide(long view) {
        node.receive(node.leader(1), proposal);
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, view, x);
        }
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, view, x);
        }
        assertThat(node.machine.height()).isEqualTo(2);
    }

    @Test
    void theMachineHoldsTheCertificatesOfADecidedHeight() {
        assertThat(node.machine.transcript().certificates()).isEmpty();
        decide(1);
        Transcript kept = node.machine.transcript(1).orElseThrow();
        assertThat(kept.headers()).containsExactly(proposal.header());
        assertThat(kept.certificates())
                .extracting(Certificate::kind)
                .containsExactly(VoteKind.NOTARIZE, VoteKind.FINALIZE);
        assertThat(node.machine.transcript().height()).isEqualTo(2);
        assertThat(node.machine.transcript(3)).isEmpty();
        assertThat(node.machine.transcript(0)).isEmpty();
        // After a restart the ledger has the decision only.
        node.restart();
        assertThat(node.machine.transcript(1).orElseThrow().certificates())
                .extracting(Certificate::kind)
                .containsExactly(VoteKind.FINALIZE);
    }

    private Transcript keptForAConflict() {
        return node.effects.stream()
                .filter(effect -> effect instanceof Effect.KeepTranscript)
                .map(effect -> ((Effect.KeepTranscript) effect).transcript())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDecisionThatContradictsTheChainIsKeptWithWhatIsHeld() {
        decide(1);
        Certificate rival = node.certificate(VoteKind.FINALIZE, 1, y, 1, 2, 3);
        node.receive(
                node.leader(2),
                new ConsensusMessage.Decided(List.of(new ConsensusMessage.Decision(other.header(), rival))));
        assertThat(node.has(Effect.Alarm.class)).isTrue();
        Transcript kept = keptForAConflict();
        assertThat(kept.headers()).containsExactlyInAnyOrder(proposal.header(), other.header());
        Forensics.Finding finding = new Forensics(node.genesis.validators(), network)
                .examine(List.of(kept))
                .get(0);
        assertThat(finding.culprits()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(finding.proofs().get(0).kind()).isEqualTo(EvidenceKind.TWO_FINALIZE);
    }

    /** The body is still missing when the second decision comes: nothing is committed, and both are kept. */
    @Test
    void twoDecisionsOfTheOpenHeightStopTheMachine() {
        for (ConsensusMessage.Propose decided : List.of(proposal, other)) {
            Certificate certificate =
                    node.certificate(VoteKind.FINALIZE, 1, decided.header().hash(), 0, 1, 2);
            node.receive(
                    node.leader(2),
                    new ConsensusMessage.Decided(
                            List.of(new ConsensusMessage.Decision(decided.header(), certificate))));
        }
        assertThat(node.machine.isHalted()).isTrue();
        node.receive(node.leader(2), new ConsensusMessage.Body(proposal.header(), proposal.body()));
        assertThat(node.machine.height()).isEqualTo(1);
        Forensics.Finding finding = new Forensics(node.genesis.validators(), network)
                .examine(List.of(keptForAConflict()))
                .get(0);
        assertThat(finding.culprits()).containsExactly(0, 1, 2);
    }

    @Test
    void filesAreWrittenOnceAHeightAndNotWithoutEnd(@TempDir Path folder) throws Exception {
        TranscriptStore store = new TranscriptStore(folder.resolve("transcripts"));
        Path file = store.keep(sample()).orElseThrow();
        assertThat(file).hasFileName("1.tr");
        assertThat(Transcript.decode(Files.readAllBytes(file))).isEqualTo(sample());
        assertThat(store.keep(Transcript.of(network, 1, List.of(), List.of()))).isEmpty();
        for (int height = 2; height <= TranscriptStore.FILES_MAX; height++) {
            assertThat(store.keep(Transcript.of(network, height, List.of(), List.of())))
                    .isPresent();
        }
        assertThat(store.keep(Transcript.of(network, 999, List.of(), List.of())))
                .isEmpty();
        assertThat(Transcript.decode(Files.readAllBytes(file))).isEqualTo(sample());
    }
}
