package com.hookprobe.node.role;

import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.FileMirror;
import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileTransfer;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Keeps folders of the nexus or the MSSP here, as they are there: looks when a session opens and then at intervals. One pass at
 * a time, on a thread of its own. Only from a node that is trusted itself: what travels here is models and rules.
 */
final class MirrorRole implements Role {
    /** Of one pass: more lines say nothing new. */
    private static final int FAILURES_TOLD_MAX = 10;

    private final NodeContext node;
    private final NodeConfig.Mirror config;
    private final Path local;
    private final NodeId source;
    private final Bands bands;
    private final Function<HtpSession, HtpFileTransfer> files;
    private final ExecutorService thread;
    private boolean running;
    private boolean again;
    /** There is a session, but the source is not trusted, or has not shown yet that it is. */
    private boolean waiting;

    private boolean told;
    private boolean closed;

    /** @param config its local folder is there; the configuration's check has seen to that */
    MirrorRole(
            NodeContext node,
            NodeConfig.Mirror config,
            NodeId source,
            Bands bands,
            Function<HtpSession, HtpFileTransfer> files) {
        this.node = node;
        this.config = config;
        this.local = Path.of(Objects.requireNonNull(config.local(), "htp.files.mirror.local"));
        this.source = source;
        this.bands = bands;
        this.files = files;
        this.thread = Executors.newSingleThreadExecutor(
                task -> new Thread(task, node.self().name() + "-mirror"));
    }

    @Override
    public void start() {
        node.loop().every(config.every(), () -> {
            look();
            if (waiting && !told) {
                told = true;
                node.log().event("mirror_waits", "from", node.links().name(source), "reason", "its trust is too low");
            }
        });
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (peer.equals(source)) {
            // A pass on a session that was lost ends soon.
            again = running;
            look();
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) {
        if (waiting && message instanceof MeshMessage.Certificate && from.equals(source)) {
            look();
        }
    }

    private void look() {
        HtpSession session = node.links().open(source).orElse(null);
        if (running || session == null) {
            return;
        }
        waiting = !trusted();
        if (waiting) {
            return;
        }
        told = false;
        running = true;
        thread.execute(() -> {
            try {
                passes(files.apply(session), () -> session.open() && trusted());
            } catch (RuntimeException why) {
                failed(String.join(", ", config.folders()), why);
            } finally {
                node.loop().execute(this::done);
            }
        });
    }

    private void done() {
        running = closed;
        if (again) {
            again = false;
            look();
        }
    }

    private boolean trusted() {
        return bands.of(source)
                .map(band -> band.compareTo(TrustBand.STANDARD) >= 0)
                .orElse(false);
    }

    private void passes(HtpFileTransfer from, BooleanSupplier goOn) {
        for (String folder : config.folders()) {
            Told told = new Told();
            try {
                FileMirror.Pass pass = new FileMirror(local.resolve(folder), told).pass(from, folder, goOn);
                if (pass.fetched() + pass.failed() > 0) {
                    node.log()
                            .event(
                                    "mirrored",
                                    "from",
                                    node.links().name(source),
                                    "path",
                                    folder,
                                    "fetched",
                                    pass.fetched(),
                                    "same",
                                    pass.same(),
                                    "failed",
                                    pass.failed());
                }
            } catch (FileTransferException why) {
                failed(folder, why);
                return;
            }
        }
    }

    private void failed(String path, Exception why) {
        node.log()
                .event(
                        "mirror_failed",
                        "from",
                        node.links().name(source),
                        "path",
                        path,
                        "reason",
                        why instanceof FileTransferException ? String.valueOf(why.getMessage()) : why.toString());
    }

    private final class Told implements FileMirror.Listener {
        private int failures;

        @Override
        public void fetched(String path, FileOutcome.Transferred done) {
            node.log()
                    .event(
                            "mirror_fetched",
                            "from",
                            node.links().name(source),
                            "path",
                            path,
                            "bytes",
                            done.size(),
                            "sha256",
                            done.sha256().toString());
        }

        @Override
        public void failed(String path, FileTransferException why) {
            if (++failures <= FAILURES_TOLD_MAX) {
                MirrorRole.this.failed(path, why);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        running = true;
        thread.shutdownNow();
    }
}
