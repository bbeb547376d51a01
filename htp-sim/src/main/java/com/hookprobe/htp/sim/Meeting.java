package com.hookprobe.htp.sim;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.IntroductionLimits;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A public validator and two edges, each behind a NAT of its own, of which one seeks the other (HTP 3.7). */
final class Meeting implements SimApp {
    final Simulation simulation;
    final SimNode validator;
    final SimNode caller;
    final SimNode called;
    final Nat callerNat;
    final Nat calledNat;
    /** By node: its session with the validator. */
    private final Map<SimNode, Long> carriers = new HashMap<>();

    private final Map<SimNode, Long> meetings = new HashMap<>();
    private long seek = -1;

    Meeting(Simulation simulation, LinkConfig access, NatKind callersNat, NatKind calledsNat) {
        this.simulation = simulation;
        simulation.introducing(IntroductionLimits.standard());
        this.validator = simulation.validator(LinkConfig.PERFECT, LinkConfig.PERFECT);
        this.callerNat = simulation.network().nat(callersNat, Simulation.ip(203, 0, 113, 1), 120 * Simulation.SECOND);
        this.calledNat = simulation.network().nat(calledsNat, Simulation.ip(198, 51, 100, 1), 120 * Simulation.SECOND);
        this.caller = edge("caller", 2, access, callerNat);
        this.called = edge("called", 3, access, calledNat);
        caller.app(this);
        called.app(this);
    }

    private SimNode edge(String name, int number, LinkConfig access, @Nullable Nat nat) {
        return simulation.node(name, Simulation.address(10, 1, number, 1, 5000), true, access, access, nat);
    }

    private static long of(Map<SimNode, Long> sessions, SimNode node) {
        Long id = sessions.get(node);
        if (id == null) {
            throw new IllegalStateException(node + " has no such session");
        }
        return id;
    }

    /** Both connect to the validator, the called one offers its key, the caller seeks it: done when both have a session. */
    Meeting meet() {
        caller.connect(validator);
        called.connect(validator);
        wait(() -> carriers.size() == 2, 60, "sessions with the validator");
        called.offer(of(carriers, called));
        simulation.run(3 * Simulation.SECOND);
        seek = caller.seek(of(carriers, caller), called);
        wait(() -> meetings.size() == 2, 60, "a session between the two");
        return this;
    }

    /** Both save energy from now on. */
    Meeting saveEnergy() {
        caller.lowEnergy(true);
        called.lowEnergy(true);
        return this;
    }

    /** Nobody says anything for so long. */
    Meeting silence(long seconds) {
        simulation.run(seconds * Simulation.SECOND);
        return this;
    }

    boolean relayed() {
        return caller.relayed(of(meetings, caller));
    }

    /** So many bytes each way, acknowledged within that time. */
    Meeting exchange(int bytes, long limitSeconds) {
        for (SimNode node : new SimNode[] {caller, called}) {
            if (node.send(of(meetings, node), Channels.USER, bytes) < 0) {
                throw simulation.failure(node + ": the session is over");
            }
        }
        wait(
                () -> caller.unacknowledged(of(meetings, caller)) == 0
                        && called.unacknowledged(of(meetings, called)) == 0,
                limitSeconds,
                "acknowledgements");
        if (!caller.isOpen(of(meetings, caller)) || !called.isOpen(of(meetings, called))) {
            throw simulation.failure("the session between the two ended");
        }
        return this;
    }

    /** Another public address and other ports for the nodes behind that NAT. */
    Meeting rebind(Nat nat, int a, int b, int c, int d) {
        InetAddress next = Simulation.ip(a, b, c, d);
        simulation.network().rebind(nat, next);
        return this;
    }

    void finish() {
        simulation.finish(60 * Simulation.SECOND);
    }

    @Override
    public void onConnected(SimNode node, long connect, long session) {
        if (node == caller && connect == seek) {
            meetings.put(node, session);
        } else {
            carriers.put(node, session);
        }
    }

    @Override
    public void onSession(SimNode node, long session) {
        if (node == called && carriers.containsKey(called)) {
            meetings.put(node, session);
        }
    }

    @Override
    public void onClosed(SimNode node, long session, CloseCode code, String reason) {
        simulation.note(node.name(), "lost session ", session, " ", code);
    }

    private void wait(java.util.function.BooleanSupplier done, long seconds, String what) {
        if (!simulation.runUntil(done, seconds * Simulation.SECOND)) {
            throw simulation.failure(
                    "no " + what + " within " + seconds + " s; NATs " + callerNat.kind() + " and " + calledNat.kind());
        }
    }
}
