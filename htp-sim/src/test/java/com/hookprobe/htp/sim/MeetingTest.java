package com.hookprobe.htp.sim;

import static com.hookprobe.htp.sim.Simulation.MILLISECOND;
import static com.hookprobe.htp.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTP 3.7: which NATs let two nodes meet directly, that the others come through the relay, and that both are of use. */
class MeetingTest {
    private static final LinkConfig ACCESS = LinkConfig.delay(20 * MILLISECOND);

    static List<Arguments> pairs() {
        List<Arguments> all = new ArrayList<>();
        for (NatKind caller : NatKind.values()) {
            for (NatKind called : NatKind.values()) {
                all.add(Arguments.of(caller, called));
            }
        }
        return all;
    }

    /** A symmetric NAT hides its port from everybody but the one who is written to, and these two ask for the port. */
    private static boolean direct(NatKind caller, NatKind called) {
        return !(hides(caller) && asks(called)) && !(hides(called) && asks(caller));
    }

    private static boolean hides(NatKind kind) {
        return kind == NatKind.SYMMETRIC;
    }

    private static boolean asks(NatKind kind) {
        return kind == NatKind.PORT_RESTRICTED || kind == NatKind.SYMMETRIC;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void meetsDirectlyWhereTheNatsAllowItElseThroughTheRelay(NatKind caller, NatKind called) {
        Meeting meeting = new Meeting(new Simulation(37), ACCESS, caller, called).meet();
        assertThat(meeting.relayed()).isEqualTo(!direct(caller, called));
        meeting.exchange(100_000, 30).finish();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void meetsUnderLoss(NatKind caller, NatKind called) {
        LinkConfig lossy = ACCESS.withLoss(Loss.uniform(0.05));
        for (long seed = 1; seed <= 5; seed++) {
            try {
                Meeting meeting = new Meeting(new Simulation(seed), lossy, caller, called).meet();
                if (!direct(caller, called)) {
                    assertThat(meeting.relayed()).isTrue();
                }
                meeting.exchange(100_000, 60).finish();
            } catch (SimulationFailure | AssertionError e) {
                throw new AssertionError("seed " + seed + ", " + caller + " calls " + called, e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aRelayedSessionSurvivesAnotherAddressOfEitherSide(NatKind caller, NatKind called) {
        if (direct(caller, called)) {
            return;
        }
        Meeting meeting = new Meeting(new Simulation(38), ACCESS, caller, called).meet();
        meeting.exchange(10_000, 30);
        meeting.rebind(meeting.callerNat, 203, 0, 113, 77).exchange(100_000, 60);
        meeting.simulation.run(10 * SECOND);
        meeting.rebind(meeting.calledNat, 198, 51, 100, 77).exchange(100_000, 60);
        meeting.finish();
    }

    @Test
    void aRelayedSessionOutlivesTheCircuitsIdleTime() {
        Meeting meeting = new Meeting(new Simulation(39), ACCESS, NatKind.SYMMETRIC, NatKind.SYMMETRIC).meet();
        assertThat(meeting.relayed()).isTrue();
        meeting.simulation.run(600 * SECOND);
        meeting.exchange(100_000, 30).finish();
    }

    /** Circuits end after a minute of silence, and what goes through them must not wait for company at their carriers. */
    @Test
    void relayedSessionsLiveThoughBothSaveEnergy() {
        for (boolean fromTheStart : new boolean[] {true, false}) {
            Meeting meeting = new Meeting(new Simulation(40), ACCESS, NatKind.SYMMETRIC, NatKind.SYMMETRIC);
            if (fromTheStart) {
                meeting.saveEnergy().meet();
            } else {
                meeting.meet().saveEnergy();
            }
            assertThat(meeting.relayed()).isTrue();
            meeting.exchange(2000, 90).silence(3600).exchange(100, 90).finish();
        }
    }
}
