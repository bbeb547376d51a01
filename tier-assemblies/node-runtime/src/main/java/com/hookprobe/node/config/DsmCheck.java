package com.hookprobe.node.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code dsm} may say, as far as the file alone can tell. */
final class DsmCheck {
    private static final int DAYS_MAX = 36_500;
    private static final int BOOTSTRAP_MAX = 256;

    private final String file;

    private DsmCheck(String file) {
        this.file = file;
    }

    static void check(String file, NodeConfig config) throws ConfigException {
        DsmSettings dsm = config.dsm();
        if (dsm != null) {
            new DsmCheck(file).all(config, dsm);
        }
    }

    private void all(NodeConfig config, DsmSettings dsm) throws ConfigException {
        if (dsm.node() != null && dsm.node().role() != null) {
            oneOf("node.role", dsm.node().role(), List.of("edge", "validator", "both"));
        }
        if (dsm.tpm() != null) {
            tpm(config, dsm.tpm());
        }
        oneOf("storage.microblocks.backend", config.storeBackend(), List.of("rocksdb", "segments", "memory"));
        if (dsm.storage() != null) {
            checkpoints(config, dsm.storage());
            retention(dsm.storage());
        }
        List<String> bootstrap = dsm.gossip() == null ? null : dsm.gossip().bootstrapNodes();
        if (bootstrap != null && bootstrap.size() > BOOTSTRAP_MAX) {
            throw fail("gossip.bootstrap_nodes", "at most " + BOOTSTRAP_MAX + " addresses", bootstrap.size());
        }
    }

    private void tpm(NodeConfig config, DsmSettings.Tpm tpm) throws ConfigException {
        if (tpm.pcrIndices() != null && !tpm.pcrIndices().equals(DsmSettings.Tpm.PCRS)) {
            throw fail("tpm.pcr_indices", DsmSettings.Tpm.PCRS + ", which every slot is sealed to", tpm.pcrIndices());
        }
        Path keystore = Path.of(config.keystorePath()).toAbsolutePath().normalize();
        if (tpm.keyPath() != null
                && !keystore.equals(Path.of(tpm.keyPath()).toAbsolutePath().normalize())) {
            throw fail(
                    "tpm.key_path",
                    "the keystore, " + keystore + ", whose slot the chip opens; give that path, or set node.keystore",
                    tpm.keyPath());
        }
    }

    private void checkpoints(NodeConfig config, DsmSettings.Storage storage) throws ConfigException {
        DsmSettings.Checkpoints checkpoints = storage.checkpoints();
        if (checkpoints == null) {
            return;
        }
        String own = config.storeBackend();
        if (checkpoints.backend() != null) {
            oneOf("storage.checkpoints.backend", checkpoints.backend(), List.of(own, "postgresql"));
        }
        boolean copied = "postgresql".equalsIgnoreCase(checkpoints.backend());
        if (copied && storage.postgresql() == null) {
            throw fail(
                    "storage.checkpoints.backend",
                    own + ", or dsm.storage.postgresql with the database",
                    "postgresql alone");
        }
        if (checkpoints.table() != null && !(copied && checkpoints.table().equals(DsmSettings.Checkpoints.TABLE))) {
            throw fail(
                    "storage.checkpoints.table",
                    DsmSettings.Checkpoints.TABLE + " with backend postgresql, else nothing",
                    checkpoints.table());
        }
    }

    private void retention(DsmSettings.Storage storage) throws ConfigException {
        DsmSettings.Store store = storage.microblocks();
        int blocks = days("microblocks.retention_days", store == null ? null : store.retentionDays(), 30);
        Integer leafDays = store == null ? null : store.leafDays();
        Integer proving =
                storage.checkpoints() == null ? null : storage.checkpoints().retentionDays();
        days("microblocks.leaf_days", leafDays, 365);
        days("checkpoints.retention_days", proving, 365);
        days("microblocks.payload_days", store == null ? null : store.payloadDays(), 365);
        if (leafDays != null && proving != null && !leafDays.equals(proving)) {
            throw fail("storage.checkpoints.retention_days", "as many as microblocks.leaf_days, " + leafDays, proving);
        }
        int leaves = leafDays != null ? leafDays : proving != null ? proving : 365;
        if (leaves < blocks) {
            String key = leafDays == null && proving != null ? "checkpoints.retention_days" : "microblocks.leaf_days";
            throw fail("storage." + key, "at least retention_days, " + blocks + ", of the microblocks", leaves);
        }
    }

    private int days(String key, @Nullable Integer value, int otherwise) throws ConfigException {
        int days = value == null ? otherwise : value;
        if (days < 1 || days > DAYS_MAX) {
            throw fail("storage." + key, "1 to " + DAYS_MAX + " days", days);
        }
        return days;
    }

    private void oneOf(String key, String value, List<String> allowed) throws ConfigException {
        if (!allowed.contains(value.toLowerCase(Locale.ROOT))) {
            throw fail(key, String.join(", ", allowed), value);
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": 'dsm." + key + "' expects " + expected + "; found " + found);
    }
}
