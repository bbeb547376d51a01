package com.hookprobe.qsecbit.detection.read;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Listens at a Unix stream socket to which sensors connect and write their records, as Suricata does with
 * {@code filetype: unix_stream}.
 *
 * <p>Whoever may open the socket's file may tell us anything; so it is readable and writable for its owner and group
 * only, and belongs into a folder that others cannot write to. What a sensor writes while nobody listens is lost to us:
 * there is no checkpoint. A record that its connection has not ended is dropped and counted as broken.
 *
 * <p>An edge: it reads sockets. It never blocks or sleeps; the caller polls. Not thread-safe.
 */
public final class SocketReader implements Closeable {
    /** Connections at one time; further ones wait until one has ended. */
    public static final int CONNECTIONS_MAX = 16;

    private static final int READ_BYTES = 1 << 16;

    private final Path path;
    private final ServerSocketChannel server;
    private final Object fileKey;
    private final Supplier<RecordParser> parsers;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final List<Connection> connections = new ArrayList<>();
    private long events;
    private long broken;
    private long overlong;
    private long ended;

    private SocketReader(Path path, ServerSocketChannel server, Supplier<RecordParser> parsers) throws IOException {
        this.path = path;
        this.server = server;
        this.parsers = parsers;
        this.fileKey = TailedFile.keyOf(path);
    }

    /**
     * Begins to listen. The file of a socket at which nobody listens any more is replaced.
     *
     * @param path where the socket's file is to be; at most about 100 bytes long, as the operating system will have it
     * @param parsers makes a parser for each connection
     * @throws IOException when another process listens there, or another kind of file is there, or the path cannot be
     *     bound
     */
    public static SocketReader listen(Path path, Supplier<RecordParser> parsers) throws IOException {
        removeStale(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            server.configureBlocking(false);
            return new SocketReader(path, server, parsers);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Delivers what has come.
     *
     * @param sink takes each event
     * @param eventsMax stops reading on after so many events; a few hundred more may come from bytes already read
     * @return the number of events delivered; 0 when there is nothing new
     * @throws IOException when the socket itself fails; a connection that fails has only ended
     */
    public int poll(Consumer<NetworkEvent> sink, int eventsMax) throws IOException {
        long before = events;
        while (connections.size() < CONNECTIONS_MAX) {
            SocketChannel next = server.accept();
            if (next == null) {
                break;
            }
            next.configureBlocking(false);
            connections.add(new Connection(next, parsers.get()));
        }
        boolean read = true;
        while (read && events - before < eventsMax) {
            read = false;
            // Each in its turn, so that one that never stops cannot keep the others waiting.
            for (Iterator<Connection> each = connections.iterator(); each.hasNext(); ) {
                Connection connection = each.next();
                int bytes = connection.read(sink);
                read |= bytes > 0;
                if (bytes < 0) {
                    connection.end();
                    each.remove();
                }
            }
        }
        return (int) (events - before);
    }

    /** The counters so far. */
    public ReadCounters counters() {
        long now = overlong;
        for (Connection connection : connections) {
            now += connection.splitter.overlong();
        }
        return new ReadCounters(events, broken, now, ended, 0);
    }

    /** Ends all connections, and removes the socket's file unless somebody else has put another one there. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : connections) {
            connection.channel.close();
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && TailedFile.keyOf(path).equals(fileKey)) {
            Files.delete(path);
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(path)) {
            throw new BindException("expected a socket or nothing at " + path + ", found a file; choose another path");
        }
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new BindException("another process listens at " + path + "; stop it or choose another path");
        } catch (BindException e) {
            throw e;
        } catch (IOException e) {
            // Refused: whoever listened there has ended without removing it.
            Files.delete(path);
        }
    }

    /** One sensor that has connected. */
    private final class Connection {
        private final SocketChannel channel;
        private final RecordParser parser;
        private final RecordSplitter splitter;

        Connection(SocketChannel channel, RecordParser parser) {
            this.channel = channel;
            this.parser = parser;
            this.splitter = new RecordSplitter(parser.arrays());
            parser.begin(new byte[0]);
        }

        /** The number of bytes; 0 when there are none yet, negative when the connection has ended. */
        int read(Consumer<NetworkEvent> sink) {
            buffer.clear();
            int bytes;
            try {
                bytes = channel.read(buffer);
            } catch (IOException e) {
                return -1;
            }
            Consumer<NetworkEvent> counted = event -> {
                events++;
                sink.accept(event);
            };
            splitter.feed(
                    buffer.array(),
                    Math.max(0, bytes),
                    (record, from, length) -> broken += parser.parse(record, from, length, counted) ? 0 : 1);
            return bytes;
        }

        void end() throws IOException {
            broken += splitter.isInRecord() ? 1 : 0;
            overlong += splitter.overlong();
            ended++;
            channel.close();
        }
    }
}
