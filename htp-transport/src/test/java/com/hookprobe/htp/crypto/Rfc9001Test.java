package com.hookprobe.htp.crypto;

import static com.hookprobe.htp.crypto.Vectors.ascii;
import static com.hookprobe.htp.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 9001 A.5, the ChaCha20-Poly1305 short header packet: HTP 3.1.3 takes its header protection from there. */
class Rfc9001Test {
    private static final byte[] SECRET = hex("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b");

    /** HKDF-Expand-Label of TLS 1.3 (RFC 8446 7.1) with an empty context. */
    private static byte[] expandLabel(String label, int length) {
        byte[] name = ascii("tls13 " + label);
        byte[] info = new byte[4 + name.length];
        info[1] = (byte) length;
        info[2] = (byte) name.length;
        System.arraycopy(name, 0, info, 3, name.length);
        return Hkdf.expand(SECRET, info, length);
    }

    @Test
    void appendixA5Keys() {
        assertThat(expandLabel("quic key", 32))
                .isEqualTo(hex("c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8"));
        assertThat(expandLabel("quic iv", 12)).isEqualTo(hex("e0459b3474bdd0e44a41c144"));
        assertThat(expandLabel("quic hp", 32))
                .isEqualTo(hex("25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4"));
        assertThat(expandLabel("quic ku", 32))
                .isEqualTo(hex("1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9"));
    }

    @Test
    void appendixA5Packet() {
        byte[] header = hex("4200bff4");
        byte[] nonce = hex("e0459b3474bdd0e46d417eb0");
        Vectors.aeads().forEach((name, factory) -> {
            byte[] sealed = new byte[17];
            try (Aead aead = factory.create(expandLabel("quic key", 32))) {
                aead.seal(nonce, header, new byte[] {1}, 0, 1, sealed, 0);
            }
            assertThat(sealed).as(name).isEqualTo(hex("655e5cd55c41f69080575d7999c25a5bfb"));
        });
    }

    @Test
    void appendixA5HeaderProtection() {
        byte[] packet = hex("4200bff4 655e5cd55c41f69080575d7999c25a5bfb");
        int[] words = new int[ChaChaMask.MASK_WORDS];
        try (ChaChaMask hp = new ChaChaMask(expandLabel("quic hp", 32))) {
            // The sample begins 4 bytes after where the packet number does.
            hp.mask(packet, 5, words);
        }
        byte[] mask = {
            (byte) words[0], (byte) (words[0] >> 8), (byte) (words[0] >> 16), (byte) (words[0] >> 24), (byte) words[1]
        };
        assertThat(Arrays.copyOfRange(packet, 5, 21)).isEqualTo(hex("5e5cd55c41f69080575d7999c25a5bfb"));
        assertThat(mask).isEqualTo(hex("aefefe7d03"));
        packet[0] ^= (byte) (mask[0] & 0x1f);
        for (int i = 0; i < 3; i++) {
            packet[1 + i] ^= mask[1 + i];
        }
        assertThat(packet).isEqualTo(hex("4cfe4189655e5cd55c41f69080575d7999c25a5bfb"));
    }
}
