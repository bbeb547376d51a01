package com.hookprobe.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityLabelsTest {
    @Test
    void labelsDifferAndNoneBeginsAnother() throws Exception {
        List<String> labels = new ArrayList<>();
        for (Field field : IdentityLabels.class.getDeclaredFields()) {
            if (!field.isSynthetic()) {
                assertThat(field.getType()).isEqualTo(String.class);
                assertThat(Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers()))
                        .isTrue();
                labels.add((String) field.get(null));
            }
        }
        assertThat(labels).hasSize(21).doesNotHaveDuplicates();
        for (String one : labels) {
            assertThat(one).matches("HOOKPROBE [A-Z ]+ V[12]");
            assertThat(labels.stream().filter(other -> other.startsWith(one))).containsExactly(one);
        }
    }
}
