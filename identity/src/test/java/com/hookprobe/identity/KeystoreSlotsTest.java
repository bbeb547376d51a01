package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hookprobe.identity.KeystoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeystoreSlotsTest {
    private static final Unlock PASSPHRASE = Unlock.passphrase(KeystoreTest.PASSPHRASE, Fixtures.CHEAP);

    @TempDir
    Path folder;

    private Path path;
    private Unlock keyFile;

    @BeforeEach
    void makeKeyFile() throws Exception {
        path = folder.resolve("keys");
        KeyFile.create(folder.resolve("media.key"), Fixtures.random(1));
        keyFile = Unlock.keyFile(folder.resolve("media.key"));
    }

    /** Stands for a chip: wraps with a pad that only it has, and can be taken away. */
    private static final class Chip implements KeyProtector {
        private final byte[] pad;
        private boolean gone;

        private Chip(long seed) {
            this.pad = Fixtures.bytes(seed, 32);
        }

        @Override
        public String name() {
            return "test-chip";
        }

        @Override
        public byte[] wrap(Secret key) {
            return key.use(this::xor);
        }

        @Override
        public Secret unwrap(byte[] wrapped) throws KeyProtectorException {
            if (gone) {
                throw new KeyProtectorException(KeyProtectorException.Kind.UNAVAILABLE, "no chip");
            }
            return Secret.moved(xor(wrapped));
        }

        private byte[] xor(byte[] bytes) {
            byte[] out = new byte[32];
            for (int i = 0; i < 32; i++) {
                out[i] = (byte) (bytes[i] ^ pad[i]);
            }
            return out;
        }
    }

    @Test
    void everySlotOpensTheSame() throws Exception {
        Chip chip = new Chip(5);
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            store.put("a", new byte[] {1});
            assertThat(store.addSlot(keyFile)).isEqualTo(2);
            assertThat(store.addSlot(Unlock.protector(chip))).isEqualTo(3);
            store.put("b", new byte[] {2});
        }
        for (Unlock unlock : List.of(PASSPHRASE, keyFile, Unlock.protector(chip))) {
            try (Keystore store = Keystore.open(path, List.of(unlock))) {
                assertThat(store.getRecord("a")).contains(new byte[] {1});
                assertThat(store.getRecord("b")).contains(new byte[] {2});
            }
        }
        assertThat(Keystore.slotsOf(path))
                .extracting(KeystoreSlot::id, KeystoreSlot::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, KeystoreSlot.Kind.PASSPHRASE),
                        org.assertj.core.groups.Tuple.tuple(2, KeystoreSlot.Kind.KEY_FILE),
                        org.assertj.core.groups.Tuple.tuple(3, KeystoreSlot.Kind.PROTECTOR));
        assertThat(Keystore.slotsOf(path).get(2).detail()).isEqualTo("test-chip");
    }

    @Test
    void theFirstThatOpensIsEnough() throws Exception {
        Chip chip = new Chip(5);
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            store.addSlot(Unlock.protector(chip));
        }
        chip.gone = true;
        Keystore.open(path, List.of(Unlock.protector(chip), PASSPHRASE)).close();
        assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of(Unlock.protector(chip))));
        assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of(Unlock.protector(new Chip(6)))));
        assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of()));
        assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of(keyFile)));
        assertKind(Kind.WRONG_PASSPHRASE, () -> Keystore.open(path, "no".toCharArray()));
    }

    @Test
    void aPassphraseWithoutASlotIsNamed() throws Exception {
        Keystore.create(path, keyFile).close();
        assertThatExceptionOfType(KeystoreException.class)
                .isThrownBy(() -> Keystore.open(path, List.of(PASSPHRASE)))
                .withMessageContaining("no slot opens by one")
                .withMessageContaining("key file");
    }

    @Test
    void anotherKeyFileIsRefused() throws Exception {
        Keystore.create(path, keyFile).close();
        KeyFile.create(folder.resolve("other.key"), Fixtures.random(2));
        assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of(Unlock.keyFile(folder.resolve("other.key")))));
        assertKind(Kind.MISSING, () -> Keystore.open(path, List.of(Unlock.keyFile(folder.resolve("none")))));
        assertKind(Kind.EXISTS, () -> KeyFile.create(folder.resolve("other.key"), Fixtures.random(3)));
        for (int length : new int[] {0, KeyFile.BYTES_MIN - 1, KeyFile.BYTES_MAX + 1}) {
            Files.write(folder.resolve("other.key"), Fixtures.bytes(4, length));
            assertKind(Kind.DAMAGED, () -> Keystore.open(path, List.of(Unlock.keyFile(folder.resolve("other.key")))));
        }
        for (int length : new int[] {KeyFile.BYTES_MIN, KeyFile.BYTES_MAX}) {
            Files.write(folder.resolve("other.key"), Fixtures.bytes(4, length));
            assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of(Unlock.keyFile(folder.resolve("other.key")))));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aKeyFileOfOthersIsRefused() throws Exception {
        Keystore.create(path, keyFile).close();
        Files.setPosixFilePermissions(folder.resolve("media.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertKind(Kind.UNSAFE, () -> Keystore.open(path, List.of(keyFile)));
    }

    @Test
    void theLastSlotStays() throws Exception {
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            assertKind(Kind.EXISTS, () -> store.removeSlots(Set.of(1), List.of(PASSPHRASE)));
            store.addSlot(keyFile);
            assertKind(Kind.EXISTS, () -> store.removeSlots(Set.of(1, 2), List.of(PASSPHRASE, keyFile)));
            assertKind(Kind.MISSING, () -> store.removeSlots(Set.of(3), List.of(PASSPHRASE, keyFile)));
            assertKind(Kind.MISSING, () -> store.removeSlots(Set.of(), List.of(PASSPHRASE, keyFile)));
            assertThat(store.slots()).hasSize(2);
        }
        Keystore.open(path, List.of(PASSPHRASE)).close();
    }

    /** The point of new keys at removal: an old copy of the file and what opened the removed slot give nothing new. */
    @Test
    void aRemovedSlotOpensNothingThatCameLater() throws Exception {
        KeystoreFormat old;
        KeystoreFormat now;
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            store.addSlot(keyFile);
            store.put("a", new byte[] {1});
            old = KeystoreFormat.decode(Files.readAllBytes(path));
            assertKind(Kind.WRONG_KEY, () -> store.removeSlots(Set.of(2), List.of(keyFile)));
            long before = store.sealingKeyId();
            store.removeSlots(Set.of(2), List.of(PASSPHRASE));
            assertThat(store.sealingKeyId()).isNotEqualTo(before);
            store.put("b", new byte[] {2});
            now = KeystoreFormat.decode(Files.readAllBytes(path));
            assertThat(store.getRecord("a")).contains(new byte[] {1});
        }
        assertKind(Kind.WRONG_KEY, () -> Keystore.open(path, List.of(keyFile)));
        DataKeys stale = old.slots().open(List.of(keyFile));
        byte[] data = Bytes.labelled(IdentityLabels.KEYSTORE_SECRET, Bytes.ascii("b"));
        assertThatExceptionOfType(java.security.GeneralSecurityException.class)
                .isThrownBy(() -> stale.open(now.sealed().get("b"), data));
        // The old slots put into the new file.
        Files.write(path, new KeystoreFormat(old.slots(), now.sealed(), now.closing()).encode());
        assertKind(Kind.DAMAGED, () -> Keystore.open(path, List.of(keyFile)));
    }

    @Test
    void rekeyNeedsWhatOpensEverySlot() throws Exception {
        Chip chip = new Chip(5);
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            store.addSlot(Unlock.protector(chip));
            store.put("a", new byte[] {1});
            byte[] before = Files.readAllBytes(path);
            assertKind(Kind.WRONG_KEY, () -> store.rekey(List.of(PASSPHRASE)));
            chip.gone = true;
            assertKind(Kind.WRONG_KEY, () -> store.rekey(List.of(PASSPHRASE, Unlock.protector(chip))));
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
            chip.gone = false;
            store.rekey(List.of(Unlock.protector(chip), PASSPHRASE));
        }
        for (Unlock unlock : List.of(PASSPHRASE, Unlock.protector(chip))) {
            try (Keystore store = Keystore.open(path, List.of(unlock))) {
                assertThat(store.getRecord("a")).contains(new byte[] {1});
            }
        }
    }

    @Test
    void passphraseOfOneSlotChangesBesideOthers() throws Exception {
        char[] next = "battery staple".toCharArray();
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            store.addSlot(keyFile);
            store.changePassphrase(KeystoreTest.PASSPHRASE, next, List.of(keyFile));
        }
        assertKind(Kind.WRONG_PASSPHRASE, () -> Keystore.open(path, KeystoreTest.PASSPHRASE));
        Keystore.open(path, next).close();
        Keystore.open(path, List.of(keyFile)).close();
    }

    @Test
    void slotsCannotBeAddedTakenAwayOrExchangedInTheFile() throws Exception {
        Path second = folder.resolve("second");
        KeystoreFormat one;
        KeystoreFormat two;
        try (Keystore store = Keystore.create(path, PASSPHRASE)) {
            one = KeystoreFormat.decode(Files.readAllBytes(path));
            store.addSlot(keyFile);
            two = KeystoreFormat.decode(Files.readAllBytes(path));
        }
        Keystore.create(second, keyFile).close();
        KeystoreFormat other = KeystoreFormat.decode(Files.readAllBytes(second));
        List<SlotTable> forged = List.of(
                one.slots(),
                new SlotTable(List.of(
                        two.slots().slots().get(0),
                        renumbered(other.slots().slots().get(0)))));
        for (SlotTable slots : forged) {
            Files.write(path, new KeystoreFormat(slots, new TreeMap<>(two.sealed()), two.closing()).encode());
            assertKind(Kind.DAMAGED, () -> Keystore.open(path, List.of(PASSPHRASE)));
        }
    }

    private static KeySlot renumbered(KeySlot slot) {
        KeySlot.Head head = slot.head();
        return new KeySlot(
                new KeySlot.Head(2, head.kind(), head.createdSeconds(), head.protector(), head.parameters()),
                slot.wrappedKeyset());
    }

    @Test
    void slotsAreBounded() throws Exception {
        try (Keystore store = Keystore.create(path, keyFile)) {
            for (int i = 1; i < Keystore.SLOTS_MAX; i++) {
                store.addSlot(keyFile);
            }
            assertKind(Kind.EXISTS, () -> store.addSlot(keyFile));
            store.removeSlots(Set.of(3, 4), List.of(keyFile));
            assertThat(store.addSlot(keyFile)).isEqualTo(3);
        }
        Keystore.open(path, List.of(keyFile)).close();
        assertThatIllegalArgumentException().isThrownBy(() -> Unlock.protector(new NamedProtector("Tpm")));
        assertThatIllegalArgumentException().isThrownBy(() -> Unlock.protector(new NamedProtector("t".repeat(17))));
    }

    private record NamedProtector(String name) implements KeyProtector {
        @Override
        public byte[] wrap(Secret key) {
            return new byte[1];
        }

        @Override
        public Secret unwrap(byte[] wrapped) {
            return Secret.copyOf(wrapped);
        }
    }

    @Test
    void versionOneIsRefusedByName() throws Exception {
        Keystore.create(path, keyFile).close();
        byte[] file = Files.readAllBytes(path);
        byte[] old = Fixtures.cut(file, file.length - 32);
        old[4] = 1;
        Files.write(path, Bytes.concat(old, Bytes.sha256(old)));
        assertKind(Kind.VERSION, () -> Keystore.open(path, List.of(keyFile)));
        assertKind(Kind.VERSION, () -> Keystore.slotsOf(path));
    }

    static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(KeystoreException.class)
                .isThrownBy(call)
                .extracting(KeystoreException::kind)
                .isEqualTo(kind);
    }
}
