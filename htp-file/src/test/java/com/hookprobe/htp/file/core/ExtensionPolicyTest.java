package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionPolicyTest {
    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "A.TXT", "a.json.sig", "model.onnx", "x.ter", "a b.csv", "a.ｔxt"})
    void allowed(String name) {
        assertThat(ExtensionPolicy.DEFAULT.allows(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.",
                "a..txt",
                "a.php",
                "x.php.txt",
                "a.txt.exe",
                ".txt",
                ".a.txt",
                "report.2024.csv",
                "txt"
            })
    void refused(String name) {
        assertThat(ExtensionPolicy.DEFAULT.allows(name)).isFalse();
    }

    @Test
    void anEmptyListIsNoPolicy() {
        assertThatThrownBy(() -> ExtensionPolicy.of(Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExtensionPolicy.of(Set.of(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExtensionPolicy.of(Set.of("a.b"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(ExtensionPolicy.of(Set.of("PHP")).allows("x.php")).isTrue();
    }
}
