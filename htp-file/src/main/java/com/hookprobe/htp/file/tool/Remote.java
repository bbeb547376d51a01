package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.DeviceKey;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.HtpFiles;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command that talks to a server, and the way to it. */
final class Remote {
    static final int BINDING_BYTES = 64;

    @Option(
            names = "--server",
            paramLabel = "CARD",
            description = "the server's card (default: server.card in the home)")
    private @Nullable Path server;

    @Option(names = "--json", description = "one line of JSON for each result, and no progress bar")
    private boolean json;

    @Mixin
    private Home home = new Home();

    Remote() {}

    /** What is done with a client. */
    interface Work {
        int with(HtpFileClient client) throws Exception;
    }

    boolean json() {
        return json;
    }

    /** What is done with a link. */
    interface LinkWork {
        int with(Link link) throws Exception;
    }

    /** Connects, works, closes; nothing is asked twice. */
    int run(@Nullable CommandSpec spec, Work work) throws Exception {
        return run(Retries.none(), spec, link -> work.with(link.client()));
    }

    /** The same, but the work may go on when its session is lost. */
    int run(Retries retries, @Nullable CommandSpec spec, LinkWork work) throws Exception {
        retries.check(message -> wrong(spec, message));
        Path given = server;
        Path file = given != null ? given : home.resolve("server.card");
        if (!Files.exists(file)) {
            throw new IOException("expected the server's card at " + file + ", found nothing; start 'hookprobe file"
                    + " serve' with the same --home, or name the card with --server");
        }
        NodeCard card = NodeCard.read(file);
        InetSocketAddress address = address(card.address());
        if (address == null || address.isUnresolved()) {
            throw new IOException("the card " + file + " has no address to connect to: found '" + card.address() + "'");
        }
        InetSocketAddress any = new InetSocketAddress(anyLike(address.getAddress()), 0);
        Duration silence = Duration.ofSeconds(retries.silenceSeconds());
        try (HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                HtpEndpoint endpoint = HtpEndpoint.builder(home.clientKey().device())
                        .bind(any)
                        .binding(ResonanceBinding.none(new byte[BINDING_BYTES]))
                        .idleTimeout(silence)
                        // A few of them may be lost before the session seems to be.
                        .heartbeat(max(silence.dividedBy(4), Duration.ofSeconds(1)))
                        .listener(files)
                        .open()) {
            RemotePeer peer = new RemotePeer(address, DeviceKey.nodeIdOf(card.ed25519()), card.kem());
            return work.with(new Link(endpoint, files, peer, retries, err(spec)));
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static InetAddress anyLike(InetAddress address) throws IOException {
        return InetAddress.getByAddress(new byte[address.getAddress().length]);
    }

    static @Nullable InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return null;
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        return port > 65535 ? null : new InetSocketAddress(text.substring(0, colon), port);
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** What a user is told of a failure. */
    static String told(Throwable failure) {
        if (failure instanceof FileTransferException known) {
            return known.code() + ": " + known.reason() + advice(known.code());
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static String advice(FileErrorCode code) {
        return switch (code) {
            case ALREADY_EXISTS -> "; put --overwrite replaces a file";
            case TRANSFER_FAILED, TIMEOUT -> "; the same command again goes on";
            case HASH_MISMATCH -> "; look at it with stat, and try again";
            default -> "";
        };
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return spec(spec).commandLine().getOut();
    }

    static PrintWriter err(@Nullable CommandSpec spec) {
        return spec(spec).commandLine().getErr();
    }

    static ParameterException wrong(@Nullable CommandSpec spec, String message) {
        return new ParameterException(spec(spec).commandLine(), message);
    }

    private static CommandSpec spec(@Nullable CommandSpec injected) {
        if (injected == null) {
            throw new IllegalStateException("picocli sets this");
        }
        return injected;
    }
}
