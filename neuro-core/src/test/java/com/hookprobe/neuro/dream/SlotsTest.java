package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.after;
import static com.hookprobe.neuro.dream.DreamFixture.bytes;
import static com.hookprobe.neuro.dream.DreamFixture.chain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** NEURO 10.2 and 10.3 without files. */
class SlotsTest {
    private static SegmentHeader header(TerChain start) {
        return new SegmentHeader(start, 1, 0, 0);
    }

    private static byte[] pack(TerChain start, List<Ter> ters) {
        Cursor cursor = Cursor.start(header(start));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Ter ter : ters) {
            byte[] slots = Slots.pack(cursor, ter);
            out.writeBytes(slots);
            cursor = cursor.after(ter, slots.length / Slots.BYTES);
        }
        return out.toByteArray();
    }

    /** The records up to the first bad slot; {@code slot()} of the reader tells which. */
    private static List<Ter> unpack(SlotReader reader, byte[] bytes) {
        List<Ter> ters = new ArrayList<>();
        try {
            while (reader.slot() < bytes.length / Slots.BYTES) {
                reader.take(bytes, reader.slot() * Slots.BYTES).ifPresent(ters::add);
            }
        } catch (BadBytes e) {
            assertThat(e.expected()).isNotBlank();
            assertThat(e.found()).isNotBlank();
        }
        return ters;
    }

    private static int heads(byte[] slots) {
        int heads = 0;
        for (int at = 0; at < slots.length; at += Slots.BYTES) {
            heads += (slots[at] & 0xff) >>> 6 == Slots.KIND_HEAD ? 1 : 0;
        }
        return heads;
    }

    @Test
    void randomHistoriesComeBackFromAnyPlace() {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TerChain start = seed % 3 == 0
                    ? TerChain.START
                    : new TerChain(
                            random.nextLong(1L << random.nextInt(1, 63)) + 1,
                            random.nextLong(1L << 52),
                            random.nextInt(65_536));
            int odd = List.of(0, 1, 5, 30, 100).get(seed % 5);
            List<Ter> ters = after(start, seed, random.nextInt(1, 900), odd);
            byte[] slots = pack(start, ters);
            SlotReader reader = SlotReader.start(header(start));
            assertThat(unpack(reader, slots)).as("seed " + seed).isEqualTo(ters);
            assertThat(reader.place()).as("seed " + seed).isEqualTo(chain(start, ters));
            assertThat(reader.endOfRecords() * Slots.BYTES).as("seed " + seed).isEqualTo(slots.length);
        }
    }

    @Test
    void everyBlockBeginsWithAHeadFromWhichReadingCanBegin() throws Exception {
        for (int odd : new int[] {0, 20, 100}) {
            List<Ter> ters = after(TerChain.START, 70 + odd, 2000, odd);
            byte[] slots = pack(TerChain.START, ters);
            for (int slot = 0; slot * Slots.BYTES < slots.length; slot += Slots.BLOCK) {
                Head head = Head.decode(slots, slot * Slots.BYTES, 0);
                SlotReader reader = SlotReader.resume(header(TerChain.START), slot);
                assertThat(unpack(reader, slots)).isEqualTo(ters.subList((int) head.count(), 2000));
            }
            if (odd == 0) {
                assertThat(heads(slots)).isEqualTo(8);
            }
        }
    }

    /** A record that needs a head at the last slot of a block has it twice, and no other one has. */
    @Test
    void aHeadInTheLastSlotOfABlockIsRepeated() {
        List<Ter> steady = after(TerChain.START, 5, 254, 0);
        TerChain place = chain(TerChain.START, steady);
        Ter odd = place.next(new byte[32], new byte[20], place.lastTimestampMicros() + 1);
        List<Ter> ters = new ArrayList<>(steady);
        ters.add(odd);
        byte[] slots = pack(TerChain.START, ters);
        assertThat(slots).hasSize(258 * Slots.BYTES);
        assertThat(Arrays.copyOfRange(slots, 255 * Slots.BYTES, 256 * Slots.BYTES))
                .isEqualTo(Arrays.copyOfRange(slots, 256 * Slots.BYTES, 257 * Slots.BYTES));
        assertThat(unpack(SlotReader.start(header(TerChain.START)), slots)).isEqualTo(ters);
        // Twice elsewhere, or another one the second time, is damage.
        byte[] twice = pack(TerChain.START, List.of(odd(TerChain.START)));
        byte[] repeated = new byte[3 * Slots.BYTES];
        System.arraycopy(twice, 0, repeated, 0, Slots.BYTES);
        System.arraycopy(twice, 0, repeated, Slots.BYTES, 2 * Slots.BYTES);
        assertRefused(SlotReader.start(header(TerChain.START)), repeated, 1, "the record of the head before");
    }

    private static Ter odd(TerChain place) {
        return place.next(new byte[32], new byte[20], 77);
    }

    private static void assertRefused(SlotReader reader, byte[] slots, int bad, String expected) {
        assertThatThrownBy(() -> {
                    while (true) {
                        reader.take(slots, reader.slot() * Slots.BYTES);
                    }
                })
                .isInstanceOfSatisfying(
                        BadBytes.class, e -> assertThat(e.expected()).contains(expected));
        assertThat(reader.slot()).isEqualTo(bad);
    }

    /** The longest difference of a record slot, and one more. */
    @Test
    void aLongGapHasAHead() {
        Ter first = odd(TerChain.START);
        TerChain place = TerChain.START.after(first);
        int longest = (1 << 30) - 1;
        for (int gap : new int[] {1, longest, longest + 1}) {
            Ter second = place.next(new byte[32], new byte[20], 77L + gap);
            byte[] slots = pack(TerChain.START, List.of(first, second));
            assertThat(heads(slots)).isEqualTo(gap > longest ? 2 : 1);
            assertThat(unpack(SlotReader.start(header(TerChain.START)), slots)).containsExactly(first, second);
        }
        Ter last = place.next(new byte[32], new byte[20], Long.MAX_VALUE);
        byte[] slots = pack(TerChain.START, List.of(first, last));
        assertThat(unpack(SlotReader.start(header(TerChain.START)), slots)).containsExactly(first, last);
    }

    /** Two records at a place, put together from the page alone. */
    @Test
    void theBytesAreThoseOfThePage() {
        TerChain start = new TerChain(0x1_0000_0002L, 1000, 0xabcd);
        byte[] integrity = new byte[20];
        Arrays.fill(integrity, (byte) 0x5a);
        byte[] entropy = new byte[32];
        Arrays.fill(entropy, (byte) 0x11);
        Ter first = start.next(entropy, integrity, 2000);
        Ter second = start.after(first).next(entropy, integrity, 2000 + 0x123456);

        ByteBuffer header = ByteBuffer.allocate(40).put("HPDREAM2".getBytes(StandardCharsets.US_ASCII));
        header.putLong(0x1_0000_0002L).putLong(1000).putShort((short) 0xabcd).putShort((short) 7);
        header.putInt(0x55).putInt(0x66).putInt(crc(header.array(), 36));
        assertThat(new SegmentHeader(start, 7, 0x55, 0x66).encode()).isEqualTo(header.flip());

        ByteBuffer slots = ByteBuffer.allocate(120);
        slots.putInt(0x8000_abcd).putInt(2).putLong(2000).put(integrity);
        slots.putInt(crc(counted(0x1_0000_0002L, slots.array(), 0), 44));
        slots.putInt(0x4000_0000).put(entropy);
        slots.putInt(crc(counted(0x1_0000_0002L, slots.array(), 40, first), 76));
        slots.putInt(0x4012_3456).put(entropy);
        slots.putInt(crc(counted(0x1_0000_0003L, slots.array(), 80, second), 76));
        assertThat(pack(start, List.of(first, second))).isEqualTo(slots.array());
    }

    private static byte[] counted(long count, byte[] slots, int at, Ter... record) {
        ByteBuffer out = ByteBuffer.allocate(76).putLong(count).put(slots, at, 36);
        for (Ter ter : record) {
            out.put(ter.encode(), 32, 32);
        }
        return out.array();
    }

    /** CRC-32C, bit by bit. */
    private static int crc(byte[] bytes, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    /** Packed by hand, with good checksums: what the writer would not have written. */
    @Test
    void onlyWhatTheWriterWritesIsRead() {
        Ter first = odd(TerChain.START);
        TerChain place = TerChain.START.after(first);
        byte[] one = pack(TerChain.START, List.of(first));
        Ter second = place.next(new byte[32], new byte[20], 99);
        byte[] unneeded = Arrays.copyOf(one, 3 * Slots.BYTES);
        System.arraycopy(Head.of(1, second).encode(), 0, unneeded, 2 * Slots.BYTES, Slots.BYTES);
        assertRefused(SlotReader.start(header(TerChain.START)), unneeded, 2, "a record");

        byte[] skipped = Arrays.copyOf(one, 3 * Slots.BYTES);
        System.arraycopy(Head.of(2, odd(place)).encode(), 0, skipped, 2 * Slots.BYTES, Slots.BYTES);
        assertRefused(SlotReader.start(header(TerChain.START)), skipped, 2, "a head of record 1");

        Ter broken = Ter.of(new byte[32], bytes(new SplittableRandom(1), 20), 99, 1, place.lastCrc() ^ 1);
        byte[] stray = Arrays.copyOf(one, 3 * Slots.BYTES);
        System.arraycopy(Head.of(1, broken).encode(), 0, stray, 2 * Slots.BYTES, Slots.BYTES);
        assertRefused(SlotReader.start(header(TerChain.START)), stray, 2, "a head that continues the history");

        byte[] noHead = Arrays.copyOfRange(one, Slots.BYTES, 2 * Slots.BYTES);
        assertRefused(SlotReader.start(header(TerChain.START)), noHead, 0, "a head");
        assertRefused(SlotReader.start(header(TerChain.START)), new byte[Slots.BYTES], 0, "kind 1 or 2");
        byte[] ones = new byte[Slots.BYTES];
        Arrays.fill(ones, (byte) 0xff);
        assertRefused(SlotReader.start(header(TerChain.START)), ones, 0, "kind 1 or 2");
    }

    /** All 255 other values of every byte: the records before it are read, the slot with it is refused. */
    @Test
    void noChangedByteIsTakenForAnotherRecord() {
        List<Ter> ters = after(TerChain.START, 8, 7, 60);
        byte[] slots = pack(TerChain.START, ters);
        assertThat(heads(slots)).isGreaterThan(2);
        for (int at = 0; at < slots.length; at++) {
            for (int flip = 1; flip < 256; flip++) {
                byte[] changed = slots.clone();
                changed[at] ^= (byte) flip;
                SlotReader reader = SlotReader.start(header(TerChain.START));
                List<Ter> found = unpack(reader, changed);
                if (reader.slot() != at / Slots.BYTES || !found.equals(ters.subList(0, found.size()))) {
                    fail("byte %d ^ %d: bad from slot %d on, found %s".formatted(at, flip, reader.slot(), found));
                }
            }
        }
    }

    @Test
    void randomBytesAreNoRecords() {
        SplittableRandom random = new SplittableRandom(9);
        byte[] two = pack(TerChain.START, List.of(odd(TerChain.START)));
        for (int i = 0; i < 20_000; i++) {
            byte[] third = bytes(random, Slots.BYTES);
            byte[] slots = Arrays.copyOf(two, 3 * Slots.BYTES);
            System.arraycopy(third, 0, slots, 2 * Slots.BYTES, Slots.BYTES);
            SlotReader reader = SlotReader.start(header(TerChain.START));
            assertThat(unpack(reader, slots).size()).isEqualTo(1);
            assertThat(reader.slot()).isEqualTo(2);
        }
    }
}
