package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.RecordException.Kind;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCardTest {
    private final DeviceKey key = Fixtures.key(10);

    @Test
    void fullCardComesBack() throws Exception {
        NodeCard card = Fixtures.fullCard(key);
        NodeCard read = NodeCard.decode(card.encode());
        assertThat(read).isEqualTo(card).hasSameHashCodeAs(card);
        assertThat(read.nodeId()).isEqualTo(key.nodeIdAsFirstKey());
        assertThat(read.name()).isEqualTo("validator.3");
        assertThat(read.tier()).isEqualTo(Tier.SENTINEL);
        assertThat(read.ed25519()).isEqualTo(key.publicKey());
        assertThat(read.hardwareFingerprint()).isEqualTo(Fixtures.bytes(2, 32));
        assertThat(read.kemPublicKey().orElseThrow()).hasSize(1216);
        assertThat(read.blsPublicKey()).contains(Fixtures.bytes(4, 48));
        assertThat(read.blsPop()).contains(Fixtures.bytes(5, 96));
        assertThat(read.provesNodeId()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void plainCardComesBackInEachTier(Tier tier) throws Exception {
        NodeCard card = Fixtures.plainCard(key, tier);
        NodeCard read = NodeCard.decode(card.encode());
        assertThat(read.tier()).isEqualTo(tier);
        assertThat(read.kemPublicKey()).isEmpty();
        assertThat(read.blsPublicKey()).isEmpty();
        assertThat(read.blsPop()).isEmpty();
        assertThat(read.encode()).isEqualTo(card.encode());
    }

    @Test
    void fieldsLieWhereTheSpecSays() {
        byte[] record = Fixtures.fullCard(key).encode();
        assertThat(Arrays.copyOfRange(record, 0, 6)).containsExactly('H', 'P', 'N', 'C', 1, 1);
        assertThat(Arrays.copyOfRange(record, 6, 38))
                .isEqualTo(key.nodeIdAsFirstKey().bytes());
        assertThat(Arrays.copyOfRange(record, 38, 70)).isEqualTo(key.publicKey());
        assertThat(Arrays.copyOfRange(record, 70, 102)).isEqualTo(Fixtures.bytes(2, 32));
        assertThat(record[102]).isEqualTo((byte) 11);
        assertThat(record[114]).isEqualTo((byte) (1216 >>> 8));
        assertThat(record[115]).isEqualTo((byte) 1216);
        assertThat(record).hasSize(103 + 11 + 2 + 1216 + 1 + 48 + 1 + 96 + 64);
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] record = Fixtures.fullCard(key).encode();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = Fixtures.flipped(record, at, 1 << (at % 8));
            assertThatExceptionOfType(RecordException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> NodeCard.decode(changed));
        }
    }

    @Test
    void everyCutAndEveryAdditionIsRefused() {
        byte[] record = Fixtures.fullCard(key).encode();
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Fixtures.cut(record, length);
            assertThatExceptionOfType(RecordException.class)
                    .as("length %s", length)
                    .isThrownBy(() -> NodeCard.decode(cut))
                    .extracting(RecordException::kind)
                    .isEqualTo(Kind.FORMAT);
        }
        assertKind(Kind.FORMAT, Fixtures.cut(record, record.length + 1));
        assertKind(Kind.FORMAT, new byte[1 << 20]);
    }

    @Test
    void otherVersionIsNamed() {
        byte[] record = Fixtures.fullCard(key).encode();
        record[4] = 2;
        assertKind(Kind.VERSION, record);
    }

    @Test
    void anotherKeysSignatureIsRefused() {
        DeviceKey other = Fixtures.key(11);
        byte[] record = Fixtures.plainCard(key, Tier.NEXUS).encode();
        byte[] body = Arrays.copyOf(record, record.length - 64);
        byte[] forged = other.sign(Bytes.labelled(IdentityLabels.NODE_CARD, body));
        assertKind(Kind.SIGNATURE, Bytes.concat(body, forged));
        // The right key, but for another purpose.
        byte[] borrowed = key.sign(Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body));
        assertKind(Kind.SIGNATURE, Bytes.concat(body, borrowed));
    }

    @Test
    void borrowedIdIsNotProven() throws Exception {
        NodeId victim = Fixtures.key(12).nodeIdAsFirstKey();
        NodeCard card =
                NodeCard.builder(victim, "x", Tier.GUARDIAN, new byte[32]).sign(key);
        assertThat(NodeCard.decode(card.encode()).provesNodeId()).isFalse();
    }

    @Test
    void blsKeyWithoutProofIsRefused() {
        byte[] record = new RecordWriter()
                .bytes(Fixtures.cut(Fixtures.plainCard(key, Tier.GUARDIAN).encode(), 103 + 11 + 2))
                .u8(48)
                .bytes(new byte[48])
                .u8(0)
                .toBytes();
        assertKind(Kind.FORMAT, Bytes.concat(record, key.sign(Bytes.labelled(IdentityLabels.NODE_CARD, record))));
    }

    @Property(tries = 500)
    void anyBytesAreRefusedAsDeclared(@ForAll @Size(max = 300) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'N', 'C', 1, 2}, noise) : noise;
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> NodeCard.decode(record));
    }

    @Test
    void textComesBackThroughMailAndConsole() throws Exception {
        NodeCard card = Fixtures.fullCard(key);
        String text = card.toText();
        assertThat(text)
                .startsWith("-----BEGIN HOOKPROBE NODE CARD-----\n")
                .endsWith("\n-----END HOOKPROBE NODE CARD-----\n");
        assertThat(text.lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(64);
        assertThat(NodeCard.fromText(text)).isEqualTo(card);
        assertThat(NodeCard.fromText("\n\n" + text.replace("\n", " \r\n") + "  \n"))
                .isEqualTo(card);
    }

    @Test
    void otherTextsAreRefused() {
        String text = Fixtures.plainCard(key, Tier.FORTRESS).toText();
        for (String bad : new String[] {
            "",
            "hello",
            text.replace("BEGIN", "BEGUN"),
            text.replace("END HOOKPROBE NODE CARD", "END HOOKPROBE KEY ROTATION"),
            text.replaceFirst("\n", "\n\n"),
            text.replaceFirst("\n", "\n!"),
            text.replace("=", ""),
            text.substring(0, text.length() / 2),
            text + text,
            " ".repeat(1 << 16) + text
        }) {
            if (!bad.equals(text)) {
                assertThatExceptionOfType(RecordException.class)
                        .isThrownBy(() -> NodeCard.fromText(bad))
                        .extracting(RecordException::kind)
                        .isEqualTo(Kind.FORMAT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "-a", "a\n", "a\u0000b", "naïve", "a/b", "\u202Eevil", "<b>"})
    void refusesNamesThatMislead(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeCard.builder(key.nodeIdAsFirstKey(), name, Tier.NEXUS, new byte[32]));
    }

    @Test
    void nameHasALimit() throws Exception {
        NodeCard longest = NodeCard.builder(key.nodeIdAsFirstKey(), "a".repeat(63), Tier.NEXUS, new byte[32])
                .kemPublicKey(new byte[1216])
                .blsKey(new byte[48], new byte[96])
                .sign(key);
        assertThat(longest.encode()).hasSize(NodeCard.BYTES_MAX);
        assertThat(NodeCard.decode(longest.encode())).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeCard.builder(key.nodeIdAsFirstKey(), "a".repeat(64), Tier.NEXUS, new byte[32]));
    }

    @Test
    void givesNoArrayOfItsOwnAway() {
        NodeCard card = Fixtures.fullCard(key);
        byte[] before = card.encode();
        card.encode()[0] = 0;
        card.ed25519()[0] ^= 1;
        card.hardwareFingerprint()[0] ^= 1;
        card.kemPublicKey().orElseThrow()[0] ^= 1;
        assertThat(card.encode()).isEqualTo(before);
        assertThat(card.ed25519()).isEqualTo(key.publicKey());
    }

    private static void assertKind(Kind kind, byte[] record) {
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> NodeCard.decode(record))
                .extracting(RecordException::kind)
                .isEqualTo(kind);
    }
}
