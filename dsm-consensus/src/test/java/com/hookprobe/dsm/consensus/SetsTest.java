package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Quorums, parameters, sets and the genesis. */
class SetsTest {
    private static final List<Fixtures.Member> MEMBERS = Fixtures.members(4, true);

    @Test
    void quorumIsTheSeedsFunction() {
        assertThat(Quorum.quorum(10)).isEqualTo(7);
        assertThat(Quorum.faults(10)).isEqualTo(3);
        assertThat(Quorum.quorum(7)).isEqualTo(5);
        assertThat(Quorum.quorum(4)).isEqualTo(3);
        assertThat(Quorum.quorum(1)).isEqualTo(1);
        for (int n = 1; n <= Quorum.VALIDATORS_MAX; n++) {
            int f = Quorum.faults(n);
            assertThat(n).isGreaterThanOrEqualTo(3 * f + 1);
            // Two quorums share more than f members.
            assertThat(2 * Quorum.quorum(n) - n).isGreaterThan(f);
        }
        assertThatThrownBy(() -> Quorum.quorum(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quorum.quorum(257)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fractionOf067IsATrapFrom103On() {
        BigDecimal seed = new BigDecimal("0.67");
        for (int n : new int[] {4, 7, 10, 100}) {
            Quorum.checkThreshold(seed, n);
        }
        assertThatThrownBy(() -> Quorum.checkThreshold(seed, 103)).hasMessageContaining("70 of 103");
        assertThatThrownBy(() -> Quorum.checkThreshold(BigDecimal.ZERO, 4))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quorum.checkThreshold(new BigDecimal("1.01"), 4))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void viewTimeoutsGrowByHalfUpToTheMaximum() {
        Params params = Params.defaults();
        assertThat(params.viewTimeoutMillis(1)).isEqualTo(30_000);
        assertThat(params.viewTimeoutMillis(2)).isEqualTo(45_000);
        assertThat(params.viewTimeoutMillis(3)).isEqualTo(67_500);
        assertThat(params.viewTimeoutMillis(5)).isEqualTo(120_000);
        assertThat(params.viewTimeoutMillis(0xFFFF_FFFFL)).isEqualTo(120_000);
    }

    @Test
    void setIsSortedHashedAndRefusesDoubles() {
        List<Validator> validators =
                MEMBERS.stream().map(Fixtures.Member::validator).toList();
        List<Validator> reversed = new ArrayList<>(validators);
        java.util.Collections.reverse(reversed);
        ValidatorSet set = ValidatorSet.of(reversed);
        assertThat(set.members()).isEqualTo(validators);
        assertThat(set.hash()).isEqualTo(ValidatorSet.of(validators).hash());
        assertThat(set.hash())
                .isNotEqualTo(ValidatorSet.of(validators.subList(0, 3)).hash());
        for (int i = 0; i < 4; i++) {
            assertThat(set.indexOf(validators.get(i).id())).hasValue(i);
        }
        reversed.add(validators.get(0));
        assertThatThrownBy(() -> ValidatorSet.of(reversed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ValidatorSet.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leadersTakeTurnsFromAPlaceThatTheParentFixes() {
        ValidatorSet set = Fixtures.set(MEMBERS, true);
        byte[] previous = new byte[32];
        java.util.Arrays.fill(previous, (byte) 0xFF);
        // u64 = 2^64 - 1, which is 3 modulo 4.
        Hash32 hash = Hash32.of(previous);
        assertThat(List.of(set.leader(hash, 1), set.leader(hash, 2), set.leader(hash, 3), set.leader(hash, 4)))
                .containsExactly(0, 1, 2, 3);
        assertThat(set.leader(hash, 0xFFFF_FFFFL)).isEqualTo((3 + 3) % 4);
    }

    @Test
    void genesisRoundTripsAndNamesItsNetworkByAllOfIt() throws MalformedException {
        List<Fixtures.TestSource> sources = List.of(Fixtures.source(0), Fixtures.source(1));
        Genesis genesis = Fixtures.genesis(MEMBERS, true, sources, Params.local(2));
        Genesis read = Genesis.decode(genesis.encode());
        assertThat(read.encode()).isEqualTo(genesis.encode());
        assertThat(read.hash()).isEqualTo(genesis.hash());
        assertThat(read.sourceKey(sources.get(1).id()))
                .isEqualTo(genesis.sourceKey(sources.get(1).id()));
        assertThat(Fixtures.genesis(MEMBERS, true, sources, Params.local(3)).networkId())
                .isNotEqualTo(genesis.networkId());
        assertThat(Fixtures.genesis(MEMBERS, true, sources.subList(0, 1), Params.local(2))
                        .networkId())
                .isNotEqualTo(genesis.networkId());
        byte[] longer = java.util.Arrays.copyOf(genesis.encode(), genesis.encode().length + 1);
        assertThatThrownBy(() -> Genesis.decode(longer)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Fixtures.genesis(
                        MEMBERS, true, List.of(Fixtures.source(0), Fixtures.source(0)), Params.local(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
