package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.KeystoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreBackupTest {
    private static final Unlock LOCK = Unlock.passphrase("of the backup".toCharArray(), Fixtures.CHEAP);
    private static final Unlock FIRST = Unlock.passphrase("of the new one".toCharArray(), Fixtures.CHEAP);

    @TempDir
    Path folder;

    private Keystore store;
    private NodeId id;
    private Path backup;

    @BeforeEach
    void makeNode() throws Exception {
        store = KeystoreTest.cheap(folder.resolve("keys"));
        id = NodeIdentity.create(store, "site-7", Fixtures.random(1)).nodeId();
        backup = folder.resolve("backup");
    }

    @Test
    void everySecretComesBackMarked() throws Exception {
        byte[] sealed = Vault.open(store).seal("a", new byte[] {7});
        KeystoreBackup.Info made = KeystoreBackup.write(store, backup, LOCK);
        assertThat(made.nodeId()).isEqualTo(id);
        assertThat(made.generation()).isEqualTo(1);
        assertThat(KeystoreBackup.info(backup)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(KeystoreBackup.restore(backup, List.of(LOCK), folder.resolve("again"), FIRST))
                .isEqualTo(made);
        try (Keystore again = Keystore.open(folder.resolve("again"), List.of(FIRST))) {
            for (String name : store.names()) {
                assertThat(again.get(name)).as(name).isEqualTo(store.get(name));
            }
            RestoredMark mark = RestoredMark.of(again).orElseThrow();
            assertThat(mark.generation()).isEqualTo(1);
            assertThat(mark.backupSeconds()).isEqualTo(made.createdSeconds());
            assertThat(Vault.open(again).open("a", sealed)).containsExactly(7);
            RestoredMark.clear(again);
            assertThat(RestoredMark.of(again)).isEmpty();
            RestoredMark.clear(again);
        }
        assertThat(RestoredMark.of(store)).isEmpty();
    }

    @Test
    void generationsCountUpAlsoAfterARestore() throws Exception {
        KeystoreBackup.write(store, backup, LOCK);
        assertThat(KeystoreBackup.write(store, folder.resolve("b2"), LOCK).generation())
                .isEqualTo(2);
        KeystoreBackup.restore(folder.resolve("b2"), List.of(LOCK), folder.resolve("again"), FIRST);
        try (Keystore again = Keystore.open(folder.resolve("again"), List.of(FIRST))) {
            assertThat(KeystoreBackup.generationOf(again)).isEqualTo(2);
            assertThat(KeystoreBackup.write(again, folder.resolve("b3"), LOCK).generation())
                    .isEqualTo(3);
        }
    }

    @Test
    void nothingIsOverwrittenAndNothingOpensByAnother() throws Exception {
        KeystoreBackup.write(store, backup, LOCK);
        KeystoreSlotsTest.assertKind(Kind.EXISTS, () -> KeystoreBackup.write(store, backup, LOCK));
        KeystoreSlotsTest.assertKind(
                Kind.EXISTS, () -> KeystoreBackup.restore(backup, List.of(LOCK), folder.resolve("keys"), FIRST));
        KeystoreSlotsTest.assertKind(
                Kind.WRONG_PASSPHRASE,
                () -> KeystoreBackup.restore(
                        backup, List.of(Unlock.passphrase(KeystoreTest.PASSPHRASE)), folder.resolve("again"), FIRST));
        KeystoreSlotsTest.assertKind(Kind.MISSING, () -> KeystoreBackup.info(folder.resolve("none")));
        KeystoreSlotsTest.assertKind(Kind.DAMAGED, () -> KeystoreBackup.info(folder.resolve("keys")));
        assertThat(folder.resolve("again")).doesNotExist();
    }

    @Test
    void aKeyFileOpensABackup() throws Exception {
        KeyFile.create(folder.resolve("media.key"), Fixtures.random(1));
        Unlock keyFile = Unlock.keyFile(folder.resolve("media.key"));
        KeystoreBackup.write(store, backup, keyFile);
        KeystoreBackup.restore(backup, List.of(keyFile), folder.resolve("again"), FIRST);
        Keystore.open(folder.resolve("again"), List.of(FIRST)).close();
    }

    @Test
    void everyChangedByteIsRefusedAlsoWithAPutRightHash() throws Exception {
        KeystoreBackup.write(store, backup, LOCK);
        byte[] file = Files.readAllBytes(backup);
        int hashed = file.length - 32;
        for (int at = 0; at < file.length; at++) {
            Files.write(backup, Fixtures.flipped(file, at, 1 << at % 8));
            refused(at);
        }
        for (int at = 0; at < hashed; at++) {
            byte[] changed = Fixtures.flipped(Fixtures.cut(file, hashed), at, 1 << at % 8);
            Files.write(backup, Bytes.concat(changed, Bytes.sha256(changed)));
            refused(at);
        }
        assertThat(folder.resolve("again")).doesNotExist();
    }

    private void refused(int at) {
        assertThatExceptionOfType(KeystoreException.class)
                .as("byte %s", at)
                .isThrownBy(() -> KeystoreBackup.restore(backup, List.of(LOCK), folder.resolve("again"), FIRST))
                .satisfies(e -> assertThat(e.kind()).isIn(Kind.DAMAGED, Kind.WRONG_PASSPHRASE, Kind.VERSION));
    }

    @Test
    void noSecretIsInTheFile() throws Exception {
        byte[] seed = store.getRecord(NodeIdentity.NEURO_SEED).orElseThrow();
        KeystoreBackup.write(store, backup, LOCK);
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(backup)))
                .doesNotContain(HexFormat.of().formatHex(seed, 0, 8));
    }
}
