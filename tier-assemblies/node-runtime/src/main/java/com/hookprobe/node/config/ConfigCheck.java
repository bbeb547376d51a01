package com.hookprobe.node.config;

import com.hookprobe.node.shape.ModeOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Range checks on a parsed configuration: what the types alone cannot say. */
final class ConfigCheck {
    private final String file;

    private ConfigCheck(String file) {
        this.file = file;
    }

    static void check(String file, NodeConfig config) throws ConfigException {
        new ConfigCheck(file).all(config);
    }

    // Jackson passes null for a missing record component whatever its annotation says.
    @SuppressWarnings("NullAway")
    private void all(NodeConfig config) throws ConfigException {
        present("node", config.node());
        present("node.name", config.node().name());
        present("node.data", config.node().data());
        present("mesh", config.mesh());
        if (!config.node().name().matches("[a-z0-9][a-z0-9.-]{0,62}")) {
            throw fail(
                    "node.name",
                    "1 to 63 of a-z, 0-9, '.' and '-'",
                    config.node().name());
        }
        if (config.node().passphrase() != null && config.node().passphraseFile() != null) {
            throw new ConfigException(file + ": give node.passphrase or node.passphrase_file, not both");
        }
        port("htp.port", config.htpPort());
        port("dsm.gossip.port", config.gossipPort());
        oneOf("htp.mode", config.htpMode(), ModeOrder.words());
        oneOf("response.enforce", config.enforce(), List.of("auto", "nft", "dry-run"));
        oneOf("response.own_hosts", config.ownHosts(), List.of("watch", "answer"));
        DsmCheck.check(file, config);
        CopiesCheck.check(file, config.storage());
        ApiCheck.check(file, config.ledgerApi());
        WebCheck.check(file, config.api());
        LogSettings.check(file, config.log());
        QsecbitSettings.check(file, config.qsecbit());
        config.sensing().check(file);
        RegistryCheck.check(file, config.registry());
        ExchangeCheck.check(file, config.exchange());
        NetworkCheck.check(file, config);
        LearningCheck.check(file, config.learning());
        ReportSettings.check(file, config.report());
        FleetSettings.check(file, config.fleet());
        FederationSettings sharing = config.sharing();
        CorrelatorCheck.check(file, sharing.correlator());
        if (sharing.blockOwners() < 1 || sharing.blockOwners() > 1_000) {
            throw fail("federation.confirmations", "1 to 1000", sharing.blockOwners());
        }
        if (sharing.youngOwnerDays() < 0 || sharing.youngOwnerDays() > 365) {
            throw fail("federation.young_days", "0 to 365", sharing.youngOwnerDays());
        }
        seconds("federation.autonomy", sharing.withoutVerifier().toMillis(), 0, 604_800_000);
        if (!(config.trustStart() >= 0 && config.trustStart() <= 1)) {
            throw fail("neuro.trust_start", "0 to 1", config.trustStart());
        }
        seconds("neuro.ter_interval", config.terInterval().toMillis(), 50, 3_600_000);
        seconds("neuro.resonance_epoch", config.resonanceEpoch().toMillis(), 1_000, 86_400_000);
        if (config.verifierWorkers() < 1 || config.verifierWorkers() > 64) {
            throw fail("neuro.verifier_workers", "1 to 64", config.verifierWorkers());
        }
        for (String key : config.baselineSigners()) {
            if (!key.matches("[0-9a-fA-F]{64}")) {
                throw fail("neuro.baseline_signers", "Ed25519 public keys of 64 hexadecimal digits", key);
            }
        }
        seconds("neuro.baseline_grace", config.baselineGrace().toMillis(), 0, 604_800_000);
        seconds("htp.heartbeat", config.heartbeat().toMillis(), 1_000, 120_000);
        seconds("htp.idle_timeout", config.idleTimeout().toMillis(), 2_000, 3_600_000);
        FilesCheck.check(file, config.files());
    }

    private void present(String key, @Nullable Object value) throws ConfigException {
        if (value == null) {
            throw new ConfigException(file + ": key '" + key + "' is missing");
        }
    }

    private void port(String key, int value) throws ConfigException {
        if (value < 0 || value > 65_535) {
            throw fail(key, "0 to 65535 (0 = any free port)", value);
        }
    }

    private void oneOf(String key, String value, List<String> allowed) throws ConfigException {
        if (!allowed.contains(value)) {
            throw fail(key, String.join(", ", allowed), value);
        }
    }

    private void seconds(String key, long millis, long minMillis, long maxMillis) throws ConfigException {
        if (millis < minMillis || millis > maxMillis) {
            throw fail(key, minMillis / 1000.0 + " to " + maxMillis / 1000.0 + " seconds", millis / 1000.0);
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": '" + key + "' expects " + expected + "; found " + found);
    }
}
