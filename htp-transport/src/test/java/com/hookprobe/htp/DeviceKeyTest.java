package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.crypto.Ed25519;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeviceKeyTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void rfc8032Test1() {
        DeviceKey key =
                DeviceKey.fromSeed(HEX.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        assertThat(HEX.formatHex(key.publicKey()))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HEX.formatHex(key.sign(new byte[0])))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                + "d25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void theNodeIdIsTheLabelledHashOfThePublicKey() throws Exception {
        DeviceKey key = DeviceKey.generate(new SplittableRandom(1));
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update("HTP2 node".getBytes(StandardCharsets.US_ASCII));
        assertThat(key.nodeId()).isEqualTo(sha.digest(key.publicKey())).isEqualTo(DeviceKey.nodeIdOf(key.publicKey()));
    }

    @Test
    void theSeedGivesTheSameKeyAgain() {
        DeviceKey key = DeviceKey.generate(new SplittableRandom(2));
        DeviceKey again = DeviceKey.fromSeed(key.seed());
        assertThat(again.nodeId()).isEqualTo(key.nodeId());
        byte[] message = {1, 2, 3};
        assertThat(Ed25519.verify(key.publicKey(), message, again.sign(message)))
                .isTrue();
        assertThat(DeviceKey.generate(new SplittableRandom(3)).nodeId()).isNotEqualTo(key.nodeId());
    }

    @Test
    void closedItHoldsNoSeedAndSignsNothing() throws Exception {
        DeviceKey key = DeviceKey.generate(new SplittableRandom(4));
        var field = DeviceKey.class.getDeclaredField("seed");
        field.setAccessible(true);
        byte[] held = (byte[]) field.get(key);
        assertThat(held).isEqualTo(key.seed());
        key.close();
        assertThat(held).isEqualTo(new byte[32]);
        assertThatThrownBy(() -> key.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::seed).isInstanceOf(IllegalStateException.class);
        key.close();
    }

    @Test
    void nothingThatIsGivenOutCanChangeIt() {
        DeviceKey key = DeviceKey.generate(new SplittableRandom(5));
        byte[] seed = key.seed();
        byte[] id = key.nodeId();
        Arrays.fill(key.seed(), (byte) 9);
        Arrays.fill(key.publicKey(), (byte) 9);
        Arrays.fill(key.nodeId(), (byte) 9);
        assertThat(key.seed()).isEqualTo(seed);
        assertThat(DeviceKey.nodeIdOf(key.publicKey())).isEqualTo(id).isEqualTo(key.nodeId());
        assertThat(key.toString()).contains("hidden").doesNotContain(HEX.formatHex(seed));
        assertThatThrownBy(() -> DeviceKey.fromSeed(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seed must be 32 bytes, is 31");
    }
}
