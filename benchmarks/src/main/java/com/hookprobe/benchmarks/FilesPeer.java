package com.hookprobe.benchmarks;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.KnownNodes;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.file.DirectoryFileStore;
import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.HtpFileServer;
import com.hookprobe.htp.file.HtpFiles;
import com.hookprobe.htp.file.WriteOption;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One side of file transfer over HTP, in a JVM of its own; its kind is a directory. The server serves {@code served} in it and says {@code ready PORT}. The
 * client does what a line says with names in the directory, any number of files at once: {@code put NAME...},
 * {@code get NAME...} (what was fetched is deleted again, outside the time), {@code rm NAME...}; it answers {@code done
 * NANOSECONDS BYTES}. Both answer {@code heap} with what {@link HeapWatch} saw.
 */
public final class FilesPeer {
    /** What the server serves. */
    static final String SERVED = "served";

    private static final long CONNECT_TIMEOUT_S = 30;
    /** Nobody is to wait for a day. */
    private static final FileLimits LIMITS = FileLimits.DEFAULT.withBytesPerNodePerDay(Long.MAX_VALUE);

    private FilesPeer() {}

    /** Arguments: server DIRECTORY, or client DIRECTORY PORT. */
    public static void main(String[] args) throws Exception {
        HeapWatch.start();
        PeerMain.run(args, FilesPeer::serve, FilesPeer::ask);
    }

    private static void serve(String directory, BufferedReader commands) throws Exception {
        KnownNodes nodes = new KnownNodes().add(HtpHandshakes.node(0).publicKey());
        try (DirectoryFileStore store = DirectoryFileStore.open(Path.of(directory, SERVED));
                HtpFileServer server =
                        HtpFileServer.builder(store).limits(LIMITS).start();
                HtpEndpoint endpoint = HtpEndpoint.builder(HtpHandshakes.server())
                        .bind(HtpHandshakes.loopback())
                        .kemKeyPair(HtpHandshakes.serverKey())
                        .directory(nodes)
                        .limits(HtpHandshakes.LIMITS)
                        .listener(server)
                        .open()) {
            System.out.println("ready " + endpoint.localAddress().getPort());
            while (commands.readLine() != null) {
                System.out.println(HeapWatch.report());
            }
        }
    }

    private static void ask(String directory, InetSocketAddress to, BufferedReader commands) throws Exception {
        try (HtpFiles files = HtpFiles.clients(LIMITS);
                HtpEndpoint endpoint = HtpEndpoint.builder(HtpHandshakes.node(0))
                        .bind(HtpHandshakes.loopback())
                        .limits(HtpHandshakes.LIMITS)
                        .listener(files)
                        .open()) {
            RemotePeer peer = new RemotePeer(
                    to,
                    HtpHandshakes.server().nodeId(),
                    HtpHandshakes.serverKey().publicKey());
            HtpSession session = endpoint.connect(peer).get(CONNECT_TIMEOUT_S, TimeUnit.SECONDS);
            HtpFileClient client = files.client(session);
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(line.equals("heap") ? HeapWatch.report() : done(client, Path.of(directory), line));
            }
        }
    }

    private static String done(HtpFileClient client, Path directory, String line) throws Exception {
        List<String> words = List.of(line.split(" "));
        List<String> names = words.subList(1, words.size());
        long startNs = System.nanoTime();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (String name : names) {
            asked.add(
                    switch (words.get(0)) {
                        // Plain: a sparse file's zeros shall go over the wire too.
                        case "put" -> client.create(name, directory.resolve(name), WriteOption.PLAIN);
                        case "get" -> client.read(name, directory.resolve("back-" + name));
                        case "rm" -> client.delete(name);
                        default -> throw new IllegalArgumentException("expected put, get, rm or heap, found " + line);
                    });
        }
        long bytes = 0;
        for (CompletableFuture<?> each : asked) {
            bytes += HtpFileClient.await(each) instanceof FileOutcome.Transferred moved ? moved.size() : 0;
        }
        long tookNs = System.nanoTime() - startNs;
        for (String name : names) {
            Files.deleteIfExists(directory.resolve("back-" + name));
        }
        return "done " + tookNs + " " + bytes;
    }
}
