package com.hookprobe.node.shape;

import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.qsecbit.metric.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Chooses how a node's traffic looks and whether alerts go by several ways (routing 3). The operator's order wins, but for what a
 * low battery forbids. More protection begins at once, and ends after a time of calm. Not thread-safe.
 */
public final class ModeSwitch {
    /** From more loss on, alerts swarm. */
    static final double LOSS_MAX = 0.15;
    /** From a slower path on, alerts swarm. */
    static final double SLOWNESS_MAX = 1.5;
    /** With fewer there is nothing to swarm by. */
    static final int PATHS_MIN = 2;
    /** So long must be calm before there is less protection. */
    static final long CALM_NS = 60_000_000_000L;

    private final ModeOrder order;
    private final Lowering mode = new Lowering(CALM_NS);
    private final Lowering swarm = new Lowering(CALM_NS);

    public ModeSwitch(ModeOrder order) {
        this.order = order;
    }

    /** What to do now. */
    public Choice on(Conditions now, long nowNs) {
        List<String> reasons = new ArrayList<>();
        TransmissionMode shape;
        boolean several;
        if (order == ModeOrder.AUTO) {
            shape = TransmissionMode.values()[mode.on(byThreat(now.threat()).ordinal(), nowNs)];
            several = swarm.on(hardToReach(now) ? 1 : 0, nowNs) == 1;
            explain(now, shape, several, reasons);
        } else {
            shape = ordered();
            several = order == ModeOrder.SWARM;
            reasons.add("ordered: " + order.name().toLowerCase(Locale.ROOT));
        }
        if (several && now.paths() < PATHS_MIN) {
            several = false;
            reasons.add("no second way");
        }
        if (now.energy() == EnergyBand.LOW && (several || shape == TransmissionMode.GHOST)) {
            several = false;
            shape = shape == TransmissionMode.GHOST ? TransmissionMode.BALANCED : shape;
            reasons.add("the battery is low");
        }
        return new Choice(shape, several, String.join(", ", reasons));
    }

    private TransmissionMode ordered() {
        return switch (order) {
            case GHOST -> TransmissionMode.GHOST;
            case BALANCED -> TransmissionMode.BALANCED;
            case AUTO, BURST, SWARM -> TransmissionMode.BURST;
        };
    }

    private static TransmissionMode byThreat(Band threat) {
        return switch (threat) {
            case RED -> TransmissionMode.GHOST;
            case AMBER -> TransmissionMode.BALANCED;
            case GREEN -> TransmissionMode.BURST;
        };
    }

    private static boolean hardToReach(Conditions now) {
        return now.paths() >= PATHS_MIN && (now.loss() > LOSS_MAX || now.slowness() > SLOWNESS_MAX);
    }

    private static void explain(Conditions now, TransmissionMode shape, boolean several, List<String> reasons) {
        boolean calming = byThreat(now.threat()) != shape;
        reasons.add("qsecbit " + now.threat() + (calming ? ", was worse within a minute" : ""));
        if (several) {
            reasons.add(
                    !hardToReach(now)
                            ? "a path was bad within a minute"
                            : now.loss() > LOSS_MAX
                                    ? String.format(Locale.ROOT, "loss %.0f %%", now.loss() * 100)
                                    : String.format(Locale.ROOT, "round trip %.1f times the usual", now.slowness()));
        }
    }
}
