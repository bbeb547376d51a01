package com.hookprobe.node.role;

import com.hookprobe.console.Console;
import com.hookprobe.console.ConsoleConfig;
import com.hookprobe.console.view.FleetView;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.http.Endpoint;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.oidc.OidcConfig;
import com.hookprobe.identity.access.oidc.OidcLogin;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConsoleProvider;
import com.hookprobe.node.config.ConsoleSettings;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.response.Response;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console of a node, where its configuration has one: its operators, and its pages at the node's door. At the MSSP operators are those
 * of the registry; other nodes have a file of their own.
 */
final class ConsoleRole implements AutoCloseable {
    /** Operators of a node without a registry, in its data folder. */
    static final String FILE = "accounts.db";

    private static final int COOKIE_CHARS_MAX = 32;
    private static final int COOKIE_ID_DIGITS = 8;
    private static final int STREAMS = 8;
    private static final int STREAMS_PER_SESSION = 3;

    private final Console console;
    private final @Nullable Database own;

    private ConsoleRole(Console console, @Nullable Database own) {
        this.console = console;
        this.own = own;
    }

    /**
     * What a node has of its own.
     *
     * @param site a site's answer and its operator's desk; empty at the MSSP
     * @param registry the MSSP's; empty at sites
     * @param health whether the node is well
     * @param notifications where people are told
     * @param reports what makes reports
     * @param fleet the MSSP's; empty at sites
     */
    record Parts(
            LedgerReader ledger,
            ConsoleMesh.Standing standing,
            Optional<Site> site,
            Optional<RegistryRole> registry,
            ConsoleView.Health health,
            Optional<NodeView.NotificationsView> notifications,
            ReportRole reports,
            Optional<ConsoleFleet> fleet) {}

    record Site(Response response, OperatorDesk desk) {}

    /** A console where the configuration has one. */
    static Optional<ConsoleRole> open(NodeContext node, Parts parts)
            throws ConfigException, DatabaseException, RegistryException {
        WebSettings web = node.config().api();
        ConsoleSettings settings = web == null ? null : web.console();
        if (web == null || settings == null) {
            return Optional.empty();
        }
        ConsoleMesh mesh = new ConsoleMesh(node, parts.standing());
        ConsoleFeed feed = new ConsoleFeed(mesh::row);
        node.watchers().add(feed);
        ConsoleLedger ledger = new ConsoleLedger(node, parts.ledger());
        Optional<NodeView.SiteView> site =
                parts.site().map(of -> new ConsoleSite(node, feed, of.response(), of.desk(), ledger));
        String enforcing =
                parts.site().map(of -> of.response().describeEnforcer()).orElse("");
        ConsoleView view = new ConsoleView(
                node,
                feed,
                mesh,
                ledger,
                new ConsoleView.Parts(
                        site,
                        enforcing,
                        parts.health(),
                        parts.notifications(),
                        new ConsoleReports(node, parts.reports()),
                        parts.fleet().map(FleetView.class::cast)));
        return Optional.of(open(node, web, settings, parts.registry(), view));
    }

    private static ConsoleRole open(
            NodeContext node, WebSettings web, ConsoleSettings settings, Optional<RegistryRole> registry, NodeView view)
            throws ConfigException, DatabaseException, RegistryException {
        Database own = registry.isPresent()
                ? null
                : Database.sqlite(node.data().resolve(FILE).toAbsolutePath());
        try {
            if (own != null) {
                // It makes the one tenant that a site's own things are of.
                DeviceRegistry.open(own, RegistryOptions.DEFAULT);
            }
            Database database = registry.isPresent() ? registry.get().database() : own;
            Access access = new Access(Objects.requireNonNull(database, "one of the two"), AuditSink.NONE);
            // Two MSSPs have their sessions in one database: behind one name either knows the other's.
            Member named = node.self().verifier() ? node.mesh().verifier() : node.self();
            ConsoleConfig config = new ConsoleConfig(
                    cookies(named.name(), named.id()),
                    web.tls() != null || settings.proxied(),
                    Set.copyOf(settings.from()),
                    provider(settings.oidc(), access),
                    STREAMS,
                    STREAMS_PER_SESSION);
            Optional<DeviceRegistry> devices = registry.map(RegistryRole::registry);
            return new ConsoleRole(Console.open(config, access, devices, view), own);
        } catch (ConfigException | RegistryException | RuntimeException e) {
            if (own != null) {
                own.close();
            }
            throw e;
        }
    }

    /** Nodes of one host must not take each other's cookies, also when their names differ at the end or in case only. */
    static String cookies(String node, NodeId id) {
        String name = node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        String digits = id.hex().substring(0, COOKIE_ID_DIGITS);
        return name.substring(0, Math.min(COOKIE_CHARS_MAX - COOKIE_ID_DIGITS - 1, name.length())) + "-" + digits;
    }

    private static Optional<ConsoleConfig.Provider> provider(ConsoleSettings.@Nullable Oidc settings, Access access)
            throws ConfigException {
        if (settings == null) {
            return Optional.empty();
        }
        String secret = settings.clientSecretFile();
        OidcConfig config = ConsoleProvider.of(settings, secret == null ? null : PasswordSource.of(null, secret));
        return Optional.of(new ConsoleConfig.Provider(
                Objects.requireNonNullElse(settings.label(), "OpenID"), new OidcLogin(config, access.externalLogin())));
    }

    List<Endpoint> endpoints() {
        return console.endpoints();
    }

    /** Ends what browsers listen to; before the door is closed, which waits for them. */
    void hush() {
        console.close();
    }

    /** After the door is closed. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
