package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Hkdf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** HTP 3.1 and 3.3 done a second time with the JDK's ciphers, and compared with what the module makes. */
class SessionPacketFormatTest {
    private static final byte[] ROOT = Sim.filled(32, 9);

    private static byte[] expand(String label, int length) {
        return Hkdf.expand(ROOT, label.getBytes(StandardCharsets.US_ASCII), length);
    }

    private static byte[] unmask(byte[] datagram, byte[] hp) throws Exception {
        int counter =
                ByteBuffer.wrap(datagram, 32, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Cipher chacha = Cipher.getInstance("ChaCha20");
        chacha.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(hp, "ChaCha20"),
                new ChaCha20ParameterSpec(Arrays.copyOfRange(datagram, 36, 48), counter));
        byte[] mask = chacha.doFinal(new byte[28]);
        byte[] clear = datagram.clone();
        for (int i = 0; i < 12; i++) {
            clear[i] ^= mask[i];
            clear[20 + i] ^= mask[12 + i];
        }
        for (int i = 0; i < 4; i++) {
            clear[96 + i] ^= mask[24 + i];
        }
        return clear;
    }

    @Test
    void packetReadsWithTheJdkAlone() throws Exception {
        PacketSealer sealer = new TestPackets(ROOT, Direction.VALIDATOR_TO_EDGE, AeadProviders.best()).sealer();
        byte[] body = "frames".getBytes(StandardCharsets.US_ASCII);
        TestPackets.seal(sealer, PacketType.ACK, 0, 0, body);
        byte[] datagram = TestPackets.seal(sealer, PacketType.DATA, 0x01020304L, 1, body);
        assertThat(datagram).hasSize(122);
        byte[] clear = unmask(datagram, expand("HTP2 v2e hp", 32));
        assertThat(HexFormat.of().formatHex(clear, 0, 12)).isEqualTo("0002" + "0010" + "00000001" + "01020304");
        byte[] tokenInfo = Bytes.concat("HTP2 token".getBytes(StandardCharsets.US_ASCII), new byte[4]);
        assertThat(Arrays.copyOfRange(clear, 12, 20)).isEqualTo(Hkdf.expand(expand("HTP2 v2e tok", 32), tokenInfo, 8));
        assertThat(HexFormat.of().formatHex(clear, 20, 32)).isEqualTo("0000000000000001" + "00000001");
        assertThat(Bytes.i32(clear, 96)).isEqualTo(22);

        byte[] nonce = expand("HTP2 v2e iv", 12);
        nonce[11] ^= 1;
        Cipher aead = Cipher.getInstance("ChaCha20-Poly1305");
        aead.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(expand("HTP2 v2e key", 32), "ChaCha20"),
                new IvParameterSpec(nonce));
        aead.updateAAD(clear, 0, 32);
        aead.updateAAD(clear, 96, 4);
        aead.update(clear, 32, 64);
        byte[] plain = aead.doFinal(clear, 100, 22);
        assertThat(plain).isEqualTo(Bytes.concat(new byte[64], body));
    }

    @Test
    void rootIsTheSeedsFormulaAndMore() {
        byte[] th3 = Sim.filled(32, 1);
        byte[] secret = Sim.filled(32, 2);
        byte[] fingerprint = Sim.filled(64, 3);
        byte[] sharedS = Sim.filled(32, 4);
        byte[] sharedE = Sim.filled(32, 5);
        byte[] wSecret = Sim.filled(32, 6);
        byte[] k = Hashes.sha256(Bytes.concat(secret, fingerprint));
        assertThat(KeySchedule.root(th3, secret, fingerprint, sharedS, sharedE, wSecret))
                .isEqualTo(Hashes.hmac(th3, Bytes.concat(k, sharedS, sharedE, wSecret)))
                .isNotEqualTo(KeySchedule.root(th3, secret, fingerprint, sharedS, sharedE, new byte[32]));
        assertThat(KeySchedule.acceptKey(th3, sharedS, sharedE))
                .isEqualTo(Hkdf.expand(
                        Hashes.hmac(th3, Bytes.concat(sharedS, sharedE)),
                        "HTP2 accept".getBytes(StandardCharsets.US_ASCII),
                        32));
        assertThat(KeySchedule.rejectKey(th3, sharedS))
                .isEqualTo(
                        Hkdf.expand(Hashes.hmac(th3, sharedS), "HTP2 reject".getBytes(StandardCharsets.US_ASCII), 32));
    }
}
