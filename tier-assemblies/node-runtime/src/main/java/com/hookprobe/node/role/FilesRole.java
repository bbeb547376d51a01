package com.hookprobe.node.role;

import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.DirectoryFileStore;
import com.hookprobe.htp.file.FileRights;
import com.hookprobe.htp.file.HtpFileServer;
import com.hookprobe.htp.file.HtpFileTransfer;
import com.hookprobe.htp.file.HtpFiles;
import com.hookprobe.htp.file.ScopedFileStore;
import com.hookprobe.htp.file.StoreLimits;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.trust.NodeScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a node, over the sessions that it has: serves its folder, if it has one, and fetches from others. */
final class FilesRole implements Role {
    /** Files and directories that one node may have in the folder of another. */
    private static final long NODE_ENTRIES_MAX = 2_000;

    private record Served(Path root, DirectoryFileStore store, HtpFileServer server) {}

    private final NodeContext node;
    private final Optional<Served> served;
    private final HtpFiles files;

    /** @param config its root, if there is one, is a folder; {@link StartCheck} has seen to that */
    FilesRole(NodeContext node, NodeConfig.Files config, FileRights rights) throws IOException {
        this.node = node;
        this.served = config.root() == null
                ? Optional.empty()
                : Optional.of(serve(node, Path.of(config.root()), config, rights));
        this.files = served.map(s -> HtpFiles.with(FileLimits.DEFAULT, s.server()))
                .orElseGet(() -> HtpFiles.clients(FileLimits.DEFAULT));
    }

    private static Served serve(NodeContext node, Path root, NodeConfig.Files config, FileRights rights)
            throws IOException {
        Files.createDirectories(root.resolve(NodeScope.SHARED));
        Files.createDirectories(root.resolve(NodeScope.NODES));
        StoreLimits standard = StoreLimits.DEFAULT;
        StoreLimits limits = new StoreLimits(standard.entriesMax(), config.quotaBytes(), standard.scannedMax())
                .withShare(new StoreLimits.Share(NodeScope.OWN_DEPTH, NODE_ENTRIES_MAX, config.nodeQuotaBytes()));
        DirectoryFileStore store = DirectoryFileStore.open(root, ExtensionPolicy.DEFAULT, limits);
        HtpFileServer server = HtpFileServer.builder(
                        id -> Optional.of(new ScopedFileStore(store, new NodeScope(NodeId.of(id)))))
                .limits(FileLimits.DEFAULT.withBytesPerNodePerDay(config.nodeDayBytes()))
                .rights(rights)
                .name(node.self().name() + "-files")
                .start();
        return new Served(root, store, server);
    }

    @Override
    public void start() {
        served.ifPresent(s -> node.log()
                .event("files_served", "root", s.root().toAbsolutePath().toString()));
    }

    /** For all sessions of the node. */
    HtpListener listener() {
        return files;
    }

    /** The files at the other end of a session. */
    HtpFileTransfer transfer(HtpSession session) {
        return files.transfer(session);
    }

    @Override
    public void close() throws IOException {
        files.close();
        if (served.isPresent()) {
            served.get().server().close();
            served.get().store().close();
        }
    }
}
