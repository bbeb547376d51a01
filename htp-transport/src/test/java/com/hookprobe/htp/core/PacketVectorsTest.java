package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.crypto.AeadProviders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Session packets with their root, for whoever reads docs/spec/htp.md 3.1 to write a parser, and what must be refused; {@code
 * -Dtest.jvm.args=-Dvectors.write=true} writes the file anew.
 */
class PacketVectorsTest {
    private static final Path FILE = Path.of("src/test/resources/vectors/packets.txt");
    private static final byte[] ROOT = Sim.filled(32, 9);

    private final TestPackets packets = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, AeadProviders.best());
    private final StringBuilder out = new StringBuilder("""
            # Session packets of direction e2v, docs/spec/htp.md 3.1 and 3.3. Made by PacketVectorsTest.
            # good: type, packet number, timestamp, flags as numbers, then body and datagram in hex, a dash being no byte.
            # refused: what is wrong, then the datagram.
            """);

    private void good(PacketType type, long number, long timestamp, int flags, byte[] body, byte[] datagram) {
        assertThat(TestPackets.open(packets.opener(), datagram.clone()))
                .as("%s", type)
                .isTrue();
        out.append("good %s %d %d %d %s %s%n"
                .formatted(
                        type,
                        number,
                        timestamp,
                        flags,
                        body.length == 0 ? "-" : HexFormat.of().formatHex(body),
                        HexFormat.of().formatHex(datagram))
                .replace("\r\n", "\n"));
    }

    private void refused(String what, byte[] datagram) {
        assertThat(TestPackets.open(packets.opener(), datagram.clone()))
                .as(what)
                .isFalse();
        out.append("refused ")
                .append(what)
                .append(' ')
                .append(HexFormat.of().formatHex(datagram))
                .append('\n');
    }

    @Test
    void theFileIsWhatThisCodeMakes() throws Exception {
        out.append("root ").append(HexFormat.of().formatHex(ROOT)).append('\n');
        PacketSealer sealer = packets.sealer();
        byte[] frames = "frames".getBytes(StandardCharsets.US_ASCII);
        byte[] large = Sim.filled(1_084, 7);
        byte[] path = Bytes.concat(Sim.filled(8, 5), new byte[24]);
        byte[] first = TestPackets.seal(sealer, PacketType.HEARTBEAT, 0, 1, new byte[0]);
        good(PacketType.HEARTBEAT, 0, 0, 1, new byte[0], first);
        byte[] second = TestPackets.seal(sealer, PacketType.DATA, 0x01020304L, 1, frames);
        good(PacketType.DATA, 1, 0x01020304L, 1, frames, second);
        good(PacketType.ACK, 2, 77, 0, frames, TestPackets.seal(sealer, PacketType.ACK, 77, 0, frames));
        good(PacketType.DATA, 3, 78, 1, large, TestPackets.seal(sealer, PacketType.DATA, 78, 1, large));
        good(PacketType.HEARTBEAT, 4, 79, 9, path, TestPackets.seal(sealer, PacketType.HEARTBEAT, 79, 9, path));
        byte[] close = Bytes.concat(new byte[2], "bye".getBytes(StandardCharsets.US_ASCII));
        good(PacketType.CLOSE, 5, 80, 0, close, TestPackets.seal(sealer, PacketType.CLOSE, 80, 0, close));

        for (int at : new int[] {0, 2, 4, 8, 12, 20, 28, 32, 95, 96, 100, 121}) {
            byte[] changed = second.clone();
            changed[at] ^= 0x40;
            refused("a-bit-at-" + at, changed);
        }
        refused("one-byte-less", java.util.Arrays.copyOf(second, second.length - 1));
        refused("one-byte-more", java.util.Arrays.copyOf(second, second.length + 1));
        refused("short", java.util.Arrays.copyOf(second, 99));
        // Sealed as they are, so that only the field itself is wrong.
        refused("type-of-the-handshake", packets.raw(ROOT, 0x03, 9, 1, frames));
        refused("unknown-type", packets.raw(ROOT, 0x11, 9, 1, frames));
        refused("reserved-flag", packets.raw(ROOT, 0x10, 9, 0x81, frames));
        refused("fragment-field", packets.raw(ROOT, 0x10, 9, 0x0101, frames));
        refused("number-2-62", packets.raw(ROOT, 0x10, 1L << 62, 1, frames));

        if (Boolean.getBoolean("vectors.write")) {
            Files.writeString(FILE, out);
        }
        assertThat(out.toString()).isEqualTo(Files.readString(FILE, StandardCharsets.US_ASCII));
    }
}
