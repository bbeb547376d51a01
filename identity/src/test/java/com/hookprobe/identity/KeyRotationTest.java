package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.RecordException.Kind;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
    private final DeviceKey oldKey = Fixtures.key(30);
    private final DeviceKey newKey = Fixtures.key(31);
    private final KeyRotation rotation = KeyRotation.create(oldKey.nodeIdAsFirstKey(), 1, oldKey, newKey);

    @Test
    void comesBack() throws Exception {
        assertThat(rotation.encode()).hasSize(KeyRotation.BYTES);
        KeyRotation read = KeyRotation.fromText(rotation.toText());
        assertThat(read).isEqualTo(rotation).hasSameHashCodeAs(rotation);
        assertThat(read.nodeId()).isEqualTo(oldKey.nodeIdAsFirstKey());
        assertThat(read.index()).isEqualTo(1);
        assertThat(read.oldKey()).isEqualTo(oldKey.publicKey());
        assertThat(read.newKey()).isEqualTo(newKey.publicKey());
    }

    @Test
    void everyChangedByteAndEveryCutIsRefused() {
        byte[] record = rotation.encode();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = Fixtures.flipped(record, at, 1 << (at % 8));
            byte[] cut = Fixtures.cut(record, at);
            assertThatExceptionOfType(RecordException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> KeyRotation.decode(changed));
            assertThatExceptionOfType(RecordException.class).isThrownBy(() -> KeyRotation.decode(cut));
        }
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> KeyRotation.decode(Fixtures.cut(record, KeyRotation.BYTES + 1)));
    }

    @Test
    void theOldKeyAloneOrTheNewKeyAloneDoesNotDo() {
        byte[] body = Arrays.copyOf(rotation.encode(), 105);
        byte[] byOld = oldKey.sign(Bytes.labelled(IdentityLabels.KEY_ROTATION_OLD, body));
        byte[] allowed = Bytes.concat(body, byOld);
        assertSignatureRefused(
                Bytes.concat(allowed, oldKey.sign(Bytes.labelled(IdentityLabels.KEY_ROTATION_NEW, allowed))));
        byte[] byNew = newKey.sign(Bytes.labelled(IdentityLabels.KEY_ROTATION_OLD, body));
        byte[] claimed = Bytes.concat(body, byNew);
        assertSignatureRefused(
                Bytes.concat(claimed, newKey.sign(Bytes.labelled(IdentityLabels.KEY_ROTATION_NEW, claimed))));
    }

    @Test
    void toTheSameKeyOrToIndexNoughtIsNoRotation() {
        KeyRotation same = KeyRotation.create(oldKey.nodeIdAsFirstKey(), 1, oldKey, oldKey);
        KeyRotation nought = KeyRotation.create(oldKey.nodeIdAsFirstKey(), 0, oldKey, newKey);
        for (KeyRotation bad : new KeyRotation[] {same, nought}) {
            assertThatExceptionOfType(RecordException.class)
                    .isThrownBy(() -> KeyRotation.decode(bad.encode()))
                    .extracting(RecordException::kind)
                    .isEqualTo(Kind.FORMAT);
        }
    }

    @Property(tries = 300)
    void anyBytesAreRefusedAsDeclared(@ForAll @Size(max = 240) byte[] noise, @ForAll boolean withHeader) {
        byte[] record = withHeader ? Bytes.concat(new byte[] {'H', 'P', 'K', 'R', 1}, noise) : noise;
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> KeyRotation.decode(record));
    }

    private static void assertSignatureRefused(byte[] record) {
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> KeyRotation.decode(record))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SIGNATURE);
    }
}
