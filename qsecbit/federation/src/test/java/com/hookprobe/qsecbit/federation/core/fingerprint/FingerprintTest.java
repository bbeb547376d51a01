package com.hookprobe.qsecbit.federation.core.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.IndicatorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final long START = 1_700_000_000_000_000L;
    private static final long MS = 1000;

    /** Computed by other code, from docs/spec/fingerprint.md alone; it is printed there. */
    private static final String VECTOR = "0edc34ccb4f6001f2d55d53c1581e5f6eb3621cc2ac7d50052d8de280303d2ed"
            + "15051f28002afe2434c000ee2bc016c0e2c9a940fe1f09fe2ac9e20cd2dfd918"
            + "d8123f15c0f61309d602e2eafeb51f1fea030eea18c0f409e248ca2bea2aeae8"
            + "1e0cf2de130cbd1f0cd3f6e2fdf7e40021f600fefdf61228f4eaf20216fd10f6"
            + "fd1cf616cc3700211500fe28c0e22ad5a9fdf2d3ea1ef2acd60af7e8d802eefe"
            + "122b1f2816f7c016e115e1e20a02163cf40ed62a24221fead3f2f4c90acaebf7"
            + "f7ca37f6d342d5eb28dfeb15decc3fea4cfeccdc4276ea02c3ae1ff4031fe1c9"
            + "f41522fdd32bf616ea2bb72be269e2c0f60000031ffe362adfed2116feb70ed5";

    private static final List<FlowFacts> FLOWS = List.of(
            new FlowFacts(START, 1, 6, 443, FlowOutcome.ANSWERED, 1200, 5000, 10, 12, 250 * MS, DnsShape.NONE, 0xcd08),
            new FlowFacts(START + 1500 * MS, 1, 6, 8080, FlowOutcome.REFUSED, 60, 40, 1, 1, 900, DnsShape.NONE, 0),
            new FlowFacts(
                    START + 1500 * MS,
                    2,
                    17,
                    53,
                    FlowOutcome.ANSWERED,
                    70,
                    180,
                    1,
                    1,
                    20 * MS,
                    new DnsShape(4, 11, 3, 24),
                    0),
            new FlowFacts(START + 61_000 * MS, 3, 1, 8, FlowOutcome.SILENT, 84, 0, 1, 0, 0, DnsShape.NONE, 0));

    @Test
    void agreesWithTheSpecificationsVector() {
        Fingerprint fingerprint = Fingerprint.of(FLOWS);
        assertThat(HexFormat.of().formatHex(fingerprint.bytes())).isEqualTo(VECTOR);
        assertThat(HexFormat.of().formatHex(fingerprint.bands().get(0).canonical()))
                .isEqualTo("e4ca526421782f4e03fdf4507d5c81908f9f41a52416db8b1903743945bd2b69");
    }

    @Test
    void theOrderOfTheFlowsDoesNotMatter() {
        List<FlowFacts> shuffled = new ArrayList<>(scan(40, 1));
        Fingerprint before = Fingerprint.of(shuffled);
        Collections.shuffle(shuffled, new Random(7));
        assertThat(Fingerprint.of(shuffled)).isEqualTo(before).hasSameHashCodeAs(before);

        // Two of the vector's flows begin together, with different protocols.
        List<FlowFacts> together = new ArrayList<>(FLOWS);
        Collections.reverse(together);
        assertThat(Fingerprint.of(together)).isEqualTo(Fingerprint.of(FLOWS));
    }

    @Test
    void whoThePeersAreAndWhenItWasDoesNotMatter() {
        List<FlowFacts> elsewhere = FLOWS.stream()
                .map(flow -> new FlowFacts(
                        flow.startMicros() + 86_400_000_000L,
                        flow.peer() + 1000,
                        flow.protocol(),
                        flow.port(),
                        flow.outcome(),
                        flow.bytesOut(),
                        flow.bytesIn(),
                        flow.packetsOut(),
                        flow.packetsIn(),
                        flow.durationMicros(),
                        flow.dns(),
                        flow.tlsClass()))
                .toList();
        assertThat(Fingerprint.of(elsewhere)).isEqualTo(Fingerprint.of(FLOWS));
    }

    @Test
    void oneToolAtTwoPlacesIsNearerThanTwoToolsAtOne() {
        Fingerprint scanHere = Fingerprint.of(scan(200, 1));
        Fingerprint scanThere = Fingerprint.of(scan(90, 2));
        Fingerprint browsing = Fingerprint.of(browsing(60, 3));
        assertThat(scanHere.cosine(scanThere)).isGreaterThan(900);
        assertThat(scanHere.cosine(browsing)).isLessThan(500);
        assertThat(scanHere.matches(scanThere)).isTrue();
        assertThat(scanHere.matches(browsing)).isFalse();
    }

    @Test
    void neighbouringSizesAreNearerThanDistantOnes() {
        Fingerprint small = Fingerprint.of(sized(120));
        assertThat(small.cosine(Fingerprint.of(sized(130))))
                .isGreaterThan(small.cosine(Fingerprint.of(sized(40_000))) + 50);
    }

    @Test
    void theCosineIsExact() {
        byte[] ones = new byte[Fingerprint.BYTES];
        byte[] half = new byte[Fingerprint.BYTES];
        byte[] peaks = new byte[Fingerprint.BYTES];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = 1;
            half[i] = (byte) (i % 2);
            peaks[i] = (byte) -127;
        }
        Fingerprint one = Fingerprint.ofBytes(ones);
        assertThat(one.cosine(one)).isEqualTo(1000);
        assertThat(one.cosine(Fingerprint.ofBytes(half))).isEqualTo(707);
        assertThat(one.cosine(Fingerprint.ofBytes(peaks))).isEqualTo(-1000);
        // The largest numbers there are: their product does not fit into 63 bits.
        assertThat(Fingerprint.ofBytes(peaks).cosine(Fingerprint.ofBytes(peaks)))
                .isEqualTo(1000);
        assertThat(one.cosine(Fingerprint.ofBytes(new byte[Fingerprint.BYTES]))).isZero();
    }

    @Test
    void bandsHoldTheSignsAndNothingElse() {
        Fingerprint whole = Fingerprint.of(FLOWS);
        byte[] signs = whole.bytes();
        for (int i = 0; i < signs.length; i++) {
            signs[i] = (byte) Integer.signum(signs[i]);
        }
        assertThat(Fingerprint.ofBytes(signs).bands()).isEqualTo(whole.bands());
        signs[255] = (byte) (signs[255] > 0 ? -1 : 1);
        Fingerprint changed = Fingerprint.ofBytes(signs);
        assertThat(changed.bands().subList(0, 15)).isEqualTo(whole.bands().subList(0, 15));
        assertThat(changed.bands().get(15)).isNotEqualTo(whole.bands().get(15));
        assertThat(whole.bands())
                .hasSize(Fingerprint.BANDS)
                .doesNotHaveDuplicates()
                .allMatch(value -> value.type() == IndicatorType.BEHAVIOUR);
    }

    @Test
    void twoBandsMatchAndOneDoesNot() {
        byte[] bytes = Fingerprint.of(FLOWS).bytes();
        byte[] other = bytes.clone();
        for (int band = 0; band < 15; band++) {
            other[16 * band] = (byte) (bytes[16 * band] > 0 ? -1 : 1);
        }
        Fingerprint whole = Fingerprint.ofBytes(bytes);
        assertThat(whole.matches(Fingerprint.ofBytes(other))).isFalse();
        other[0] = bytes[0];
        assertThat(whole.matches(Fingerprint.ofBytes(other))).isTrue();
    }

    @Test
    void windowsAndBytesHaveBounds() {
        assertThatThrownBy(() -> Fingerprint.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(Fingerprint.of(scan(Fingerprint.FLOWS_MAX, 1)).bytes()).hasSize(256);
        assertThatThrownBy(() -> Fingerprint.of(scan(Fingerprint.FLOWS_MAX + 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fingerprint.ofBytes(new byte[255])).isInstanceOf(IllegalArgumentException.class);
        byte[] low = new byte[256];
        low[3] = -128;
        assertThatThrownBy(() -> Fingerprint.ofBytes(low)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FlowFacts(0, 0, 256, 0, FlowOutcome.UNKNOWN, 0, 0, 0, 0, 0, DnsShape.NONE, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FlowFacts(0, 0, 6, 0, FlowOutcome.UNKNOWN, 0, 0, 0, 0, 0, DnsShape.NONE, 65_536))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DnsShape(128, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameLeavesItsShapeOnly() {
        assertThat(DnsShape.of("")).isEqualTo(DnsShape.NONE);
        assertThat(DnsShape.of("a1.example.org")).isEqualTo(new DnsShape(3, 7, 1, 14));
        DnsShape longest = DnsShape.of("x".repeat(400));
        assertThat(longest).isEqualTo(new DnsShape(1, 63, 0, 253));
        assertThat(DnsShape.of(".".repeat(400)).labels()).isEqualTo(127);
    }

    private static List<FlowFacts> scan(int ports, int seed) {
        Random random = new Random(seed);
        List<FlowFacts> flows = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            long start = START + i * 20 * MS + random.nextInt(5000);
            flows.add(new FlowFacts(
                    start, seed, 6, 1 + i * 7 % 60_000, FlowOutcome.REFUSED, 60, 40, 1, 1, 150, DnsShape.NONE, 0));
        }
        return flows;
    }

    private static List<FlowFacts> browsing(int count, int seed) {
        Random random = new Random(seed);
        List<FlowFacts> flows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            flows.add(new FlowFacts(
                    START + i * 3000L * MS + random.nextInt(2_000_000),
                    random.nextInt(20),
                    6,
                    443,
                    FlowOutcome.ANSWERED,
                    2000 + random.nextInt(3000),
                    20_000 + random.nextInt(900_000),
                    20 + random.nextInt(30),
                    30 + random.nextInt(600),
                    (1 + random.nextInt(20)) * 1_000_000L,
                    DnsShape.NONE,
                    0x1301));
        }
        return flows;
    }

    private static List<FlowFacts> sized(long bytes) {
        List<FlowFacts> flows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            flows.add(new FlowFacts(
                    START + i * MS, 1, 6, 80, FlowOutcome.ANSWERED, bytes, bytes, 4, 4, MS, DnsShape.NONE, 0));
        }
        return flows;
    }
}
