package com.hookprobe.qsecbit.detection.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordSplitterTest {
    private static final String LINES = "{\"a\":1}\n\n  {\"b\":\"}]{\"}\r\nbroken\n{\"c\":3}\n{\"partial";
    private static final String ARRAY =
            "\n [ {\"a\":1},\n  {\"b\":\"}]\\\"{\",\n \"c\":[{\"d\":[]}]} , {\"e\":{}}\n]\n{\"after\":1}";

    @Property
    void chunksDoNotMatter(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        assertThat(split(LINES, random, false)).containsExactly("{\"a\":1}", "{\"b\":\"}]{\"}", "broken", "{\"c\":3}");
        assertThat(split(LINES, random, true)).endsWith("{\"partial");
        assertThat(split(ARRAY, random, true))
                .containsExactly("{\"a\":1}", "{\"b\":\"}]\\\"{\",\n \"c\":[{\"d\":[]}]}", "{\"e\":{}}");
    }

    // The offset of a checkpoint lies between two records, so a resumed splitter gives the rest and nothing else.
    @Property
    void aResumedSplitterGivesTheRest(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (String text : List.of(LINES, ARRAY)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int cut = random.nextInt(bytes.length + 1);
            List<String> records = new ArrayList<>();
            RecordSplitter first = new RecordSplitter(true);
            first.feed(bytes, cut, (b, from, length) -> records.add(text(b, from, length)));
            int offset = (int) first.consumedBytes();
            RecordSplitter second = RecordSplitter.resumed(true, offset, first.isArray());
            byte[] rest = Arrays.copyOfRange(bytes, offset, bytes.length);
            second.feed(rest, rest.length, (b, from, length) -> records.add(text(b, from, length)));
            second.finish((b, from, length) -> records.add(text(b, from, length)));
            assertThat(records).isEqualTo(split(text, random, true));
        }
    }

    @Test
    void aRecordAtTheLimitPassesAndALongerOneIsDropped() {
        for (boolean array : new boolean[] {false, true}) {
            List<Integer> lengths = new ArrayList<>();
            RecordSplitter splitter = new RecordSplitter(true);
            String open = array ? "[" : "";
            String parting = array ? "," : "\n";
            int frame = "{\"x\":\"\"}".length();
            String atLimit = "{\"x\":\"" + "a".repeat(RecordSplitter.RECORD_BYTES_MAX - frame) + "\"}";
            String tooLong = "{\"x\":\"" + "a".repeat(RecordSplitter.RECORD_BYTES_MAX - frame + 1) + "\"}";
            byte[] bytes =
                    (open + atLimit + parting + tooLong + parting + "{}" + parting).getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; at += 65_536) {
                byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 65_536));
                splitter.feed(chunk, chunk.length, (b, from, length) -> lengths.add(length));
            }
            assertThat(lengths).containsExactly(RecordSplitter.RECORD_BYTES_MAX, 2);
            assertThat(splitter.overlong()).isEqualTo(1);
        }
    }

    private static List<String> split(String text, SplittableRandom random, boolean finish) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> records = new ArrayList<>();
        RecordSplitter splitter = new RecordSplitter(true);
        int at = 0;
        while (at < bytes.length) {
            int length = random.nextInt(1, bytes.length - at + 1);
            splitter.feed(
                    Arrays.copyOfRange(bytes, at, at + length), length, (b, from, n) -> records.add(text(b, from, n)));
            at += length;
        }
        if (finish) {
            splitter.finish((b, from, n) -> records.add(text(b, from, n)));
        }
        return records;
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
