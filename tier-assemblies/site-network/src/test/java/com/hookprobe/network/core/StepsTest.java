package com.hookprobe.network.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.SysctlState;
import com.hookprobe.network.core.State.TableState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepsTest {
    private static final TableState RULES = new TableState("t", "table inet t { }");
    private static final TableState NO_RULES = new TableState("t", "");
    private static final SysctlState FORWARDING = new SysctlState(List.of(Map.entry("net/ipv4/ip_forward", "1")));
    private static final SysctlState NONE = new SysctlState(List.of(Map.entry("net/ipv4/ip_forward", "0")));
    private static final LinkState BRIDGE = new LinkState(
            "hp-a", LinkState.Kind.BRIDGE, "", 0, "", false, true, true, true, List.of("10.0.0.1/24"), List.of());
    private static final LinkState NO_BRIDGE = LinkState.absent("hp-a");

    private static List<State> order(List<State> targets, State... found) {
        Map<String, State> there = new java.util.HashMap<>();
        for (State state : found) {
            there.put(state.key(), state);
        }
        return Steps.between(targets, there).stream()
                .filter(Step::changes)
                .map(Step::to)
                .toList();
    }

    /** Taken back in the opposite order, the rules are there again before anything is forwarded. */
    @Test
    void nothingIsForwardedWithoutRulesWhenAllOfItGoes() {
        InForce inForce =
                new InForce("", "boot", List.of(RULES, BRIDGE, FORWARDING), List.of(NO_RULES, NO_BRIDGE, NONE));
        List<State> targets = Steps.targets(List.of(), inForce, "boot");
        assertThat(order(targets, RULES, BRIDGE, FORWARDING)).containsExactly(NO_BRIDGE, NONE, NO_RULES);
    }

    @Test
    void norWhenItComes() {
        List<State> targets =
                Steps.targets(List.of(BRIDGE, FORWARDING, RULES), new InForce("", "", List.of(), List.of()), "boot");
        assertThat(order(targets, NO_RULES, NO_BRIDGE, NONE)).containsExactly(RULES, BRIDGE, FORWARDING);
    }
}
