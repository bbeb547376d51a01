package com.hookprobe.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.MalformedException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeshMessageTest {
    static List<MeshMessage> examples() {
        return List.of(
                new MeshMessage.TerBatch(filled(90, 1), filled(64, 3)),
                new MeshMessage.TerAck(9),
                new MeshMessage.Certificate(filled(300, 4)),
                new MeshMessage.Revoked(filled(200, 5)),
                new MeshMessage.QsecbitReport(1, 450_000, 1),
                new MeshMessage.Power(65_535, false),
                new MeshMessage.Power(0, true),
                new MeshMessage.HardwareNews(filled(1300, 8)),
                new MeshMessage.Cancel(8, filled(50, 9)),
                new MeshMessage.Retraction(filled(32, 4), filled(143, 9)),
                new MeshMessage.Resume(0),
                new MeshMessage.Resumed(Long.MAX_VALUE),
                new MeshMessage.Veto(filled(60, 9)),
                new MeshMessage.Signature(filled(32, 5), filled(100, 6), List.of(1L, 2L)),
                new MeshMessage.Decision(7, filled(100, 7), filled(90, 2), List.of()),
                new MeshMessage.WitnessAsk(filled(70, 3)),
                new MeshMessage.WitnessAnswer(filled(35, 4)),
                new MeshMessage.GroupKey(3, filled(32, 8)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void roundTripsAndRefusesEveryTruncationAndExtension(MeshMessage message) throws Exception {
        byte[] bytes = message.encode();
        assertThat(MeshMessage.decode(bytes).encode()).isEqualTo(bytes);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> MeshMessage.decode(cut)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> MeshMessage.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedException.class);
    }

    @Property
    void anyBytesGiveAMessageOrTheDeclaredRefusal(@ForAll @Size(max = 300) byte[] bytes) {
        try {
            assertThat(MeshMessage.decode(bytes).encode()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e).hasMessageMatching(".+");
        }
    }

    @Test
    void powerIsRefusedBeyondItsBounds() {
        assertThatThrownBy(() -> MeshMessage.decode(new byte[] {6, 0, 0, 2}))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("expected 0 or 1");
        assertThatThrownBy(() -> new MeshMessage.Power(65_536, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MeshMessage.Power(-1, true)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
