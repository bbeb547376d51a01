package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.neuro.sensor.HostSensors;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.neuro.sensor.SensorCapture;
import com.hookprobe.neuro.sensor.TerSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handshake with one of two verifiers is offered. */
class NeuroBindingTest {
    private static final NodeId ONE = id(1);
    private static final NodeId OTHER = id(2);

    @TempDir
    Path folder;

    private final WeightState state = WeightState.fromSeed(new byte[32]);
    private TerSource source;
    private NeuroBinding binding;

    private static NodeId id(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return NodeId.of(bytes);
    }

    @BeforeEach
    void open() throws Exception {
        Path watched = Files.writeString(folder.resolve("watched"), "as it was");
        source = new TerSource(new SensorCapture(HostSensors.ofThisMachine(), new IntegrityWatch(List.of(watched), 1)));
        binding = new NeuroBinding(List.of(ONE, OTHER), state);
    }

    private void step() throws Exception {
        TerChain chain = state.chain();
        Ter next = source.next(chain, 1_000_000 * (state.count() + 1));
        WeightEvolution.step(state, next);
    }

    /** The other one acknowledges all the time; the one that comes back knows the count of when it fell. */
    @Test
    void whoComesBackIsOfferedItsOwnCountWhateverTheOtherAcknowledges() throws Exception {
        step();
        binding.agree(ONE, state);
        byte[] then = state.wSecret();
        binding.session(OTHER, true);
        for (int i = 0; i < 5; i++) {
            step();
            binding.agree(OTHER, state);
            assertThat(binding.terSequence()).isEqualTo(1);
        }
        assertThat(binding.wSecret(1)).hasValue(then);
        assertThat(binding.wSecret(6)).hasValue(state.wSecret());
        assertThat(binding.wSecret(3)).isEmpty();
    }

    @Test
    void ofTwoThatAreAwayEachIsOfferedItsCountInItsTurn() throws Exception {
        step();
        binding.agree(ONE, state);
        step();
        binding.agree(OTHER, state);
        Set<Long> offered = new HashSet<>();
        offered.add(binding.terSequence());
        offered.add(binding.terSequence());
        assertThat(offered).containsExactlyInAnyOrder(1L, 2L);
    }
}
