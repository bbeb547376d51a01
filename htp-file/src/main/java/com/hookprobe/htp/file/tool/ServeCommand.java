package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.KnownNodes;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.file.DirectoryFileStore;
import com.hookprobe.htp.file.HtpFileServer;
import com.hookprobe.htp.file.StoreLimits;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe file serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves the files below a directory until it is stopped. Who is allowed may read, write and delete there.",
            "Peers are known by their keys; this tool binds no resonance. Its card, for the other side, is server.card",
            "in the home; the client.card there is always allowed."
        })
final class ServeCommand implements Callable<Integer> {
    /** Each command of this tool is a session of its own; scripts run many. */
    private static final int HANDSHAKES_PER_MINUTE = 600;

    private static final String LOCAL = "127.0.0.1:4477";

    @Option(names = "--root", paramLabel = "DIR", required = true, description = "the directory to serve")
    private @Nullable Path root;

    @Option(names = "--listen", paramLabel = "HOST:PORT", defaultValue = LOCAL, description = "default " + LOCAL)
    private String listen = LOCAL;

    @Option(names = "--allow", paramLabel = "CARD", description = "the card of a node that may ask; may be repeated")
    private List<Path> allow = new ArrayList<>();

    @Option(
            names = "--trees",
            paramLabel = "N",
            defaultValue = "0",
            description = "let rm --recursive take trees of up to N entries (default 0: never)")
    private int trees;

    @Mixin
    private Home home = new Home();

    @Spec
    private @Nullable CommandSpec spec;

    ServeCommand() {}

    /** What runs. */
    record Running(HtpEndpoint endpoint, HtpFileServer server, DirectoryFileStore store) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            endpoint.close();
            server.close();
            store.close();
        }
    }

    @Override
    public Integer call() throws Exception {
        Running running = start();
        String address = Remote.text(running.endpoint().localAddress());
        Remote.out(spec).println("serving " + root + " on " + address + "; card: " + home.resolve("server.card"));
        Remote.out(spec).flush();
        // The JVM ends when its hooks have: what is under way is made safe, and goes on when its peer asks again.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running)));
        new CountDownLatch(1).await();
        return 0;
    }

    private static void close(Running running) {
        try {
            running.close();
        } catch (IOException failure) {
            System.err.println("hookprobe file: closing the store: " + failure.getMessage());
        }
    }

    Running start() throws Exception {
        Path directory = root;
        if (directory == null || !Files.isDirectory(directory)) {
            throw wrong("--root expects a directory that exists; found " + directory);
        }
        if (trees < 0 || trees > StoreLimits.TREE_MAX) {
            throw wrong("--trees expects 0 to " + StoreLimits.TREE_MAX + "; found " + trees);
        }
        InetSocketAddress address = address();
        KnownNodes allowed = new KnownNodes().add(home.clientKey().device().publicKey());
        for (Path card : allow) {
            allowed.add(NodeCard.read(card).ed25519());
        }
        NodeKey key = NodeKey.readOrMake(home.resolve("server.key"));
        StoreLimits limits = StoreLimits.DEFAULT.withTreeMax(trees);
        DirectoryFileStore store = DirectoryFileStore.open(directory, ExtensionPolicy.DEFAULT, limits);
        HtpFileServer server = HtpFileServer.builder(store).start();
        try {
            HtpEndpoint endpoint = HtpEndpoint.builder(key.device())
                    .bind(address)
                    .kemKeyPair(key.kem())
                    .directory(allowed)
                    .binding(ResonanceBinding.none(new byte[Remote.BINDING_BYTES]))
                    .listener(server)
                    .limits(HtpLimits.builder()
                            .handshakesPerNodeMinute(HANDSHAKES_PER_MINUTE)
                            .build())
                    .open();
            key.card(Remote.text(endpoint.localAddress())).write(home.resolve("server.card"));
            return new Running(endpoint, server, store);
        } catch (Exception failure) {
            server.close();
            store.close();
            throw failure;
        }
    }

    private InetSocketAddress address() {
        InetSocketAddress address = Remote.address(listen);
        if (address == null || address.isUnresolved()) {
            throw wrong("--listen expects HOST:PORT; found '" + listen + "'");
        }
        return address;
    }

    private ParameterException wrong(String message) {
        return Remote.wrong(spec, message);
    }
}
