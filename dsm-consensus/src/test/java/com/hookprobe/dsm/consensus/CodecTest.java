package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.SourceHead;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One message has one encoding; any bytes give a message or the declared refusal. */
class CodecTest {
    private final ScriptedNode node = new ScriptedNode(false);
    private final Certificate skip = node.certificate(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 1, 2);
    private final ConsensusMessage.Propose propose = node.proposal(2, 1, new Justification(List.of(skip)));
    private final Certificate decision =
            node.certificate(VoteKind.FINALIZE, 1, propose.header().hash(), 0, 1, 3);

    private List<ConsensusMessage> all() {
        return List.of(
                propose,
                new ConsensusMessage.Voted(node.signed(1, VoteKind.NULLIFY, 1, 7, Hash32.ZERO)),
                new ConsensusMessage.Advance(1, 2, new Justification(List.of(skip))),
                new ConsensusMessage.Decided(List.of(new ConsensusMessage.Decision(propose.header(), decision))),
                new ConsensusMessage.FrontierReport(
                        node.report(2, List.of(new SourceHead(node.source.id(), 0, 3, Hash32.sha256("h"))))),
                new ConsensusMessage.GetDecided(1, 64),
                new ConsensusMessage.GetBody(9, Hash32.sha256("x")),
                new ConsensusMessage.Body(propose.header(), propose.body()),
                new ConsensusMessage.Status(4, 0),
                new ConsensusMessage.Seal(
                        Receipts.blocks(node.genesis, node.source, 1).get(0)),
                new ConsensusMessage.Ack(new Acknowledgement(
                        new SealedPlace(node.source.id(), 0, 7, Hash32.sha256("b")),
                        node.genesis.validators().hash(),
                        3,
                        new byte[96])));
    }

    @Test
    void kindsAreTheAgreedNumbersAndEveryMessageRoundTrips() throws MalformedException {
        int kind = 32;
        for (ConsensusMessage message : all()) {
            byte[] bytes = ConsensusCodec.encode(message);
            assertThat(bytes[0]).isEqualTo((byte) kind++);
            assertThat(ConsensusCodec.encode(ConsensusCodec.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void sizesAreThoseOfTheFormat() {
        assertThat(skip.encode()).hasSize(176);
        assertThat(node.signed(0, VoteKind.NULLIFY, 1, 1, Hash32.ZERO).encode()).hasSize(143);
        assertThat(Vote.signingBytes(Hash32.ZERO, Hash32.ZERO, VoteKind.NOTARIZE, 1, 1, Hash32.sha256("x")))
                .hasSize(125);
    }

    @Test
    void cutLongerOrChangedMessagesAreRefusedOrReadAsWhatTheySay() {
        SplittableRandom random = new SplittableRandom(11);
        for (ConsensusMessage message : all()) {
            byte[] bytes = ConsensusCodec.encode(message);
            for (int length = 0; length < bytes.length; length += 1 + bytes.length / 200) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> ConsensusCodec.decode(cut)).isInstanceOf(MalformedException.class);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> ConsensusCodec.decode(longer)).isInstanceOf(MalformedException.class);
            for (int i = 0; i < 400; i++) {
                byte[] changed = bytes.clone();
                changed[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                readsStrictly(changed);
            }
        }
    }

    @Test
    void anyBytesGiveAMessageOrTheDeclaredRefusal() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(30, 44);
            }
            readsStrictly(bytes);
        }
    }

    private static void readsStrictly(byte[] bytes) {
        try {
            assertThat(ConsensusCodec.encode(ConsensusCodec.decode(bytes))).isEqualTo(bytes);
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageNotContaining("\n");
        }
    }

    @Test
    void certificateWithPaddingBitsOrAValueOfTheWrongKindIsRefused() {
        byte[] padding = skip.encode();
        padding[79] |= 0x10;
        assertThatThrownBy(() -> Certificate.decode(padding)).isInstanceOf(MalformedException.class);
        byte[] value = skip.encode();
        value[13] = 1;
        assertThatThrownBy(() -> Certificate.decode(value)).isInstanceOf(MalformedException.class);
        byte[] view = skip.encode();
        Arrays.fill(view, 9, 13, (byte) 0);
        assertThatThrownBy(() -> Certificate.decode(view)).isInstanceOf(MalformedException.class);
    }
}
