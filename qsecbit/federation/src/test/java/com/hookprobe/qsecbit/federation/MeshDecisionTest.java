package com.hookprobe.qsecbit.federation;

import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** FEDERATION 6. */
class MeshDecisionTest {
    private static final Samples.Ed25519 CORRELATOR = Samples.Ed25519.of(3);
    private static final TagKey KEY = new TagKey(IndicatorType.IP4, 7, keys(7).tag(ip("203.0.113.7")));
    private static final SealedValue SEALED = keys(7).seal(ip("203.0.113.7"), new Random(1));

    private static DecisionDraft draft(List<Bytes32> reports, List<SealedValue> sealed) {
        return new DecisionDraft(KEY, 9, DecisionLevel.BLOCK, 3600, 3, 3, NOW - 5, reports, sealed);
    }

    private static MeshDecision decision() {
        DecisionDraft draft = draft(List.of(id(1), id(2), id(3)), List.of(SEALED));
        return MeshDecision.sign(draft, 42, NOW, List.of(NOW - 9, NOW - 5), CORRELATOR);
    }

    @Test
    void hasTheSpecifiedLayout() throws Exception {
        byte[] bytes = decision().encode();
        String body = "01" + "01" + "0000000000000007" + KEY.tag().hex() + "03" + "000000000000002a"
                + String.format("%016x%016x", NOW, NOW - 5) + decision().id().hex() + "0009" + "00000e10" + "0003"
                + "0003" + "02" + String.format("%016x%016x", NOW - 9, NOW - 5) + "01" + "3c"
                + HexFormat.of().formatHex(SEALED.bytes()) + "0003" + id(1).hex() + id(2).hex() + id(3).hex();
        assertThat(HexFormat.of().formatHex(bytes, 0, bytes.length - 64)).isEqualTo(body);
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        named.writeBytes("HOOKPROBE MESH DECISION ID V1\0".getBytes(StandardCharsets.US_ASCII));
        named.writeBytes(KEY.tag().bytes());
        named.write(3);
        List.of(id(1), id(2), id(3)).forEach(report -> named.writeBytes(report.bytes()));
        assertThat(decision().id().bytes())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(named.toByteArray()));
    }

    @Test
    void goesRoundAndVerifies() throws MalformedException {
        MeshDecision read = MeshDecision.decode(decision().encode());
        assertThat(read).isEqualTo(decision());
        assertThat(read.verify(CORRELATOR)).isTrue();
        assertThat(read.verify(Samples.Ed25519.of(4))).isFalse();
        assertThat(read.draft()).isEqualTo(decision().draft());
        assertThat(read.hopMicros()).containsExactly(NOW - 9, NOW - 5);
        assertThat(read.endsMicros()).isEqualTo(NOW + 3_600_000_000L);
    }

    @Test
    void theLargestFitsAndOneMoreDoesNot() throws MalformedException {
        List<Bytes32> reports = LongStream.rangeClosed(1, DecisionDraft.REPORTS_MAX)
                .mapToObj(Samples::id)
                .toList();
        List<SealedValue> sealed = java.util.Collections.nCopies(DecisionDraft.SEALED_MAX, SEALED);
        List<Long> hops = java.util.Collections.nCopies(MeshDecision.HOPS_MAX, NOW);
        MeshDecision largest = MeshDecision.sign(draft(reports, sealed), 1, NOW, hops, CORRELATOR);
        assertThat(MeshDecision.decode(largest.encode())).isEqualTo(largest);
        List<Bytes32> more = LongStream.rangeClosed(0, DecisionDraft.REPORTS_MAX)
                .mapToObj(Samples::id)
                .toList();
        assertThatThrownBy(() -> draft(more, sealed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft(reports, java.util.Collections.nCopies(9, SEALED)))
                .isInstanceOf(IllegalArgumentException.class);
        List<Long> nine = java.util.Collections.nCopies(9, NOW);
        assertThatThrownBy(() -> MeshDecision.sign(draft(reports, sealed), 1, NOW, nine, CORRELATOR))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** FEDERATION 6.2: also when the correlator signs it. */
    @Test
    void refusesReportsOutOfOrderAndAFalseName() {
        assertThatThrownBy(() -> draft(List.of(id(2), id(1)), List.of(SEALED)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft(List.of(id(1), id(1)), List.of(SEALED)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft(List.of(), List.of(SEALED))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft(List.of(id(1)), List.of())).isInstanceOf(IllegalArgumentException.class);
        byte[] bytes = decision().encode();
        byte[] swapped = bytes.clone();
        int reports = bytes.length - 64 - 96;
        System.arraycopy(bytes, reports, swapped, reports + 32, 32);
        System.arraycopy(bytes, reports + 32, swapped, reports, 32);
        assertThatThrownBy(() -> MeshDecision.decode(swapped))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("rise");
        byte[] otherLevel = bytes.clone();
        otherLevel[42] = 4;
        assertThatThrownBy(() -> MeshDecision.decode(otherLevel))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("decision id");
    }

    @Test
    void anyChangedByteBreaksTheSignatureOrTheForm() {
        byte[] bytes = decision().encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            try {
                assertThat(MeshDecision.decode(changed).verify(CORRELATOR))
                        .as("byte %d", i)
                        .isFalse();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Property(tries = 1000)
    void whatIsReadIsWhatWouldBeWritten(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = random.nextBoolean() ? decision().encode() : cancel().encode();
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        byte[] input = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 9)) : bytes;
        try {
            assertThat(MeshDecision.decode(input).encode()).isEqualTo(input);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        try {
            assertThat(MeshCancel.decode(input).encode()).isEqualTo(input);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static MeshCancel cancel() {
        CancelDraft draft = new CancelDraft(KEY, id(6), CancelReason.VETOED, List.of(id(1), id(2)));
        return MeshCancel.sign(draft, 43, NOW, CORRELATOR);
    }

    @Test
    void cancelsGoRoundAndVerify() throws MalformedException {
        MeshCancel read = MeshCancel.decode(cancel().encode());
        assertThat(read).isEqualTo(cancel());
        assertThat(read.verify(CORRELATOR)).isTrue();
        assertThat(read.verify(Samples.Ed25519.of(4))).isFalse();
        assertThat(read.draft()).isEqualTo(cancel().draft());
        String body = "01" + "01" + "0000000000000007" + KEY.tag().hex() + "01" + "000000000000002b"
                + String.format("%016x", NOW) + id(6).hex() + "0002" + id(1).hex() + id(2).hex();
        byte[] bytes = cancel().encode();
        assertThat(HexFormat.of().formatHex(bytes, 0, bytes.length - 64)).isEqualTo(body);
        assertThatThrownBy(() -> MeshCancel.decode(decision().encode())).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> MeshDecision.decode(cancel().encode())).isInstanceOf(MalformedException.class);
    }
}
