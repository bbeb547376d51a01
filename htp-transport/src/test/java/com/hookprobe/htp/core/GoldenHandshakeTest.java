package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Hkdf;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One handshake and one message with seeded randomness, byte for byte as committed in
 * {@code vectors/handshake-1.txt}, and read here field by field with nothing but offsets and primitives.
 * {@code -Dhtp.vectors.write=FILE} writes the file anew after a deliberate change of the format.
 */
class GoldenHandshakeTest {
    private static final String RESOURCE = "/vectors/handshake-1.txt";

    private Sim sim;
    private Sim.Pair pair;
    private List<byte[]> datagrams;

    @BeforeEach
    void handshake() {
        sim = Sim.quiet(424242);
        // Without probes for larger datagrams.
        sim.limits =
                com.hookprobe.htp.HtpLimits.builder().datagramBytesMax(1200).build();
        pair = sim.connected();
        pair.edge().send(pair.edgeSession(), Channels.ALERTS, "golden".getBytes(StandardCharsets.US_ASCII));
        sim.run(Sim.SECOND);
        datagrams = sim.captured.stream().map(Sim.Captured::bytes).toList();
    }

    @Test
    void bytesAreAsCommitted() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Sim.Captured each : sim.captured) {
            boolean up = each.from().equals(pair.edge().address);
            text.append(up ? "e2v " : "v2e ")
                    .append(HexFormat.of().formatHex(each.bytes()))
                    .append('\n');
        }
        String target = System.getProperty("htp.vectors.write");
        if (target != null) {
            Files.writeString(Path.of(target), text.toString());
        }
        try (InputStream in = GoldenHandshakeTest.class.getResourceAsStream(RESOURCE)) {
            assertThat(in).as("resource %s", RESOURCE).isNotNull();
            String committed = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            List<String> wanted =
                    committed.lines().filter(l -> !l.startsWith("#")).toList();
            List<String> made = text.toString().lines().toList();
            assertThat(made.size()).isEqualTo(wanted.size());
            for (int i = 0; i < made.size(); i++) {
                assertThat(made.get(i).equals(wanted.get(i)))
                        .as("datagram %d", i)
                        .isTrue();
            }
        }
    }

    @Test
    void sizesAreThoseOfTheSpecification() {
        assertThat(datagrams.stream().limit(7).map(d -> d.length))
                .containsExactly(132, 132, 1200, 1200, 516, 1200, 200);
        assertThat(datagrams.stream().skip(7).map(d -> d.length))
                .allMatch(length -> length >= Wire.SESSION_OVERHEAD_BYTES);
    }

    @Test
    void handshakeReadsFieldByField() {
        byte[] hello = datagrams.get(0);
        byte[] challenge = datagrams.get(1);
        byte[] pkV = sim.kem.publicKey();
        TestNode edge = new TestNode(2);
        byte[] fingerprint = Sim.filled(64, 2);

        // HELLO: version 2, type 1, zero timestamp and flags; kem_key_id at 108, zeros from 116.
        assertThat(hex(hello, 0, 12)).isEqualTo("0002" + "0001" + "00000000" + "00000000");
        assertThat(hex(hello, 20, 12)).isEqualTo("00".repeat(12));
        assertThat(hex(hello, 96, 12)).isEqualTo("00000020" + "04b0" + "001e" + "00000000");
        assertThat(part(hello, 108, 8)).isEqualTo(Arrays.copyOf(sha("HTP2 kem key id", pkV), 8));
        assertThat(hex(hello, 116, 16)).isEqualTo("00".repeat(16));
        byte[] mac1 = sha("HTP2 mac1", pkV);
        assertMac(mac1, hello);

        // CHALLENGE: the same token, the HELLO's hash, cookie at 100.
        assertThat(hex(challenge, 0, 4)).isEqualTo("00020002");
        assertThat(part(challenge, 12, 8)).isEqualTo(part(hello, 12, 8));
        byte[] helloHash = sha("HTP2 h0", hello);
        assertThat(part(challenge, 32, 32)).isEqualTo(helloHash);
        byte[] cookie = part(challenge, 100, 16);
        assertThat(part(challenge, 116, 8)).isEqualTo(part(hello, 108, 8));
        assertThat(hex(challenge, 124, 8)).isEqualTo("00".repeat(8));
        assertMac(mac1, challenge);

        // ATTEST: three fragments under one digest id.
        byte[] body = new byte[0];
        for (int i = 0; i < 3; i++) {
            byte[] d = datagrams.get(2 + i);
            assertThat(hex(d, 0, 4)).isEqualTo("00020003");
            assertThat(hex(d, 28, 4)).isEqualTo("000" + i + "0300");
            assertThat(part(d, 32, 32)).isEqualTo(helloHash);
            assertThat(part(d, 100, 16)).isEqualTo(cookie);
            assertMac(mac1, d);
            body = Bytes.concat(body, part(d, 116, d.length - 116));
        }
        assertThat(body).hasSize(2568);
        assertThat(part(datagrams.get(2), 20, 8)).isEqualTo(Arrays.copyOf(Hashes.sha256(body), 8));
        assertThat(part(datagrams.get(2), 4, 4)).isEqualTo(part(datagrams.get(2), 24, 4));

        // The box, opened with the validator's key.
        byte[] ctS = part(body, 0, 1120);
        byte[] ssS = sim.kem.decapsulate(ctS).orElseThrow();
        byte[] th1 = sha("HTP2 th1", helloHash, cookie, Hashes.sha256(pkV), ctS);
        byte[] p1 = Hkdf.extract(th1, ssS);
        byte[] plain = open(expand(p1, "HTP2 attest", 32), th1, part(body, 1120, 1448));
        assertThat(plain).hasSize(1432);
        byte[] opening = part(plain, 1216, 32);
        assertThat(part(plain, 1248, 32)).isEqualTo(edge.nodeId());
        assertThat(part(plain, 1280, 64)).isEqualTo(fingerprint);
        assertThat(hex(plain, 1344, 8)).isEqualTo("00".repeat(8));
        assertThat(hex(plain, 1352, 16)).isEqualTo("04b0001e00000000" + "0078" + "0000" + "1000" + "0840");
        byte[] commitment =
                Hashes.hmac(opening, "HTP2 hello".getBytes(StandardCharsets.US_ASCII), edge.nodeId(), fingerprint);
        assertThat(part(hello, 32, 32)).isEqualTo(commitment);
        byte[] th2 = sha("HTP2 th2", th1, part(plain, 0, 1368));
        byte[] signed = Bytes.concat("HTP2 ATTEST\0".getBytes(StandardCharsets.US_ASCII), cookie, fingerprint, th2);
        assertThat(com.hookprobe.htp.crypto.Ed25519.verify(edge.publicKey(), signed, part(plain, 1368, 64)))
                .isTrue();

        // ACCEPT: two fragments, bound to th2 under K_frag.
        byte[] accept = new byte[0];
        for (int i = 0; i < 2; i++) {
            byte[] d = datagrams.get(5 + i);
            assertThat(hex(d, 0, 4)).isEqualTo("00020004");
            assertThat(hex(d, 28, 4)).isEqualTo("000" + i + "0200");
            assertThat(part(d, 32, 32)).isEqualTo(th2);
            assertMac(expand(p1, "HTP2 frag", 32), d);
            accept = Bytes.concat(accept, part(d, 100, d.length - 100));
        }
        assertThat(accept).hasSize(1200);
        assertThat(part(datagrams.get(5), 20, 8)).isEqualTo(Arrays.copyOf(Hashes.sha256(accept), 8));
    }

    private static byte[] part(byte[] b, int at, int length) {
        return Arrays.copyOfRange(b, at, at + length);
    }

    private static String hex(byte[] b, int at, int length) {
        return HexFormat.of().formatHex(b, at, at + length);
    }

    private static byte[] sha(String label, byte[]... parts) {
        return Hashes.sha256(Bytes.concat(label.getBytes(StandardCharsets.US_ASCII), Bytes.concat(parts)));
    }

    private static byte[] expand(byte[] secret, String label, int length) {
        return Hkdf.expand(secret, label.getBytes(StandardCharsets.US_ASCII), length);
    }

    private static void assertMac(byte[] key, byte[] d) {
        assertThat(part(d, 64, 32)).isEqualTo(Hashes.hmac(key, part(d, 0, 64), part(d, 96, d.length - 96)));
    }

    private byte[] open(byte[] key, byte[] aad, byte[] box) {
        byte[] plain = new byte[box.length - 16];
        try (var aead = sim.watch.create(key)) {
            assertThat(aead.open(new byte[12], aad, box, 0, box.length, plain, 0))
                    .isEqualTo(plain.length);
        }
        return plain;
    }
}
