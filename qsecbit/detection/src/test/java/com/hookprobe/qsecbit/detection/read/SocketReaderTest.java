package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.detection.eve.EveParser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketReaderTest {
    private Path dir;
    private Path socket;
    private final List<Long> seen = new ArrayList<>();

    @BeforeEach
    void make() throws IOException {
        // A socket's path must be short, which those of the test runner are not.
        dir = Files.createTempDirectory("sr");
        socket = dir.resolve("s");
    }

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(socket);
        Files.delete(dir);
    }

    @Test
    void sensorsConnectAndWrite() throws IOException {
        try (SocketReader reader = SocketReader.listen(socket, () -> new EveParser("s"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            assertThat(poll(reader)).isZero();
            try (SocketChannel first = connect();
                    SocketChannel second = connect()) {
                write(first, line(1) + line(2).substring(0, 30));
                write(second, line(3) + "garbage\n");
                poll(reader);
                assertThat(seen).containsExactlyInAnyOrder(1L, 3L);
                write(first, line(2).substring(30));
                poll(reader);
                assertThat(seen).containsExactlyInAnyOrder(1L, 2L, 3L);
                write(first, line(4).substring(0, 30));
            }
            poll(reader);
            // What a connection has not ended is no record.
            assertThat(seen).hasSize(3);
            assertThat(reader.counters()).isEqualTo(new ReadCounters(3, 2, 0, 2, 0));
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void connectionsAreBounded() throws IOException {
        List<SocketChannel> sensors = new ArrayList<>();
        try (SocketReader reader = SocketReader.listen(socket, () -> new EveParser("s"))) {
            for (int i = 1; i <= SocketReader.CONNECTIONS_MAX + 1; i++) {
                SocketChannel sensor = connect();
                sensors.add(sensor);
                write(sensor, line(i));
            }
            poll(reader);
            assertThat(seen).hasSize(SocketReader.CONNECTIONS_MAX);
            sensors.get(0).close();
            poll(reader);
            poll(reader);
            assertThat(seen).hasSize(SocketReader.CONNECTIONS_MAX + 1);
        } finally {
            for (SocketChannel sensor : sensors) {
                sensor.close();
            }
        }
    }

    @Test
    void aSocketThatIsLeftOverIsReplacedAndOneInUseIsNot() throws IOException {
        ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        left.bind(UnixDomainSocketAddress.of(socket));
        assertThatThrownBy(() -> SocketReader.listen(socket, () -> new EveParser("s")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process listens");
        left.close();
        assertThat(socket).exists();
        SocketReader.listen(socket, () -> new EveParser("s")).close();
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> SocketReader.listen(socket, () -> new EveParser("s")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found a file");
        assertThat(socket).hasContent("precious");
    }

    private int poll(SocketReader reader) throws IOException {
        return reader.poll(event -> seen.add(event.flowId()), Integer.MAX_VALUE);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static void write(SocketChannel to, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private static String line(long id) {
        return "{\"timestamp\":\"2024-03-01T10:00:00.000000+0000\",\"flow_id\":" + id + ",\"event_type\":\"alert\"}\n";
    }
}
