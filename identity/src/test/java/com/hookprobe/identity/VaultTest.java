package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.identity.RecordException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 400, 100_000})
    void payloadComesBackAlsoAfterARestart(int length) throws Exception {
        byte[] payload = Fixtures.bytes(1, length);
        byte[] sealed;
        try (Keystore store = KeystoreTest.cheap(folder.resolve("keys"))) {
            sealed = Vault.open(store).seal("dsm.payload", payload);
            assertThat(sealed).hasSize(length + Vault.OVERHEAD_BYTES);
        }
        Vault again;
        try (Keystore store = Keystore.open(folder.resolve("keys"), KeystoreTest.PASSPHRASE)) {
            again = Vault.open(store);
        }
        assertThat(again.open("dsm.payload", sealed)).isEqualTo(payload);
    }

    @Test
    void refusesAnotherLabelAnotherVaultAndEveryChange() throws Exception {
        try (Keystore store = KeystoreTest.cheap(folder.resolve("keys"));
                Keystore other = KeystoreTest.cheap(folder.resolve("other"))) {
            Vault vault = Vault.open(store);
            byte[] sealed = vault.seal("a", Fixtures.bytes(1, 50));
            assertRefused(vault, "b", sealed);
            assertRefused(vault, "", sealed);
            assertRefused(Vault.open(other), "a", sealed);
            for (int at = 0; at < sealed.length; at++) {
                assertRefused(vault, "a", Fixtures.flipped(sealed, at, 1 << (at % 8)));
                assertRefused(vault, "a", Fixtures.cut(sealed, at));
            }
            assertRefused(vault, "a", Fixtures.cut(sealed, sealed.length + 1));
        }
    }

    @Test
    void rotatedVaultOpensOldAndNew() throws Exception {
        try (Keystore store = KeystoreTest.cheap(folder.resolve("keys"))) {
            Vault first = Vault.open(store);
            byte[] old = first.seal("a", new byte[] {1});
            Vault second = first.rotate(store);
            byte[] young = second.seal("a", new byte[] {2});
            assertThat(second.open("a", old)).containsExactly(1);
            assertThat(Vault.open(store).open("a", young)).containsExactly(2);
            assertThat(Vault.open(store).open("a", old)).containsExactly(1);
            assertRefused(first, "a", young);
        }
    }

    @Test
    void brokenKeysetIsDamage() throws Exception {
        try (Keystore store = KeystoreTest.cheap(folder.resolve("keys"))) {
            store.put("vault.keyset", Fixtures.bytes(1, 60));
            assertThatExceptionOfType(KeystoreException.class)
                    .isThrownBy(() -> Vault.open(store))
                    .extracting(KeystoreException::kind)
                    .isEqualTo(KeystoreException.Kind.DAMAGED);
        }
    }

    private static void assertRefused(Vault vault, String label, byte[] sealed) {
        assertThatExceptionOfType(RecordException.class)
                .isThrownBy(() -> vault.open(label, sealed))
                .extracting(RecordException::kind)
                .isEqualTo(Kind.SEALED);
    }
}
