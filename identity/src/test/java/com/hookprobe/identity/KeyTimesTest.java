package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTimesTest {
    @TempDir
    Path folder;

    @Test
    void keysAreRememberedByNameAndId() throws Exception {
        long before = System.currentTimeMillis() / 1000;
        try (Keystore store = KeystoreTest.cheap(folder.resolve("keys"))) {
            assertThat(KeyTimes.load(store).entries()).isEmpty();
            KeyTimes.load(store).with("device", 0).with("vault", 0xFFFFFFFFL).store(store, Map.of());
            KeyTimes read = KeyTimes.load(store);
            assertThat(read.of("vault", 0xFFFFFFFFL).orElseThrow()).isGreaterThanOrEqualTo(before);
            assertThat(read.of("vault", 0)).isEmpty();
            assertThat(read.with("device", 0).entries()).hasSize(2);
            store.put("key.times", new byte[10]);
            assertThatExceptionOfType(KeystoreException.class)
                    .isThrownBy(() -> KeyTimes.load(store))
                    .extracting(KeystoreException::kind)
                    .isEqualTo(KeystoreException.Kind.DAMAGED);
        }
        KeyTimes none = empty();
        assertThatIllegalArgumentException().isThrownBy(() -> none.with("A b", 1));
    }

    @Test
    void theOldestAreForgottenAtTheLimit() throws Exception {
        KeyTimes times = empty();
        for (int i = 0; i <= KeyTimes.ENTRIES_MAX; i++) {
            times = times.with("a".repeat(KeystoreFormat.NAME_CHARS_MAX), i);
        }
        assertThat(times.entries()).hasSize(KeyTimes.ENTRIES_MAX);
        assertThat(times.entries().get(0).id()).isEqualTo(1);
        byte[] record = times.encode();
        assertThat(record.length).isLessThanOrEqualTo(Keystore.SECRET_BYTES_MAX);
        assertThat(KeyTimes.decode(record).entries()).isEqualTo(times.entries());
        record[5] = 2;
        record[6] = 1;
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> KeyTimes.decode(record));
        byte[] cut = Fixtures.cut(times.encode(), 40);
        assertThatExceptionOfType(RecordException.class).isThrownBy(() -> KeyTimes.decode(cut));
    }

    private KeyTimes empty() throws Exception {
        try (Keystore store = KeystoreTest.cheap(folder.resolve("empty"))) {
            return KeyTimes.load(store);
        }
    }
}
