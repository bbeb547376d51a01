package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.selftest.TerGenerator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** NEURO 10.9. */
class PackedTersTest {
    private static final byte[] E = new byte[32];
    private static final byte[] H = Histories.INTEGRITY;

    private static TerChain chain(TerChain start, List<Ter> ters) {
        TerChain chain = start;
        for (Ter ter : ters) {
            assertThat(chain.check(ter)).isEmpty();
            chain = chain.after(ter);
        }
        return chain;
    }

    /** Gaps from 1 us to 2^40 us, integrities that change, any place. */
    private static List<Ter> history(TerChain start, SplittableRandom random, int n) {
        List<Ter> ters = new ArrayList<>();
        TerChain chain = start;
        int odd = random.nextInt(101);
        byte[] integrity = bytes(random, 20);
        for (int i = 0; i < n; i++) {
            integrity = random.nextInt(100) < odd ? bytes(random, 20) : integrity;
            long gap = random.nextInt(100) < odd ? 1 + random.nextLong(1L << random.nextInt(41)) : 5_000_000;
            Ter ter = chain.next(bytes(random, 32), integrity, chain.lastTimestampMicros() + gap);
            ters.add(ter);
            chain = chain.after(ter);
        }
        return ters;
    }

    private static TerChain place(SplittableRandom random) {
        return random.nextInt(4) == 0
                ? TerChain.START
                : new TerChain(
                        1 + random.nextLong(1L << random.nextInt(1, 62)),
                        random.nextLong(1L << random.nextInt(1, 62)),
                        random.nextInt(65_536));
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(Kind kind, TerChain start, byte[] packed, String text) {
        assertThatThrownBy(() -> PackedTers.decode(start, packed))
                .isInstanceOfSatisfying(
                        NeuroException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(text);
    }

    @Test
    void randomHistoriesComeBack() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TerChain start = place(random);
            List<Ter> ters = history(start, random, random.nextInt(200));
            byte[] packed = PackedTers.encode(start, ters);
            assertThat(PackedTers.start(packed)).as("seed " + seed).isEqualTo(start);
            assertThat(PackedTers.decode(start, packed)).as("seed " + seed).isEqualTo(ters);
            assertThat(packed.length)
                    .as("seed " + seed)
                    .isLessThanOrEqualTo(PackedTers.HEADER_BYTES + ters.size() * PackedTers.TER_BYTES_MAX);
        }
    }

    /** Written by hand from the page. */
    @Test
    void theBytesAreThoseOfThePage() throws Exception {
        TerChain start = new TerChain(0x10002, 1000, 0xabcd);
        byte[] other = new byte[20];
        Arrays.fill(other, (byte) 0x77);
        Ter first = start.next(E, H, 1000 + 31);
        Ter second = start.after(first).next(E, H, 1031 + 31 - 16);
        Ter third = start.after(first).after(second).next(E, other, 1046 + 15);
        String hex = "01" + "00000003" + "0000000000010002" + "00000000000003e8" + "abcd"
                // +31 -> zigzag 62 -> 62 * 2 + 1 = 125
                + "7d" + "5a".repeat(20) + "00".repeat(32)
                // -16 -> zigzag 31 -> 62
                + "3e" + "00".repeat(32)
                // 0 -> 0 * 2 + 1
                + "01" + "77".repeat(20) + "00".repeat(32);
        byte[] packed = HexFormat.of().parseHex(hex);
        assertThat(PackedTers.encode(start, List.of(first, second, third))).isEqualTo(packed);
        assertThat(PackedTers.decode(start, packed)).containsExactly(first, second, third);
    }

    /** Steps of every length, the largest and the smallest that times can give, and the very first record. */
    @Test
    void theEndsOfTime() throws Exception {
        for (int bits = 0; bits < 63; bits++) {
            for (long gap : new long[] {(1L << bits) - 1, 1L << bits, (1L << bits) + 1}) {
                Ter first = TerChain.START.next(E, H, 0);
                List<Ter> ters = new ArrayList<>(List.of(first));
                ters.add(TerChain.START.after(first).next(E, H, gap));
                TerChain place = chain(TerChain.START, ters);
                if (place.lastTimestampMicros() < Long.MAX_VALUE) {
                    ters.add(place.next(E, H, place.lastTimestampMicros() + 1));
                }
                byte[] packed = PackedTers.encode(TerChain.START, ters);
                assertThat(PackedTers.decode(TerChain.START, packed)).isEqualTo(ters);
            }
        }
        Ter last = TerChain.START.next(E, H, Long.MAX_VALUE);
        byte[] packed = PackedTers.encode(TerChain.START, List.of(last));
        assertThat(packed).hasSize(PackedTers.HEADER_BYTES + PackedTers.TER_BYTES_MAX);
        assertThat(PackedTers.decode(TerChain.START, packed)).containsExactly(last);
    }

    @Test
    void onlyAHistoryIsPacked() {
        List<Ter> ters = Histories.after(TerChain.START, 1, 4);
        List<Ter> swapped = new ArrayList<>(ters);
        Collections.swap(swapped, 1, 2);
        assertThatThrownBy(() -> PackedTers.encode(TerChain.START, swapped))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("record 1 does not continue the history: SEQUENCE_GAP");
        assertThatThrownBy(() -> PackedTers.encode(new TerChain(1, 0, 0), ters))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCountIsBounded() throws Exception {
        List<Ter> ters = Histories.after(TerChain.START, 2, PackedTers.TERS_MAX + 1);
        assertThatThrownBy(() -> PackedTers.encode(TerChain.START, ters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65537 records, expected at most 65536");
        List<Ter> most = ters.subList(0, PackedTers.TERS_MAX);
        byte[] packed = PackedTers.encode(TerChain.START, most);
        assertThat(PackedTers.decode(TerChain.START, packed)).isEqualTo(most);
        for (int n : new int[] {PackedTers.TERS_MAX + 1, -1, Integer.MIN_VALUE}) {
            ByteBuffer.wrap(packed).putInt(1, n);
            assertRefused(Kind.PACKED_MALFORMED, TerChain.START, packed, "at most 65536 records");
        }
        byte[] promised = Arrays.copyOf(packed, PackedTers.HEADER_BYTES + 100);
        ByteBuffer.wrap(promised).putInt(1, PackedTers.TERS_MAX);
        assertRefused(Kind.PACKED_MALFORMED, TerChain.START, promised, "2162688 bytes more");
    }

    @Test
    void anotherPlaceIsRefused() {
        TerChain start = new TerChain(5, 100, 7);
        byte[] packed = PackedTers.encode(start, Histories.after(start, 3, 2));
        for (TerChain other :
                List.of(new TerChain(6, 100, 7), new TerChain(5, 101, 7), new TerChain(5, 100, 8), TerChain.START)) {
            assertRefused(Kind.PACKED_ELSEWHERE, other, packed, "start at TerChain[count=5");
        }
    }

    @Test
    void everyTruncationAndEveryTrailingByteIsRefused() {
        SplittableRandom random = new SplittableRandom(4);
        TerChain start = place(random);
        byte[] packed = PackedTers.encode(start, history(start, random, 6));
        for (int length = 0; length < packed.length; length++) {
            assertRefused(Kind.PACKED_MALFORMED, start, Arrays.copyOf(packed, length), "expected");
        }
        assertRefused(Kind.PACKED_MALFORMED, start, Arrays.copyOf(packed, packed.length + 1), "an end after 6 records");
    }

    /** One byte string for one list: what is not the shortest form, or says nothing new, is refused. */
    @Test
    void otherFormsOfTheSameRecordsAreRefused() {
        byte[] one = PackedTers.encode(TerChain.START, List.of(TerChain.START.next(E, H, 3)));
        assertThat(one[PackedTers.HEADER_BYTES]).isEqualTo((byte) 13);
        byte[] longer = new byte[one.length + 1];
        System.arraycopy(one, 0, longer, 0, PackedTers.HEADER_BYTES);
        longer[PackedTers.HEADER_BYTES] = (byte) (13 | 0x80);
        System.arraycopy(one, 24, longer, 25, one.length - 24);
        assertRefused(Kind.PACKED_MALFORMED, TerChain.START, longer, "shortest form");

        byte[] without = one.clone();
        without[PackedTers.HEADER_BYTES] = 12;
        assertRefused(Kind.PACKED_MALFORMED, TerChain.START, without, "an integrity with the first record");

        byte[] again = new byte[one.length + 53];
        System.arraycopy(one, 0, again, 0, one.length);
        System.arraycopy(one, 23, again, one.length, 53);
        again[4] = 2;
        assertRefused(Kind.PACKED_MALFORMED, TerChain.START, again, "another integrity than before");

        byte[] endless = one.clone();
        Arrays.fill(endless, 23, 33, (byte) 0xff);
        assertRefused(Kind.PACKED_MALFORMED, TerChain.START, endless, "65 bits");
        byte[] tooMuch = one.clone();
        Arrays.fill(tooMuch, 23, 32, (byte) 0xff);
        tooMuch[32] = 4;
        assertRefused(Kind.PACKED_MALFORMED, TerChain.START, tooMuch, "65 bits");
    }

    @Test
    void timesAreChecked() {
        TerChain start = new TerChain(9, 1000, 1);
        byte[] packed = PackedTers.encode(start, List.of(start.next(E, H, 1001)));
        assertThat(packed[23]).isEqualTo((byte) 5);
        for (int step : new int[] {1, 3}) {
            packed[23] = (byte) step;
            assertRefused(Kind.PACKED_MALFORMED, start, packed, "TIME_NOT_LATER");
        }
        TerChain late = new TerChain(9, Long.MAX_VALUE, 1);
        byte[] over = PackedTers.encode(new TerChain(9, 1, 1), List.of(new TerChain(9, 1, 1).next(E, H, 2)));
        ByteBuffer.wrap(over).putLong(13, Long.MAX_VALUE);
        assertRefused(Kind.PACKED_MALFORMED, late, over, "TIME_OUT_OF_RANGE");
    }

    @Test
    void anyBytesGiveRecordsOrARefusalAndComeBackTheSame() {
        int accepted = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TerChain start = place(random);
            byte[] packed = PackedTers.encode(start, history(start, random, random.nextInt(6)));
            byte[] bytes = mutated(packed, random);
            try {
                TerChain told = PackedTers.start(bytes);
                List<Ter> ters = PackedTers.decode(told, bytes);
                chain(told, ters);
                assertThat(PackedTers.encode(told, ters)).as("seed " + seed).isEqualTo(bytes);
                accepted++;
            } catch (NeuroException e) {
                assertThat(e.kind()).as("seed " + seed).isEqualTo(Kind.PACKED_MALFORMED);
            }
        }
        // Changed entropies and integrities are other records.
        assertThat(accepted).isBetween(5_000, 15_000);
    }

    private static byte[] mutated(byte[] packed, SplittableRandom random) {
        if (random.nextInt(10) == 0) {
            byte[] any = bytes(random, random.nextInt(200));
            System.arraycopy(new byte[] {1, 0, 0, 0}, 0, any, 0, Math.min(4, any.length));
            return any;
        }
        byte[] bytes = packed.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            // The header and the first steps more often than the hashes.
            int at = random.nextInt(random.nextBoolean() ? Math.min(34, bytes.length) : bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 9)) : bytes;
    }

    /** The numbers of the page: 5 s apart with a jitter of 1 ms. */
    @Test
    void anUploadTakes34BytesARecord() {
        List<Ter> ters = TerGenerator.generate(7, 0, 512);
        byte[] packed = PackedTers.encode(TerChain.START, ters);
        assertThat(packed.length / 512).isEqualTo(34);
    }
}
