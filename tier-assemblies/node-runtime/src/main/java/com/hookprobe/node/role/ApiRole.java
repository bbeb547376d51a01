package com.hookprobe.node.role;

import com.hookprobe.dsm.api.AccessToken;
import com.hookprobe.dsm.api.LedgerServer;
import com.hookprobe.dsm.api.ServerConfig;
import com.hookprobe.dsm.api.tlog.LogPublisher;
import com.hookprobe.dsm.api.tlog.NoteSigner;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Secret;
import com.hookprobe.node.config.ApiSettings;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Serves the ledger over HTTP where the configuration says so, on threads of its own. Closed before the store. */
final class ApiRole implements Role {
    /** The log's notes are signed with a key that signs nothing else. */
    private static final String NOTE_KEY = "dsm.log.note";

    private final NodeContext node;
    private final LedgerReader ledger;
    private final @Nullable ApiSettings settings;
    private @Nullable LedgerServer server;

    ApiRole(NodeContext node, LedgerReader ledger) {
        this.node = node;
        this.ledger = ledger;
        this.settings = node.config().ledgerApi();
    }

    @Override
    public void start() throws Exception {
        ApiSettings wanted = settings;
        if (wanted == null) {
            return;
        }
        DeviceKey key;
        try (Secret seed = node.keys().named(NOTE_KEY, new SecureRandom())) {
            key = DeviceKey.fromSeed(seed);
        }
        String origin = wanted.origin() == null ? LogPublisher.defaultOrigin(ledger.networkId()) : wanted.origin();
        ServerConfig.Builder config = ServerConfig.builder()
                .address(address(wanted))
                .publicLog(wanted.publicLog() == null || wanted.publicLog())
                .publicHealth(Boolean.TRUE.equals(wanted.publicHealth()))
                .log(LogPublisher.of(ledger, NoteSigner.of(origin, key)))
                .network(node.genesis(), new SetFile(node.data(), node.genesis())::unchecked);
        List<ApiSettings.Token> tokens = wanted.tokens() == null ? List.of() : wanted.tokens();
        tokens.forEach(token -> config.token(token(token)));
        if (wanted.tls() != null) {
            config.tls(TlsFile.context("dsm.api.tls", wanted.tls()));
        }
        LedgerServer started = LedgerServer.start(ledger, config.build());
        server = started;
        node.log()
                .event(
                        "api_listening",
                        "address",
                        started.address().getAddress().getHostAddress(),
                        "port",
                        started.address().getPort(),
                        "tls",
                        wanted.tls() != null,
                        "tokens",
                        tokens.size(),
                        "log",
                        origin,
                        "log_key",
                        HexFormat.of().formatHex(key.publicKey()));
    }

    private static InetSocketAddress address(ApiSettings settings) {
        String bind = settings.bind() == null ? "127.0.0.1" : settings.bind();
        Integer port = settings.port();
        return new InetSocketAddress(bind, port == null ? ServerConfig.PORT : port);
    }

    /** Checked when the configuration was read. */
    private static AccessToken token(ApiSettings.Token token) {
        List<String> words = token.roles() == null ? List.of() : token.roles();
        Set<com.hookprobe.dsm.api.Role> roles = words.stream()
                .map(word -> com.hookprobe.dsm.api.Role.valueOf(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        byte[] hash = HexFormat.of().parseHex(String.valueOf(token.sha256()));
        return new AccessToken(String.valueOf(token.name()), hash, roles);
    }

    /** Where it listens; for tests. */
    @Nullable InetSocketAddress listening() {
        return server == null ? null : server.address();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
