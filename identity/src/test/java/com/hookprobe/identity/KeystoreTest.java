package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.identity.KeystoreException.Kind;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoreTest {
    static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("node.keys");
    }

    static Keystore cheap(Path path) throws KeystoreException {
        return Keystore.create(path, Unlock.passphrase(PASSPHRASE, Fixtures.CHEAP));
    }

    @Test
    void secretsComeBack() throws Exception {
        try (Keystore store = cheap(path)) {
            store.put("device.ed25519", Fixtures.bytes(1, 32));
            store.put("empty", new byte[0]);
            store.put("long", Fixtures.bytes(2, Keystore.SECRET_BYTES_MAX));
            assertThat(store.getRecord("device.ed25519")).contains(Fixtures.bytes(1, 32));
        }
        try (Keystore store = Keystore.open(path, PASSPHRASE)) {
            assertThat(store.names()).containsExactly("device.ed25519", "empty", "long");
            assertThat(store.getRecord("device.ed25519")).contains(Fixtures.bytes(1, 32));
            assertThat(store.getRecord("empty")).contains(new byte[0]);
            assertThat(store.getRecord("long")).contains(Fixtures.bytes(2, Keystore.SECRET_BYTES_MAX));
            assertThat(store.getRecord("other")).isEmpty();
            store.put("empty", new byte[] {1});
            store.remove("long");
        }
        try (Keystore store = Keystore.open(path, PASSPHRASE)) {
            assertThat(store.names()).containsExactly("device.ed25519", "empty");
            assertThat(store.getRecord("empty")).contains(new byte[] {1});
        }
    }

    @Test
    void defaultCostIsTheOneOfTheDesign() throws Exception {
        Keystore.create(path, PASSPHRASE).close();
        byte[] file = Files.readAllBytes(path);
        // 19 MiB, 2, 1 behind the slot's id, kind, time and lengths
        assertThat(HexFormat.of().formatHex(file, 19, 31)).isEqualTo("00004c00" + "00000002" + "00000001");
        Keystore.open(path, PASSPHRASE).close();
        assertKind(Kind.WRONG_PASSPHRASE, () -> Keystore.open(path, "correct horsf".toCharArray()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Correct horse", "correct hors", "correct horse ", "x"})
    void wrongPassphraseIsNamed(String wrong) throws Exception {
        cheap(path).close();
        assertKind(Kind.WRONG_PASSPHRASE, () -> Keystore.open(path, wrong.toCharArray()));
    }

    /** Values of the Argon2 reference implementation's own test, Argon2id version 0x13. */
    @Test
    void argon2idIsTheOneOfTheReference() {
        byte[] salt = "somesalt".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexFormat.of().formatHex(new KdfCost(256, 2, 1).derive("password".toCharArray(), salt)))
                .isEqualTo("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
        assertThat(HexFormat.of().formatHex(new KdfCost(256, 2, 2).derive("password".toCharArray(), salt)))
                .isEqualTo("6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037");
    }

    @Test
    void missingAndExistingAreNamed() throws Exception {
        assertKind(Kind.MISSING, () -> Keystore.open(path, PASSPHRASE));
        try (Keystore store = cheap(path)) {
            assertKind(Kind.EXISTS, () -> cheap(path));
            assertKind(Kind.MISSING, () -> store.remove("none"));
        }
        assertKind(Kind.STORAGE, () -> cheap(folder.resolve("no/such/folder")));
        assertKind(Kind.STORAGE, () -> Keystore.open(folder, PASSPHRASE));
    }

    @Test
    void everyChangedByteIsDamage() throws Exception {
        byte[] file = sample();
        for (int at = 0; at < file.length; at++) {
            for (int mask : new int[] {0x01, 0x80, 0xFF}) {
                Files.write(path, Fixtures.flipped(file, at, mask));
                assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
            }
        }
    }

    @Test
    void everyCutAndEveryAdditionIsDamage() throws Exception {
        byte[] file = sample();
        for (int length = 0; length < file.length; length++) {
            Files.write(path, Fixtures.cut(file, length));
            assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
        }
        Files.write(path, Fixtures.cut(file, file.length + 1));
        assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
    }

    /** The plain hash at the end keeps no attacker out: with it put right, the seals must refuse. */
    @Test
    void everyChangedByteWithAPutRightHashIsRefused() throws Exception {
        byte[] file = sample();
        int hashed = file.length - 32;
        Map<Kind, Integer> seen = new HashMap<>();
        for (int at = 0; at < hashed; at++) {
            byte[] changed = Fixtures.flipped(Arrays.copyOf(file, hashed), at, at % 2 == 0 ? 0x01 : 0xFF);
            Files.write(path, Bytes.concat(changed, Bytes.sha256(changed)));
            assertThatExceptionOfType(KeystoreException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> Keystore.open(path, PASSPHRASE))
                    .satisfies(e -> seen.merge(e.kind(), 1, Integer::sum));
        }
        assertThat(seen).containsOnlyKeys(Kind.DAMAGED, Kind.WRONG_PASSPHRASE, Kind.VERSION);
        assertThat(seen).containsEntry(Kind.VERSION, 1);
    }

    @Test
    void recordsOfTwoTimesDoNotMix() throws Exception {
        KeystoreFormat before;
        KeystoreFormat after;
        try (Keystore store = cheap(path)) {
            store.put("a", new byte[] {1});
            store.put("b", new byte[] {2});
            before = KeystoreFormat.decode(Files.readAllBytes(path));
            store.put("a", new byte[] {3});
            after = KeystoreFormat.decode(Files.readAllBytes(path));
        }
        // The old value of "a" put back, "b" taken away, and the two exchanged.
        Map<String, byte[]> old = new HashMap<>(after.sealed());
        old.put("a", before.sealed().get("a"));
        Map<String, byte[]> without = Map.of("a", after.sealed().get("a"));
        Map<String, byte[]> exchanged =
                Map.of("a", after.sealed().get("b"), "b", after.sealed().get("a"));
        for (Map<String, byte[]> forged : List.of(old, without, exchanged)) {
            Files.write(path, new KeystoreFormat(after.slots(), new TreeMap<>(forged), after.closing()).encode());
            assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
        }
    }

    @Test
    void hugeFileIsNotRead() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(1L << 33);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
    }

    @Test
    void argonCostInAFileIsBounded() throws Exception {
        byte[] file = sample();
        byte[] greedy = Arrays.copyOf(file, file.length - 32);
        greedy[20] = 0x10; // 1 GiB
        Files.write(path, Bytes.concat(greedy, Bytes.sha256(greedy)));
        assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
        assertThatIllegalArgumentException().isThrownBy(() -> new KdfCost(7, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new KdfCost(8, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new KdfCost(8, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new KdfCost(256 * 1024 + 1, 1, 1));
    }

    @Test
    void noSecretIsInTheFile() throws Exception {
        byte[] secret = Fixtures.bytes(5, 32);
        try (Keystore store = cheap(path)) {
            store.put("device.ed25519", secret);
        }
        String all = HexFormat.of().formatHex(Files.readAllBytes(path));
        assertThat(all).doesNotContain(HexFormat.of().formatHex(secret, 0, 8));
    }

    @Test
    void passphraseChanges() throws Exception {
        char[] next = "battery staple".toCharArray();
        byte[] before;
        try (Keystore store = cheap(path)) {
            store.put("a", new byte[] {1});
            before = Files.readAllBytes(path);
            assertKind(Kind.WRONG_PASSPHRASE, () -> store.changePassphrase(next, next, List.of()));
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
            store.changePassphrase(PASSPHRASE, next, List.of());
            store.put("b", new byte[] {2});
        }
        assertKind(Kind.WRONG_PASSPHRASE, () -> Keystore.open(path, PASSPHRASE));
        try (Keystore store = Keystore.open(path, next)) {
            assertThat(store.getRecord("a")).contains(new byte[] {1});
            assertThat(store.getRecord("b")).contains(new byte[] {2});
        }
        // New keys: the old file's keyset opens nothing of the new file.
        KeystoreFormat now = KeystoreFormat.decode(Files.readAllBytes(path));
        KeystoreFormat old = KeystoreFormat.decode(before);
        assertThat(now.slots().slots().get(0).head().salt())
                .isNotEqualTo(old.slots().slots().get(0).head().salt());
        Files.write(path, new KeystoreFormat(old.slots(), now.sealed(), now.closing()).encode());
        assertKind(Kind.DAMAGED, () -> Keystore.open(path, PASSPHRASE));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void filesOfOthersAreRefused() throws Exception {
        cheap(path).close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-rw-rw-")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            assertKind(Kind.UNSAFE, () -> Keystore.open(path, PASSPHRASE));
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--------"));
        Keystore.open(path, PASSPHRASE).close();
    }

    /** Root may read a service's keystore, but what it wrote in its place the service could not open. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aKeystoreOfAnotherUserIsNotWritten() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        cheap(path).close();
        Files.setAttribute(path, "unix:uid", 1);
        byte[] before = Files.readAllBytes(path);
        try (Keystore keystore = Keystore.open(path, PASSPHRASE)) {
            assertKind(Kind.UNSAFE, () -> keystore.put("a", new byte[] {1}));
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(1);
    }

    @Test
    void twoWritersTakeTurnsUntilTheKeysChange() throws Exception {
        cheap(path).close();
        try (Keystore first = Keystore.open(path, PASSPHRASE);
                Keystore second = Keystore.open(path, PASSPHRASE)) {
            first.put("a", new byte[] {1});
            second.put("b", new byte[] {2});
            assertThat(second.names()).containsExactly("a", "b");
            first.put("a", new byte[] {3});
            assertThat(first.names()).containsExactly("a", "b");
            first.rekey(List.of(Unlock.passphrase(PASSPHRASE)));
            assertKind(Kind.CHANGED, () -> second.put("b", new byte[] {4}));
            assertThat(second.getRecord("b")).contains(new byte[] {2});
            Files.delete(path);
            assertKind(Kind.CHANGED, () -> first.put("d", new byte[] {4}));
        }
    }

    /** A file of the same passphrase, made by somebody else, does not get this one's secrets. */
    @Test
    void anotherFileInItsPlaceIsNotWrittenTo() throws Exception {
        Path other = folder.resolve("other");
        cheap(other).close();
        try (Keystore store = cheap(path)) {
            Files.copy(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertKind(Kind.CHANGED, () -> store.put("a", new byte[] {1}));
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(Files.readAllBytes(other));
    }

    @Test
    void manyThreadsPutWithoutLoss() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Keystore store = cheap(path)) {
            List<Callable<String>> puts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String name = "s" + i;
                puts.add(() -> {
                    store.put(name, name.getBytes(StandardCharsets.US_ASCII));
                    return name;
                });
            }
            for (var done : pool.invokeAll(puts)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        try (Keystore store = Keystore.open(path, PASSPHRASE)) {
            assertThat(store.names()).hasSize(16);
            assertThat(store.getRecord("s15")).contains("s15".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void limitsAreKept() throws Exception {
        try (Keystore store = cheap(path)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.put("a", new byte[Keystore.SECRET_BYTES_MAX + 1]));
            for (String name : List.of("", "A", ".a", "a b", "a/b", "ä", "a".repeat(65))) {
                assertThatIllegalArgumentException().isThrownBy(() -> store.put(name, new byte[1]));
            }
            Map<String, Secret> full = new HashMap<>();
            for (int i = 0; i < Keystore.SECRETS_MAX; i++) {
                full.put("n" + i, Secret.copyOf(new byte[] {1}));
            }
            store.putAll(full);
            assertThatIllegalArgumentException().isThrownBy(() -> store.put("one-more", new byte[1]));
            assertThat(store.names()).hasSize(Keystore.SECRETS_MAX);
        }
        Keystore.open(path, PASSPHRASE).close();
        assertThatIllegalArgumentException().isThrownBy(() -> Keystore.open(path, new char[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Keystore.open(path, new char[] {'\uD800'}));
    }

    @Test
    void closedStoreGivesNothing() throws Exception {
        Keystore store = cheap(path);
        store.close();
        store.close();
        assertThatIllegalStateException().isThrownBy(() -> store.getRecord("a"));
        assertThatIllegalStateException().isThrownBy(() -> store.put("a", new byte[1]));
        assertThatIllegalStateException().isThrownBy(store::names);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linkToTheFileStaysALink() throws Exception {
        cheap(path).close();
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        try (Keystore store = Keystore.open(link, PASSPHRASE)) {
            store.put("a", new byte[] {1});
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
        try (Keystore store = Keystore.open(path, PASSPHRASE)) {
            assertThat(store.getRecord("a")).contains(new byte[] {1});
        }
    }

    private byte[] sample() throws Exception {
        try (Keystore store = cheap(path)) {
            store.put("device.ed25519", Fixtures.bytes(1, 32));
            store.put("neuro.seed", Fixtures.bytes(2, 32));
        }
        return Files.readAllBytes(path);
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(KeystoreException.class)
                .isThrownBy(call)
                .extracting(KeystoreException::kind)
                .isEqualTo(kind);
    }
}
