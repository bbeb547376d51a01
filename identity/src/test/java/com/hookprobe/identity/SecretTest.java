package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    Path folder;

    private static byte[] inside(Secret secret) throws ReflectiveOperationException {
        Field field = Secret.class.getDeclaredField("bytes");
        field.setAccessible(true);
        return (byte[]) field.get(secret);
    }

    @Test
    void closingWipesAndEndsEveryUse() throws Exception {
        Secret secret = Secret.copyOf(Fixtures.bytes(1, 32));
        byte[] array = inside(secret);
        assertThat(array).isEqualTo(Fixtures.bytes(1, 32));
        secret.close();
        secret.close();
        assertThat(array).isEqualTo(new byte[32]);
        assertThat(secret.length()).isEqualTo(32);
        assertThatIllegalStateException().isThrownBy(() -> secret.use(byte[]::clone));
        assertThatIllegalStateException().isThrownBy(secret::copy);
    }

    @Test
    void movingWipesTheSource() {
        byte[] source = Fixtures.bytes(2, 16);
        try (Secret secret = Secret.moved(source)) {
            assertThat(source).isEqualTo(new byte[16]);
            assertThat(secret).isEqualTo(Secret.copyOf(Fixtures.bytes(2, 16)));
        }
    }

    @Test
    void equalByContentUntilClosed() {
        Secret one = Secret.copyOf(Fixtures.bytes(1, 32));
        Secret same = one.copy();
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(Secret.copyOf(Fixtures.bytes(2, 32)));
        assertThat(one).isNotEqualTo(Secret.copyOf(Fixtures.bytes(1, 31)));
        same.close();
        assertThat(one).isNotEqualTo(same);
        Secret closed = Secret.copyOf(new byte[32]);
        closed.close();
        // Both are zeros in memory; neither is the other's secret.
        assertThat(closed).isNotEqualTo(same);
    }

    @Test
    void javaSerialisationIsRefused() throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> out.writeObject(Secret.copyOf(new byte[4])));
        }
    }

    @Test
    void noTextOfAKeyClassShowsASecret() throws Exception {
        byte[] seed = Fixtures.bytes(7, 32);
        char[] passphrase = "a passphrase to look for".toCharArray();
        Path keyFile = folder.resolve("media.key");
        KeyFile.create(keyFile, Fixtures.random(1));
        try (Keystore store = Keystore.create(folder.resolve("keys"), Unlock.passphrase(passphrase, Fixtures.CHEAP));
                DeviceKey key = DeviceKey.fromSeed(seed);
                Secret secret = Secret.copyOf(seed)) {
            store.putAll(Map.of("a", secret));
            Vault vault = Vault.open(store);
            NodeIdentity node = NodeIdentity.create(store, "n", Fixtures.random(3));
            List<Object> shown = List.of(
                    store,
                    key,
                    secret,
                    vault,
                    node,
                    Unlock.passphrase(passphrase),
                    Unlock.keyFile(keyFile),
                    store.get("a").orElseThrow(),
                    store.slots(),
                    KeyTimes.load(store));
            for (Object object : shown) {
                assertThat(String.valueOf(object))
                        .as(object.getClass().getName())
                        .doesNotContain(HexFormat.of().formatHex(seed, 0, 4))
                        .doesNotContainIgnoringCase("look for")
                        .hasSizeLessThan(600);
            }
        }
    }

    @Test
    void closingADeviceKeyWipesItsSeed() throws Exception {
        DeviceKey key = DeviceKey.fromSeed(Fixtures.bytes(7, 32));
        Field field = DeviceKey.class.getDeclaredField("seed");
        field.setAccessible(true);
        byte[] array = inside((Secret) field.get(key));
        assertThat(array).isEqualTo(Fixtures.bytes(7, 32));
        key.close();
        assertThat(array).isEqualTo(new byte[32]);
        assertThatIllegalStateException().isThrownBy(() -> key.sign(new byte[1]));
    }
}
