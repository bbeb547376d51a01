package com.hookprobe.qsecbit.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.testsupport.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndicatorListTest {
    private static IndicatorList read(String text) throws IOException {
        return IndicatorList.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(IndicatorList list) {
        return list.indicators().stream().map(Indicator::toString).toList();
    }

    @Test
    void readsLinesWithCommentsNumbersAndRepeats() throws IOException {
        IndicatorList list = read(
                "# a list\n\n203.0.113.7\r\n203.0.113.8\t10\n 198.51.100.0/24 ; SBL1\n"
                        + "2001:db8::/32 # v6\n203.0.113.7 3\n02:00:00:00:00:07\nexample.com\n0.0.0.0/0\n203.0.113.9 x\n192.0.2.1/24");
        assertThat(texts(list))
                .containsExactly("203.0.113.7", "203.0.113.8", "198.51.100.0/24", "2001:db8::/32", "02:00:00:00:00:07");
        assertThat(list.othersCount()).isEqualTo(4);
        assertThat(list.others()).containsExactly("example.com", "0.0.0.0/0", "203.0.113.9 x", "192.0.2.1/24");
    }

    @Test
    void readsDecisionsOfCrowdSec() throws IOException {
        IndicatorList list =
                read(" [{\"id\":1,\"scope\":\"Ip\",\"value\":\"203.0.113.7\",\"duration\":\"4h\",\"type\":\"ban\"},"
                        + "{\"scope\":\"Range\",\"value\":\"198.51.100.0/24\"},{\"scope\":\"Country\",\"value\":\"XX\"},"
                        + "{\"scope\":\"Ip\",\"value\":\"203.0.113.9\",\"simulated\":true}]");
        assertThat(texts(list)).containsExactly("203.0.113.7", "198.51.100.0/24");
        assertThat(list.others()).containsExactly("Country XX");
    }

    @Test
    void readsAlertsOfCrowdSecByTheirDecisionsOnly() throws IOException {
        IndicatorList list = read(
                "[{\"source\":{\"scope\":\"Ip\",\"value\":\"203.0.113.1\"},\"scope\":\"Ip\",\"value\":\"203.0.113.2\","
                        + "\"decisions\":[{\"scope\":\"Ip\",\"value\":\"203.0.113.7\"}],\"events\":[{\"meta\":[{\"value\":\"203.0.113.3\"}]}]},"
                        + "{\"decisions\":null}]");
        assertThat(texts(list)).containsExactly("203.0.113.7");
        assertThat(list.othersCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[[]]", "[{\"decisions\":1}]", "[{\"decisions\":[1]}]", "[{}", "[] x", "[{]"})
    void refusesOtherJson(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void anEmptyListIsEmpty() throws IOException {
        assertThat(read("").indicators()).isEmpty();
        assertThat(read("[]").indicators()).isEmpty();
    }

    @Test
    void isBounded() throws IOException {
        assertThat(read("x\n".repeat(IndicatorList.ENTRIES_MAX)).othersCount()).isEqualTo(IndicatorList.ENTRIES_MAX);
        assertThatThrownBy(() -> read("x\n".repeat(IndicatorList.ENTRIES_MAX + 1)))
                .hasMessageContaining("split");
        assertThat(read("y".repeat(1_000_000)).others())
                .singleElement()
                .asString()
                .hasSize(80);
        assertThatThrownBy(() -> read("[{\"decisions\":".repeat(5000))).isInstanceOf(IOException.class);
    }

    /** Whatever it is, it is a list or an {@link IOException}. */
    @Property(tries = 500)
    void neverFailsInAnotherWay(@ForAll byte[] bytes) {
        try {
            assertThat(IndicatorList.read(new ByteArrayInputStream(bytes)).othersCount())
                    .isNotNegative();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("");
        }
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void readsThePublicList() throws IOException {
        try (InputStream stream =
                new GZIPInputStream(Files.newInputStream(SharedData.file("data/ipsum/ipsum.txt.gz")))) {
            IndicatorList list = IndicatorList.read(stream);
            assertThat(list.indicators()).hasSize(120_430);
            assertThat(list.othersCount()).isZero();
        }
    }
}
