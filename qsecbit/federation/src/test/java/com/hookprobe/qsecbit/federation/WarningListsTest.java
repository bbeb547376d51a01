package com.hookprobe.qsecbit.federation;

import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.testsupport.SharedData;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** FEDERATION 8.8. */
class WarningListsTest {
    private static final String ABOUT = "\"matching_attributes\":[\"ip-src\",\"domain\",\"sha256\"]";

    private final WarningLists.Builder lists = new WarningLists.Builder();

    private void add(String name, String type, String... entries) throws IOException {
        String list = "\"" + String.join("\",\"", entries) + "\"";
        read("{\"name\":\"" + name + "\",\"type\":\"" + type + "\"," + ABOUT + ",\"list\":[" + list + "]}");
    }

    private void read(String json) throws IOException {
        lists.add(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<String> match(IndicatorValue value) {
        return lists.build().match(value);
    }

    @Test
    void addressesMatchByPrefixAndSoDoPrefixesThatTouchOne() throws IOException {
        add("clouds", "cidr", "198.51.100.0/24", "198.51.100.128/25", "2001:db8::/32", "nonsense");
        add("resolvers", "string", "9.9.9.9", "2620:fe::fe");
        assertThat(match(ip("198.51.100.0"))).contains("clouds");
        assertThat(match(ip("198.51.100.255"))).contains("clouds");
        assertThat(match(ip("198.51.101.0"))).isEmpty();
        assertThat(match(ip("198.51.99.255"))).isEmpty();
        assertThat(match(ip("2001:db8:1::1"))).contains("clouds");
        assertThat(match(ip("9.9.9.9"))).contains("resolvers");
        assertThat(match(ip("9.9.9.10"))).isEmpty();
        assertThat(match(net("9.9.9.0/24"))).as("holds the resolver").contains("resolvers");
        assertThat(match(net("198.51.100.64/26"))).contains("clouds");
        assertThat(match(net("198.51.0.0/16"))).contains("clouds");
        assertThat(match(net("198.52.0.0/16"))).isEmpty();
        assertThat(lists.others()).isEqualTo(1);
    }

    @Test
    void namesMatchByKindOfList() throws IOException {
        add("hosts", "hostname", "Example.com", ".example.net");
        add("exact", "string", "only.example.org");
        add("parts", "substring", "tracker", "ab", "52.168.52.134");
        add("patterns", "regex", "/^api[0-9]+\\\\.example\\\\.edu$/i", "/(/");
        assertThat(match(IndicatorValue.domain("example.com"))).contains("hosts");
        assertThat(match(IndicatorValue.domain("a.b.example.com"))).contains("hosts");
        assertThat(match(IndicatorValue.domain("notexample.com"))).isEmpty();
        assertThat(match(IndicatorValue.domain("example.com.evil.org"))).isEmpty();
        assertThat(match(IndicatorValue.domain("www.example.net"))).contains("hosts");
        assertThat(match(IndicatorValue.domain("only.example.org"))).contains("exact");
        assertThat(match(IndicatorValue.domain("www.only.example.org"))).isEmpty();
        assertThat(match(IndicatorValue.domain("my.trackers.example.org"))).contains("parts");
        assertThat(match(IndicatorValue.domain("about.example.org")))
                .as("two letters would hold half of all names")
                .isEmpty();
        assertThat(match(ip("52.168.52.134"))).contains("parts");
        assertThat(match(ip("152.168.52.134"))).as("a part of its text only").isEmpty();
        assertThat(match(IndicatorValue.domain("API12.example.edu"))).contains("patterns");
        assertThat(lists.others()).as("ab, and what is no pattern").isEqualTo(2);
    }

    @Test
    void hashesMatch() throws IOException {
        Bytes32 hash = Samples.id(7);
        add("hashes", "string", hash.hex().toUpperCase(java.util.Locale.ROOT));
        assertThat(match(IndicatorValue.digest(IndicatorType.FILE_HASH, hash))).contains("hashes");
        assertThat(match(IndicatorValue.digest(IndicatorType.FILE_HASH, Samples.id(8))))
                .isEmpty();
        assertThat(match(IndicatorValue.digest(IndicatorType.TLS_FINGERPRINT, hash)))
                .isEmpty();
    }

    @Test
    void aPatternThatTakesForEverFindsNothing() throws IOException {
        add("slow", "regex", "^(a+)+$");
        String name = "a".repeat(60) + ".example";
        long startNs = System.nanoTime();
        assertThat(match(IndicatorValue.domain(name))).isEmpty();
        assertThat(System.nanoTime() - startNs).as("not 2^60 steps").isLessThan(30_000_000_000L);
    }

    @Test
    void whatIsAboutOtherThingsIsLeftOut() throws IOException {
        read("{\"name\":\"phones\",\"type\":\"regex\",\"matching_attributes\":[\"phone-number\"],\"list\":[\".*\"]}");
        assertThat(match(IndicatorValue.domain("example.com"))).isEmpty();
        assertThat(lists.build().size()).isZero();
    }

    @Test
    void readsStrictlyAndWithinBounds() throws IOException {
        for (String bad : new String[] {
            "",
            "[]",
            "{\"type\":\"cidr\"}",
            "{\"list\":[]}",
            "{\"type\":\"glob\",\"list\":[]}",
            "{\"type\":\"cidr\",\"list\":[1]}",
            "{\"type\":\"cidr\",\"list\":{}}",
            "{\"type\":\"cidr\",\"list\":[]} x",
            "{\"type\":\"cidr\",\"list\":[\"" + "9".repeat(5000) + "\"]}",
            "{\"type\":\"cidr\",\"list\":[],\"x\":" + "[".repeat(20) + "]".repeat(20) + "}",
        }) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(IOException.class);
        }
        String[] many = new String[WarningLists.Builder.SLOW_MAX + 1];
        java.util.Arrays.setAll(many, i -> "part" + i);
        assertThatThrownBy(() -> add("many", "substring", many)).isInstanceOf(IOException.class);
    }

    /** Against a search through all prefixes, one by one. */
    @Test
    void findsWhatASlowSearchFinds() throws IOException {
        Random random = new Random(5);
        String[] prefixes = new String[200];
        java.util.Arrays.setAll(
                prefixes,
                i -> "10." + random.nextInt(4) + "." + random.nextInt(256) + ".0/" + (22 + random.nextInt(5)));
        WarningLists.Builder plain = new WarningLists.Builder();
        add("all", "cidr", prefixes);
        WarningLists built = lists.build();
        int hits = 0;
        for (int i = 0; i < 5000; i++) {
            IndicatorValue value =
                    net("10." + random.nextInt(4) + "." + random.nextInt(256) + ".0/" + (23 + random.nextInt(10)));
            boolean slow = false;
            for (String prefix : prefixes) {
                slow |= com.hookprobe.qsecbit.metric.Cidr.parse(prefix)
                        .orElseThrow()
                        .overlaps(value.addresses().orElseThrow());
            }
            assertThat(built.test(value)).as("%s", value).isEqualTo(slow);
            hits += slow ? 1 : 0;
        }
        assertThat(hits).isBetween(500, 4500);
        assertThat(plain.build().size()).isZero();
    }

    /** All of MISP's lists, and how much of a public list of attackers they would keep from being blocked. */
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void mispsListsAndIpsum() throws IOException {
        Path archive = SharedData.file("data/misp-warninglists/warninglists.tar.gz");
        Path ipsum = SharedData.file("data/ipsum/ipsum.txt.gz");
        int files = readTar(archive);
        WarningLists all = lists.build();
        Map<String, Integer> hits = new TreeMap<>();
        int addresses = 0;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(ipsum)), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    addresses++;
                    all.match(ip(line.split("\t", 2)[0])).ifPresent(name -> hits.merge(name, 1, Integer::sum));
                }
            }
        }
        int warned = hits.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("warning lists: " + files + " files, " + all.size() + " about addresses, names or hashes, "
                + lists.others() + " entries left out; ipsum: " + warned + " of " + addresses + " on them");
        hits.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(12)
                .forEach(each -> System.out.println("  " + each.getValue() + " " + each.getKey()));
        assertThat(files).isEqualTo(116);
        assertThat(addresses).isEqualTo(120_430);
        assertThat(all.match(ip("8.8.8.8"))).isPresent();
        assertThat(all.match(IndicatorValue.domain("www.google.com"))).isPresent();
        assertThat(all.match(ip("203.0.113.77"))).isPresent();
        assertThat(warned).isBetween(1_000, 60_000);
    }

    private int readTar(Path archive) throws IOException {
        int files = 0;
        try (InputStream tar = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            for (byte[] head = tar.readNBytes(512); head.length == 512 && head[0] != 0; head = tar.readNBytes(512)) {
                String size = new String(head, 124, 11, StandardCharsets.US_ASCII).strip();
                int bytes = Integer.parseInt(size, 8);
                byte[] content = tar.readNBytes((bytes + 511) / 512 * 512);
                if (new String(head, 0, 100, StandardCharsets.US_ASCII).strip().contains("list.json")) {
                    lists.add(new ByteArrayInputStream(content, 0, bytes));
                    files++;
                }
            }
        }
        return files;
    }
}
