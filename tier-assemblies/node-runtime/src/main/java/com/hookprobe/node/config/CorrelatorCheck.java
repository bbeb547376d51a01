package com.hookprobe.node.config;

import com.hookprobe.identity.Tier;
import com.hookprobe.qsecbit.correlation.CorrelatorHosts;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks where a correlator's log is. */
public final class CorrelatorCheck {
    private static final String AT = "'federation.correlator.";
    private static final String NAME = "[A-Za-z0-9._-]{1,100}";
    private static final int THREADS_MAX = 16;
    private static final int REPLICATION_MAX = 100;
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final List<String> PROTOCOLS = List.of("SSL", "SASL_SSL");
    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");

    private final String file;

    private CorrelatorCheck(String file) {
        this.file = file;
    }

    static void check(String file, @Nullable CorrelatorSettings settings) throws ConfigException {
        if (settings != null) {
            new CorrelatorCheck(file).all(settings);
        }
    }

    /**
     * Whether a node of this tier can have such a log.
     *
     * @throws ConfigException when not; it says what to do
     */
    public static void require(NodeConfig config, Tier tier) throws ConfigException {
        if (!config.sharing().log().shared()) {
            return;
        }
        if (tier != Tier.MSSP) {
            throw new ConfigException("federation.correlator.kind expects log on a " + tier.text()
                    + ", whose correlator shares its work with nobody; found kafka");
        }
        if (!CorrelatorHosts.kinds().contains(CorrelatorSettings.KAFKA)) {
            throw new ConfigException("federation.correlator.kind is kafka, and this program has no Kafka: expected"
                    + " qsecbit-correlation-kafka and kafka-streams in lib/, as the package of the MSSP has them, found "
                    + CorrelatorHosts.kinds() + "; install the whole package, or set kind to log");
        }
    }

    /**
     * Whether an MSSP that shares its work with another one has what both need.
     *
     * @throws ConfigException when not; it says what to do
     */
    public static void requirePair(NodeConfig config) throws ConfigException {
        if (!config.sharing().log().shared()) {
            throw new ConfigException(
                    "federation.correlator.kind expects kafka, since the mesh file has two MSSPs, which would"
                            + " decide apart from each other; found log");
        }
        RegistrySettings registry = config.registry();
        String db = registry == null ? null : registry.db();
        if (db == null || !db.startsWith("postgresql://")) {
            throw new ConfigException("registry.db expects the PostgreSQL that both MSSPs of the mesh file use; found "
                    + (db == null ? "none" : "a SQLite file"));
        }
    }

    private void all(CorrelatorSettings settings) throws ConfigException {
        oneOf("kind", settings.kindOrLog(), List.of(CorrelatorSettings.LOG, CorrelatorSettings.KAFKA));
        CorrelatorSettings.Kafka kafka = settings.kafka();
        if (settings.shared() == (kafka == null)) {
            throw new ConfigException(
                    file + ": " + AT + "kafka' expects a section with kind kafka, and none with log; found "
                            + (kafka == null ? "none" : "one"));
        }
        if (kafka != null) {
            kafka(kafka);
        }
    }

    private void kafka(CorrelatorSettings.Kafka kafka) throws ConfigException {
        String bootstrap = kafka.bootstrap();
        if (bootstrap == null || bootstrap.isBlank()) {
            throw fail(
                    "kafka.bootstrap", "HOST:PORT of Kafka's brokers, with commas between", String.valueOf(bootstrap));
        }
        boolean here = true;
        for (String broker : bootstrap.split(",", -1)) {
            if (!broker.strip().matches("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):[0-9]{1,5}")) {
                throw fail("kafka.bootstrap", "HOST:PORT of Kafka's brokers, with commas between", bootstrap);
            }
            here &= HERE.contains(broker.strip().replaceFirst(":[0-9]+$", ""));
        }
        named("kafka.application_id", kafka.name());
        if (kafka.instance() != null) {
            named("kafka.instance", kafka.instance());
        }
        between("kafka.threads", kafka.counting(), THREADS_MAX);
        if (kafka.replication() != null) {
            between("kafka.replication", kafka.replication(), REPLICATION_MAX);
        }
        if (kafka.security() != null) {
            security(kafka.security());
        } else if (!here) {
            throw new ConfigException(file + ": " + AT
                    + "kafka.security' is missing: what lies in the correlator's topics is"
                    + " believed, so beyond this machine the brokers must be reached by TLS; found " + bootstrap);
        }
    }

    private void security(CorrelatorSettings.Security security) throws ConfigException {
        oneOf("kafka.security.protocol", security.protocolOrSsl(), PROTOCOLS);
        oneOf("kafka.security.mechanism", security.mechanismOrScram(), MECHANISMS);
        String name = security.user();
        boolean user = name != null;
        boolean password = security.passwordFile() != null;
        if (security.sasl() != user || user != password) {
            throw new ConfigException(
                    file + ": " + AT + "kafka.security' expects user and password_file with sasl_ssl, and"
                            + " neither with ssl; found " + security.protocolOrSsl() + (user ? ", user" : "")
                            + (password ? ", password_file" : ""));
        }
        if (name != null && !name.matches("[^\\p{Cntrl}\"\\\\]{1,200}")) {
            throw fail("kafka.security.user", "1 to 200 characters without quotes and backslashes", name);
        }
    }

    private void named(String key, String found) throws ConfigException {
        if (!found.matches(NAME)) {
            throw fail(key, "1 to 100 of A-Z, a-z, 0-9, '.', '_' and '-'", found);
        }
    }

    private void between(String key, int found, int most) throws ConfigException {
        if (found < 1 || found > most) {
            throw fail(key, "1 to " + most, Integer.toString(found));
        }
    }

    private void oneOf(String key, String found, List<String> allowed) throws ConfigException {
        if (!allowed.contains(found)) {
            throw fail(key, String.join(", ", allowed), found);
        }
    }

    private ConfigException fail(String key, String expected, String found) {
        return new ConfigException(file + ": " + AT + key + "' expects " + expected + "; found " + found);
    }
}
