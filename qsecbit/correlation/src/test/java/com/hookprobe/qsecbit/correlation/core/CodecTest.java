package com.hookprobe.qsecbit.correlation.core;

import static com.hookprobe.qsecbit.correlation.MadeInputs.NOW;
import static com.hookprobe.qsecbit.correlation.MadeInputs.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.MadeInputs;
import com.hookprobe.qsecbit.correlation.Oracle;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Reporter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** CORRELATION 1 and 3: every value has one encoding, and nothing else is read. */
class CodecTest {
    @Test
    void everyInputIsReadBackAsItWas() throws MalformedException {
        Set<Class<?>> kinds = new HashSet<>();
        for (Input input : MadeInputs.of(3, 2_000)) {
            byte[] bytes = InputCodec.encode(input);
            assertThat(bytes.length).isLessThanOrEqualTo(InputCodec.BYTES_MAX);
            assertThat(InputCodec.decode(bytes)).isEqualTo(input);
            kinds.add(input.getClass());
        }
        assertThat(kinds).hasSize(Input.class.getPermittedSubclasses().length);
    }

    @Test
    void anyBytesAreAnInputWrittenLikeThatOrRefused() {
        Random random = new Random(5);
        int read = 0;
        for (Input input : MadeInputs.of(4, 400)) {
            byte[] bytes = InputCodec.encode(input);
            for (int change = 0; change < 30; change++) {
                byte[] other = Arrays.copyOf(bytes, bytes.length + random.nextInt(3) - 1);
                other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    assertThat(InputCodec.encode(InputCodec.decode(other))).isEqualTo(other);
                    read++;
                } catch (MalformedException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void theLayoutIsThis() {
        assertThat(HexFormat.of().formatHex(InputCodec.encode(new Input.Tick(0x0102030405060708L))))
                .isEqualTo("01060102030405060708");
        assertThat(HexFormat.of().formatHex(InputCodec.encode(new Input.Revoked(1, id(2)))))
                .isEqualTo("01040000000000000001" + "000000000000feed" + "0".repeat(47) + "2");
        assertThat(HexFormat.of()
                        .formatHex(InputCodec.encode(MadeInputs.configured(
                                com.hookprobe.qsecbit.federation.core.CorrelatorConfig.standard(), 9))))
                .isEqualTo("0107" + String.format("%016x", NOW) + "00000009" + "0003" + "0007" + "02" + "05a0"
                        + "00100000" + "00008000" + "00000e10" + "00000258" + "00000e10" + "00015180");
    }

    @Test
    void everyOutputIsReadBackAndHasItsOwnName() throws MalformedException {
        Set<Output.Kind> kinds = new HashSet<>();
        Set<Object> names = new HashSet<>();
        List<List<Output>> outputs = Oracle.outputs(new Sharding(4), MadeInputs.of(6, 3_000));
        long numbers = 0;
        for (List<Output> shard : outputs) {
            for (Output output : shard) {
                assertThat(Output.decode(output.encode())).isEqualTo(output);
                kinds.add(output.kind());
                assertThat(names.add(output.id())).isTrue();
                if (output.kind() == Output.Kind.DECISION) {
                    assertThat(output.decision().sequence()).isEqualTo(4 * output.sequence() + output.shard());
                    numbers++;
                }
            }
        }
        assertThat(kinds).containsExactlyInAnyOrder(Output.Kind.values());
        assertThat(numbers).isGreaterThan(150);
    }

    @Test
    void outputsThatAreNoneAreRefused() {
        Output output =
                Oracle.outputs(new Sharding(1), MadeInputs.of(6, 100)).get(0).get(0);
        byte[] longer = Arrays.copyOf(output.encode(), output.length() + 1);
        assertThatThrownBy(() -> Output.decode(longer)).isInstanceOf(MalformedException.class);
        byte[] other = output.encode();
        other[1] = 2;
        assertThatThrownBy(() -> Output.decode(other)).isInstanceOf(MalformedException.class);
    }

    /** CORRELATION 3.1. */
    @Test
    void theLongestOutputHasAllButFourMebibytes() throws MalformedException {
        Output longest = output(Output.OWNERS_MAX);
        assertThat(longest.length()).isEqualTo(4_194_244).isLessThanOrEqualTo(Output.BYTES_MAX);
        assertThat(Output.decode(longest.encode()).confirmation().outvoted()).hasSize(Output.OWNERS_MAX);
        assertThat(output(Output.OWNERS_MAX + 1))
                .as("who is beyond it is left out")
                .isEqualTo(longest);
        byte[] one = output(1).encode();
        ByteBuffer.wrap(one).putInt(11 + 41 + 8, Output.OWNERS_MAX + 1);
        assertThatThrownBy(() -> Output.decode(one)).hasMessageContaining("owners");
    }

    private static Output output(int owners) {
        List<Bytes32> names =
                IntStream.range(0, owners).mapToObj(MadeInputs::id).toList();
        TagKey key = new TagKey(IndicatorType.IP4, 1, id(1));
        return Output.confirmation(3, 7, new CorrelatorEffect.Confirm(names, names, key), NOW);
    }

    @Test
    void cursorsAreReadBack() throws MalformedException {
        Sharding two = new Sharding(2);
        Cursor cursor = Cursor.start(two);
        Output output =
                Oracle.outputs(new Sharding(1), MadeInputs.of(6, 100)).get(0).get(0);
        cursor = cursor.after(output);
        assertThat(cursor.next(0)).isEqualTo(1);
        assertThat(Cursor.decode(two, cursor.encode())).isEqualTo(cursor);
        byte[] bytes = cursor.encode();
        assertThatThrownBy(() -> Cursor.decode(new Sharding(4), bytes)).isInstanceOf(MalformedException.class);
    }

    @Test
    void trustIsRoundedDown() {
        assertThat(Source.of(new Reporter(id(1), id(2), 0.79999, 70_000)))
                .isEqualTo(new Source(id(1), id(2), 799, 0xffff));
        assertThat(Source.of(Reporter.of(id(1), 0.57, 3)).trustThousandths()).isEqualTo(570);
        assertThat(Source.of(Reporter.of(id(1), 1, 3)).trustThousandths()).isEqualTo(1000);
    }
}
