package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {
    @Test
    void isTheHashThatTheDesignNames() throws Exception {
        byte[] key = Fixtures.key(1).publicKey();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("HOOKPROBE NODE V1".getBytes(StandardCharsets.US_ASCII));
        assertThat(NodeId.derive(key).bytes()).isEqualTo(sha256.digest(key));
    }

    @Test
    void goldenVector() {
        // printf 'HOOKPROBE NODE V1' and 32 zero bytes through sha256sum
        assertThat(NodeId.derive(new byte[32]).hex())
                .isEqualTo("35a631fe678d31d5a4ff2c02f948b9c04d4f0ea59e46d85cd411c3331c9f3cef");
    }

    @Property(tries = 200)
    void textAndBytesComeBack(@ForAll @Size(32) byte[] value) {
        NodeId id = NodeId.of(value);
        assertThat(NodeId.parse(id.hex())).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(id.bytes()).isEqualTo(value);
        assertThat(id.hex()).isEqualTo(HexFormat.of().formatHex(value)).startsWith(id.shortHex());
        assertThat(id.shortHex()).hasSize(8);
    }

    @Property(tries = 200)
    void orderIsUnsigned(@ForAll @Size(32) byte[] a, @ForAll @Size(32) byte[] b) {
        assertThat(Integer.signum(NodeId.of(a).compareTo(NodeId.of(b))))
                .isEqualTo(
                        Integer.signum(NodeId.of(a).hex().compareTo(NodeId.of(b).hex())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 64})
    void refusesOtherLengths(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeId.of(new byte[length]))
                .withMessageContaining("expected 32 bytes, found " + length);
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.derive(new byte[length]));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse("a".repeat(2 * length)));
    }

    @Test
    void refusesASecondSpelling() {
        String hex = NodeId.of(Fixtures.bytes(3, 32)).hex();
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse(hex.toUpperCase(Locale.ROOT)));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse(" " + hex.substring(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse("g" + hex.substring(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeId.parse("٠" + hex.substring(1)));
    }

    @Test
    void keepsItsOwnCopy() {
        byte[] value = new byte[32];
        NodeId id = NodeId.of(value);
        value[0] = 1;
        id.bytes()[1] = 1;
        assertThat(id).isEqualTo(NodeId.of(new byte[32]));
    }
}
