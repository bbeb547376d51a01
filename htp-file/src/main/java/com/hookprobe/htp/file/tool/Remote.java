package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.DeviceKey;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpSession;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every command that talks to a server, and the way to it. */
final class Remote {
    static final int BINDING_BYTES = 64;
    private static final int CONNECT_SECONDS = 20;

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

    /** Connects, works, closes. */
    int run(Work work) throws Exception {
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
        try (HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                HtpEndpoint endpoint = HtpEndpoint.builder(home.clientKey().device())
                        .bind(any)
                        .binding(ResonanceBinding.none(new byte[BINDING_BYTES]))
                        .listener(files)
                        .open()) {
            return work.with(files.client(
                    connect(endpoint, new RemotePeer(address, DeviceKey.nodeIdOf(card.ed25519()), card.kem()))));
        }
    }

    private static InetAddress anyLike(InetAddress address) throws IOException {
        return InetAddress.getByAddress(new byte[address.getAddress().length]);
    }

    private static HtpSession connect(HtpEndpoint endpoint, RemotePeer peer) throws Exception {
        try {
            return endpoint.connect(peer).get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new IOException(
                    "no session with " + text(peer.address()) + ": " + refused.getCause()
                            + "; the server has to run and to allow this client's card",
                    refused);
        } catch (TimeoutException silent) {
            throw new IOException("no answer from " + text(peer.address()) + " in " + CONNECT_SECONDS + " s", silent);
        }
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
