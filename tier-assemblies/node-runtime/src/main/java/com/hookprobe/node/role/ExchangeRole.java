package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ExchangeSettings;
import com.hookprobe.node.exchange.FeedDecisions.Belief;
import com.hookprobe.node.exchange.ToldDecisions;
import com.hookprobe.node.exchange.ToldSender;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionStream;
import com.hookprobe.qsecbit.exchange.ExchangeConfig;
import com.hookprobe.qsecbit.exchange.ExchangePorts;
import com.hookprobe.qsecbit.exchange.ExchangeServer;
import com.hookprobe.qsecbit.exchange.PullLoop;
import com.hookprobe.qsecbit.exchange.Source;
import com.hookprobe.qsecbit.exchange.Tlp;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A site's exchange (docs/spec/exchange.md, 8): tells others what the site decides, takes what they say. */
final class ExchangeRole implements Role, ExchangeIntake.Site {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final NodeContext node;
    private final ExchangeSettings settings;
    private final SiteRole site;
    private final ToldDecisions told;
    private final ExchangeKeys keys;
    private final ExchangeIntake intake;
    private final DecisionStream stream;
    private final ToldSender sender;
    private final AtomicLong head = new AtomicLong();
    private List<Source> sources = List.of();
    private String machine = "";
    private @Nullable ExchangeServer server;
    private @Nullable ExchangeDesk desk;
    private @Nullable PullLoop pulls;

    /** What an exchange gets of its site. */
    record Parts(SiteRole site, LedgerRole ledger, Defences.Answer answer) {}

    private ExchangeRole(NodeContext node, ExchangeSettings settings, Parts parts, ExchangeKeys keys)
            throws ConfigException, IOException {
        this.node = node;
        this.settings = settings;
        this.site = parts.site();
        this.keys = keys;
        LocalNetworks own = Defences.localNetworks(node);
        Response response = parts.answer().response();
        int toldMax = DecisionStream.Bounds.DEFAULT.inForce();
        this.told = new ToldDecisions(own, ExchangeRole::sites, toldMax);
        this.intake = new ExchangeIntake(node, parts.ledger(), response, own, this, this::belief);
        this.stream =
                DecisionStream.open(folder(node).resolve("stream"), DecisionStream.Bounds.DEFAULT, Clock.systemUTC());
        this.sender = new ToldSender(
                "exchange-" + node.self().name(),
                new Teller(),
                answer -> node.loop()
                        .execute(() -> answer.accept(told.all(node.loop().wallMicros()))),
                node.loop()::wallMicros,
                this::health);
    }

    /**
     * Starts to listen; nothing is taken before the role starts.
     *
     * @throws ConfigException when a file that the configuration names is not as it should be
     * @throws IOException when the address is taken, or the folder cannot be read
     */
    static ExchangeRole open(NodeContext node, ExchangeSettings settings, Parts parts)
            throws ConfigException, IOException, GeneralSecurityException {
        Files.createDirectories(folder(node));
        ExchangeKeys keys = ExchangeKeys.open(folder(node).resolve("keys.json"), settings.configuredKeys());
        ExchangeRole role = new ExchangeRole(node, settings, parts, keys);
        try {
            role.listen(parts);
            return role;
        } catch (ConfigException | IOException | GeneralSecurityException | RuntimeException e) {
            role.close();
            throw e;
        }
    }

    private void listen(Parts parts) throws ConfigException, IOException, GeneralSecurityException {
        Response response = parts.answer().response();
        long now = node.loop().wallMicros();
        told.recall(response.active(now), stream.snapshot().inForce(), now);
        head.set(stream.reconcile(told.all(now).stream()
                .map(one -> one.put(now))
                .flatMap(Optional::stream)
                .toList()));
        response.journal(parts.answer()
                .journal()
                .andThen(
                        changes -> sender.tell(told.changed(changes, node.loop().wallMicros()))));
        site.heard(found -> sender.tell(told.detected(found, machine)));
        Optional<SSLContext> tls = settings.tls() == null
                ? Optional.empty()
                : Optional.of(TlsFile.context("exchange.tls", settings.tls()));
        String publisher = settings.publisher() == null ? node.self().name() : settings.publisher();
        InetSocketAddress address = new InetSocketAddress(settings.address(), settings.portNumber());
        if (address.isUnresolved()) {
            throw new ConfigException("exchange.bind expects an address of this machine, found " + settings.address());
        }
        ExchangeConfig standard = ExchangeConfig.of(folder(node), publisher).at(address, tls);
        ExchangeConfig config = new ExchangeConfig(
                standard.address(),
                standard.tls(),
                standard.limits(),
                standard.folder(),
                standard.publisher(),
                Tlp.valueOf(settings.marking().toUpperCase(Locale.ROOT)),
                standard.clock(),
                standard.nanoTime());
        sources = ExchangePulls.sources(folder(node).resolve("pulls"), settings.asked(), intake.indicators());
        ExchangeServer started =
                ExchangeServer.start(config, keys.keys(), new ExchangePorts(stream, intake, intake.indicators()));
        server = started;
        desk = new ExchangeDesk(
                node,
                parts.ledger(),
                keys,
                started.machines(),
                started.bouncers(),
                () -> row(started),
                head::get,
                () -> pulls == null ? Map.of() : pulls.states());
    }

    private static Path folder(NodeContext node) {
        return node.data().resolve("exchange");
    }

    private static int sites(String reason) {
        return MeshReason.parse(reason).map(MeshReason::sites).orElse(0);
    }

    @Override
    public void start() {
        ExchangeServer listening = server;
        ExchangeDesk answering = desk;
        if (listening == null || answering == null) {
            throw new IllegalStateException("it listens when it is open");
        }
        sender.start();
        intake.open();
        pulls = ExchangePulls.start(sources, settings.asked().every());
        node.loop().every(LOOK, answering::look);
        node.loop().every(SWEEP, () -> told.expire(node.loop().wallMicros()));
        node.log()
                .event(
                        "exchange_listening",
                        "address",
                        listening.address().getAddress().getHostAddress(),
                        "port",
                        listening.address().getPort(),
                        "tls",
                        settings.tls() != null,
                        "keys",
                        keys.size(),
                        "told",
                        told.size());
    }

    private Map<String, Object> row(ExchangeServer listening) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(
                "listening",
                listening.address().getAddress().getHostAddress() + ":"
                        + listening.address().getPort());
        row.put("tls", settings.tls() != null);
        row.put("told", told.size());
        row.put("changes", head.get());
        row.put("catching_up", sender.behind());
        return row;
    }

    /** On the sender's thread. */
    private final class Teller implements ToldSender.Stream {
        @Override
        public void apply(List<DecisionEdit> edits) {
            head.set(stream.apply(edits));
        }

        @Override
        public void reconcile(List<DecisionEdit.Put> inForce) {
            head.set(stream.reconcile(inForce));
        }
    }

    private void health(Optional<String> failure) {
        node.log()
                .event(failure.isPresent() ? "exchange_not_told" : "exchange_told_again", "error", failure.orElse(""));
    }

    private Belief belief(String source) {
        ExchangeSettings.Shared said = Stream.concat(
                        settings.asked().collections().stream(), settings.asked().feeds().stream())
                .filter(one -> source.equals(one.name()))
                .findFirst()
                .map(ExchangeSettings.Source::belief)
                .orElse(settings.posted());
        return new Belief(said.believed(), Action.valueOf(said.most().toUpperCase(Locale.ROOT)), said.held());
    }

    @Override
    public void take(String engine, List<Detection> found) throws Exception {
        machine = engine;
        try {
            site.take(found);
        } finally {
            machine = "";
        }
    }

    @Override
    public List<Indicator> restingOn(String engine, List<Decided> decisions, long nowMicros) {
        return told.restingOn(engine, decisions, nowMicros);
    }

    @Override
    public void measure(Sheet sheet) {
        OutsideMetrics.exchange(sheet, told.size(), head.get(), sender.behind());
    }

    /** Where it listens; for tests. */
    @Nullable InetSocketAddress listening() {
        return server == null ? null : server.address();
    }

    @Override
    public void close() throws IOException {
        intake.close();
        if (pulls != null) {
            pulls.close();
        }
        if (server != null) {
            server.close();
        }
        sender.close();
        stream.close();
    }
}
