package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.testsupport.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarningListTest {
    private static WarningList read(String json) throws IOException {
        return WarningList.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsAddressesAndCountsTheRest() throws IOException {
        WarningList list = read("{\"type\":\"cidr\",\"matching\":[\"ip-src\",{\"a\":[1]}],\"name\":\"resolvers\","
                + "\"list\":[\"8.8.8.8\",\"1.1.1.0/24\",\"2001:4860::/32\",\"dns.example\"],\"version\":3}");
        assertThat(list.name()).isEqualTo("resolvers");
        assertThat(list.prefixes()).containsExactly(net("8.8.8.8"), net("1.1.1.0/24"), net("2001:4860::/32"));
        assertThat(list.others()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"name\":\"x\"}",
                "{\"list\":[1]}",
                "{\"list\":[[\"8.8.8.8\"]]}",
                "{\"list\":[\"8.8.8.8\"",
                "{\"list\":[\"8.8.8.8\"]",
                "{\"list\":[\"8.8.8.8\"]} x",
                "{\"list\":\"8.8.8.8\"}"
            })
    void refusesEverythingElse(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }

    /** All public lists at once: 81,255 prefixes of which none may stay banned. */
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void takesAllPublicListsAndLiftsABanOnAResolver() throws IOException {
        Response response = new Response(allowlist(), new DryRunEnforcer());
        assertThat(response.apply(Samples.block("8.8.8.8"), NOW)).isEqualTo(Outcome.ENFORCED);
        int lists = 0;
        int prefixes = 0;
        int lifted = 0;
        try (InputStream tar = new GZIPInputStream(
                Files.newInputStream(SharedData.file("data/misp-warninglists/warninglists.tar.gz")))) {
            for (byte[] header = tar.readNBytes(512);
                    header.length == 512 && header[0] != 0;
                    header = tar.readNBytes(512)) {
                String path = new String(header, 0, 100, StandardCharsets.US_ASCII).trim();
                int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII).trim(), 8);
                byte[] content = tar.readNBytes(size);
                tar.skipNBytes((512 - size % 512) % 512);
                if (path.endsWith("list.json")) {
                    WarningList list = WarningList.read(new ByteArrayInputStream(content));
                    lists++;
                    prefixes += list.prefixes().size();
                    lifted +=
                            response.allowAll(list.prefixes(), list.name(), NOW).size();
                }
            }
        }
        assertThat(lists).isEqualTo(116);
        assertThat(prefixes).isGreaterThan(81_000);
        assertThat(lifted).isEqualTo(1);
        assertThat(response.apply(Samples.block("8.8.8.8"), NOW)).isEqualTo(Outcome.ALLOWLISTED);
        assertThat(response.apply(Samples.block("203.0.113.7"), NOW))
                .as("TEST-NET is on a list of addresses that attack no one")
                .isEqualTo(Outcome.ALLOWLISTED);
    }
}
