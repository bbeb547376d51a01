package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TlsDialogueTest {
    private final Lab lab = new Lab();
    private int up = 1001;
    private int down = 5001;

    private static byte[] shorts(int... values) {
        ByteBuffer out = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            out.putShort((short) value);
        }
        return out.array();
    }

    private static byte[] extension(int type, byte[] body) {
        return Frames.join(shorts(type, body.length), body);
    }

    private static byte[] message(int type, byte[] body) {
        return Frames.join(
                ByteBuffer.allocate(4).putInt(type << 24 | body.length).array(), body);
    }

    private static byte[] record(byte[]... messages) {
        byte[] all = Frames.join(messages);
        return Frames.join(new byte[] {22, 3, 1}, shorts(all.length), all);
    }

    private static byte[] clientHello(String name, int[] ciphers, byte[] more) {
        byte[] host = Frames.bytes(name);
        byte[] sni = extension(0, Frames.join(shorts(host.length + 3), new byte[1], shorts(host.length), host));
        byte[] extensions = Frames.join(extension(0x0a0a, new byte[0]), sni, more);
        return message(
                1,
                Frames.join(
                        shorts(0x0303),
                        new byte[32],
                        new byte[1],
                        shorts(2 * ciphers.length),
                        shorts(ciphers),
                        new byte[] {1, 0},
                        shorts(extensions.length),
                        extensions));
    }

    private static byte[] serverHello(int version, int cipher) {
        return message(
                2, Frames.join(shorts(version), new byte[32], new byte[1], shorts(cipher), new byte[1], shorts(0)));
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] body = Frames.join(parts);
        byte[] head = body.length < 128
                ? new byte[] {(byte) tag, (byte) body.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (body.length >> 8), (byte) body.length};
        return Frames.join(head, body);
    }

    private static byte[] name(String common) {
        byte[] id = der(6, new byte[] {0x55, 4, 3});
        return der(0x30, der(0x31, der(0x30, id, der(12, Frames.bytes(common)))));
    }

    private static byte[] certificate(String subject, String issuer) {
        byte[] algorithm = der(0x30, der(6, new byte[] {0x2a, 3}));
        byte[] validity =
                der(0x30, der(0x17, Frames.bytes("200102030405Z")), der(0x18, Frames.bytes("20520102030405Z")));
        byte[] tbs = der(
                0x30,
                der(0xa0, der(2, new byte[] {2})),
                der(2, new byte[] {9}),
                algorithm,
                name(issuer),
                validity,
                name(subject),
                der(0x30, new byte[200]));
        byte[] whole = der(0x30, tbs, algorithm, der(3, new byte[100]));
        byte[] length = {0, (byte) (whole.length >> 8), (byte) whole.length};
        byte[] chain = {0, (byte) (whole.length + 3 >> 8), (byte) (whole.length + 3)};
        return message(11, Frames.join(chain, length, whole));
    }

    private void client(byte[] bytes) {
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 443, up, down, 0x18, bytes));
        up += bytes.length;
    }

    private void server(byte[] bytes) {
        lab.send(Frames.tcp(Lab.SERVER, 443, Lab.CLIENT, 40_000, down, up, 0x18, bytes));
        down += bytes.length;
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void bothHellosAndTheCertificate() throws Exception {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 443);
        byte[] more = Frames.join(extension(10, shorts(6, 0x2a2a, 29, 23)), extension(11, new byte[] {1, 0}));
        byte[] hello = record(clientHello("WWW.Example.net", new int[] {0x1a1a, 0xc02f, 0x009c}, more));
        client(java.util.Arrays.copyOf(hello, 40));
        client(java.util.Arrays.copyOfRange(hello, 40, hello.length));
        byte[] flight = record(serverHello(0x0303, 0xc02f), certificate("www.example.net", "An Authority"));
        server(java.util.Arrays.copyOf(flight, 150));
        assertThat(lab.events(EventType.TLS)).isEmpty();
        server(java.util.Arrays.copyOfRange(flight, 150, flight.length));
        NetworkEvent.Tls tls = lab.events(EventType.TLS).get(0).tls();
        assertThat(tls)
                .isEqualTo(new NetworkEvent.Tls(
                        "www.example.net",
                        "TLS 1.2",
                        "CN=www.example.net",
                        "CN=An Authority",
                        1_577_934_245_000_000L,
                        2_587_777_445_000_000L,
                        "",
                        md5("771,49199-156,0-10-11,29-23,0")));
    }

    @Test
    void selfSignedOldAndWeak() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 443);
        client(record(clientHello("a", new int[] {0x0004, 0x5600}, new byte[0])));
        server(record(serverHello(0x0301, 0x0004), certificate("me", "me")));
        NetworkEvent.Tls tls = lab.events(EventType.TLS).get(0).tls();
        assertThat(tls.version()).isEqualTo("TLSv1");
        assertThat(tls.validation()).isEqualTo("self signed certificate");
        assertThat(lab.events(EventType.ANOMALY))
                .extracting(e -> e.anomaly().name())
                .containsExactly("tls.weak_cipher");
    }

    @Test
    void aHelloWithoutAnswerIsToldAtTheEndWithWhatWasOffered() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 443);
        client(record(clientHello("a.example", new int[] {0x1301}, extension(43, new byte[] {4, 3, 4, 3, 3}))));
        assertThat(lab.events(EventType.TLS)).isEmpty();
        lab.pipeline.flush();
        assertThat(lab.events(EventType.TLS).get(0).tls().version()).isEqualTo("TLS 1.3");
        assertThat(lab.events(EventType.FLOW).get(0).appProto()).isEqualTo("tls");
    }
}
