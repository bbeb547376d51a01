package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.AtomicFile.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeystoreCrashTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Step.class)
    void crashLeavesTheOldOrTheNewFile(Step where) throws Exception {
        Path path = folder.resolve("keys");
        AtomicReference<Step> crashAt = new AtomicReference<>();
        AtomicFile.CrashPoint crash = step -> {
            if (step == crashAt.get()) {
                throw new IOException("crash");
            }
        };
        try (Keystore store =
                Keystore.create(path, Unlock.passphrase(KeystoreTest.PASSPHRASE, Fixtures.CHEAP), crash)) {
            store.put("a", new byte[] {1});
            crashAt.set(where);
            assertThatExceptionOfType(KeystoreException.class)
                    .isThrownBy(() -> store.put("a", new byte[] {2}))
                    .extracting(KeystoreException::kind)
                    .isEqualTo(KeystoreException.Kind.STORAGE);
        }
        // The machine starts again.
        byte expected = (byte) (where == Step.RENAMED ? 2 : 1);
        try (Keystore store = Keystore.open(path, KeystoreTest.PASSPHRASE)) {
            assertThat(store.getRecord("a")).contains(new byte[] {expected});
            store.put("a", new byte[] {3});
            assertThat(Files.exists(folder.resolve("keys.new"))).isFalse();
        }
        try (Keystore store = Keystore.open(path, KeystoreTest.PASSPHRASE)) {
            assertThat(store.getRecord("a")).contains(new byte[] {3});
        }
    }

    @Test
    void crashAtCreationLeavesNoHalfFile() throws Exception {
        Path path = folder.resolve("keys");
        assertThatExceptionOfType(KeystoreException.class)
                .isThrownBy(() ->
                        Keystore.create(path, Unlock.passphrase(KeystoreTest.PASSPHRASE, Fixtures.CHEAP), step -> {
                            throw new IOException("crash");
                        }));
        assertThat(Files.exists(path)).isFalse();
        KeystoreTest.cheap(path).close();
        Keystore.open(path, KeystoreTest.PASSPHRASE).close();
    }

    @Test
    void tornTemporaryFileIsNeverRead() throws Exception {
        Path path = folder.resolve("keys");
        try (Keystore store = KeystoreTest.cheap(path)) {
            store.put("a", new byte[] {1});
        }
        byte[] whole = Files.readAllBytes(path);
        Files.write(folder.resolve("keys.new"), Fixtures.cut(whole, whole.length / 2));
        try (Keystore store = Keystore.open(path, KeystoreTest.PASSPHRASE)) {
            assertThat(store.getRecord("a")).contains(new byte[] {1});
            store.put("b", new byte[] {2});
        }
        Keystore.open(path, KeystoreTest.PASSPHRASE).close();
    }

    @Test
    void plantedLinkIsNotWrittenThrough() throws Exception {
        Path path = folder.resolve("keys");
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        try (Keystore store = KeystoreTest.cheap(path)) {
            Files.createSymbolicLink(folder.resolve("keys.new"), victim);
            store.put("a", new byte[] {1});
        }
        assertThat(victim).hasContent("mine");
    }
}
