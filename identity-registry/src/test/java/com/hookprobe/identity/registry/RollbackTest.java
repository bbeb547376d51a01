package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.Fixtures.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup put back would make a revoked device ACTIVE again. */
class RollbackTest {
    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("registry.db");
    }

    private DeviceRegistry open() throws Exception {
        return DeviceRegistry.open(
                path(), RegistryOptions.DEFAULT.withGuard(new FileRollbackGuard(folder.resolve("registry.head"))));
    }

    private void backup() throws IOException {
        Files.copy(path(), folder.resolve("backup.db"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void putBack() throws IOException {
        Files.copy(folder.resolve("backup.db"), path(), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve("registry.db-wal"));
        Files.deleteIfExists(folder.resolve("registry.db-shm"));
    }

    private NodeId revokedAfterBackup() throws Exception {
        NodeId id;
        try (DeviceRegistry registry = open()) {
            id = registry.enrol(Fixtures.request(1)).id();
            registry.approve(id, "ana");
        }
        backup();
        try (DeviceRegistry registry = open()) {
            registry.revoke(id, "ana", "stolen");
        }
        return id;
    }

    @Test
    void aRolledBackRegistryBackupIsRefused() throws Exception {
        NodeId id = revokedAfterBackup();
        open().close();
        putBack();
        assertKind(Kind.ROLLED_BACK, this::open);
        // Without the guard nothing would be seen.
        try (DeviceRegistry registry = DeviceRegistry.open(path())) {
            assertThat(registry.find(id).orElseThrow().status()).isEqualTo(DeviceStatus.ACTIVE);
        }
    }

    /** Whoever puts the backup back writes on it until it is as long, every row chained as it should be. */
    @Test
    void aForgedTailIsRefused() throws Exception {
        NodeId id = revokedAfterBackup();
        putBack();
        try (DeviceRegistry forger = DeviceRegistry.open(path())) {
            forger.setKycVerified(id, true, "mallory");
            forger.setKycVerified(id, false, "mallory");
            forger.verifyAudit();
            assertThat(forger.head().sequence()).isEqualTo(4);
        }
        assertKind(Kind.ROLLED_BACK, this::open);
    }

    @Test
    void anEmptyRegistryInstead() throws Exception {
        RegistryHead before;
        try (DeviceRegistry registry = open()) {
            registry.enrol(Fixtures.request(1));
            before = registry.head();
        }
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(folder.resolve("registry.db" + suffix));
        }
        assertKind(Kind.ROLLED_BACK, this::open);
        assertThat(new FileRollbackGuard(folder.resolve("registry.head")).remembered())
                .contains(before);
    }

    /** What others have written meanwhile is no rollback; the guard then knows it, too. */
    @Test
    void newerIsFine() throws Exception {
        NodeId id;
        try (DeviceRegistry registry = open()) {
            id = registry.enrol(Fixtures.request(1)).id();
        }
        RegistryHead head;
        try (DeviceRegistry other = DeviceRegistry.open(path())) {
            other.approve(id, "ana");
            head = other.head();
        }
        open().close();
        assertThat(new FileRollbackGuard(folder.resolve("registry.head")).remembered())
                .contains(head);
    }

    /** A backup of after the last own change, and of before what others wrote: the node that runs has seen the difference. */
    @Test
    void whatOthersWriteIsRememberedWhenItIsSeen() throws Exception {
        try (DeviceRegistry registry = open()) {
            NodeId id = registry.enrol(Fixtures.request(1)).id();
            registry.approve(id, "ana");
            try (DeviceRegistry other = DeviceRegistry.open(path())) {
                other.setKycVerified(id, true, "ana");
            }
        }
        try (DeviceRegistry running = open()) {
            try (DeviceRegistry other = DeviceRegistry.open(path())) {
                backup();
                other.revoke(other.list().get(0).id(), "ana", "stolen");
            }
            running.remember();
            assertThat(new FileRollbackGuard(folder.resolve("registry.head")).remembered())
                    .contains(running.head());
        }
        putBack();
        assertKind(Kind.ROLLED_BACK, this::open);
    }

    @Test
    void theGuardsFileIsStrict() throws Exception {
        Path file = folder.resolve("registry.head");
        FileRollbackGuard guard = new FileRollbackGuard(file);
        assertThat(guard.remembered()).isEmpty();
        RegistryHead five = new RegistryHead(5, "ab".repeat(32));
        guard.remember(five);
        guard.remember(new RegistryHead(4, "cd".repeat(32)));
        assertThat(guard.remembered()).isEqualTo(Optional.of(five));
        for (String bad : new String[] {"", "x", Files.readString(file) + "\n", "y".repeat(1000)}) {
            Files.writeString(file, bad);
            assertThatExceptionOfType(IOException.class).isThrownBy(guard::remembered);
            assertKind(Kind.STORAGE, this::open);
        }
    }
}
