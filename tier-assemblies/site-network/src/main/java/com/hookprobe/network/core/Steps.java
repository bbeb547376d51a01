package com.hookprobe.network.core;

import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.SysctlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From what is there to what shall be: the states to aim at, and the steps that lead there. NETWORK 4.
 *
 * <p>Order: services that change stop, then files, rules, links that come or change, links that go, settings of the kernel, rules that
 * go, services start. Rules come before links and forwarding and go after them, so that no packet is forwarded without them. A bridge goes after its ports have left
 * it: so on the way back, in the opposite order, it is there before they return.
 */
public final class Steps {
    private Steps() {}

    /**
     * What shall be, and for what was ours and shall not be any more, what was there before.
     *
     * @param desired by the new plan, in order
     */
    public static List<State> targets(List<State> desired, InForce inForce, String bootId) {
        Map<String, State> targets = new LinkedHashMap<>();
        desired.forEach(state -> targets.put(state.key(), state));
        List<State> left = new ArrayList<>();
        boolean sameBoot = inForce.bootId().equals(bootId);
        for (State original : inForce.originals()) {
            if (!sameBoot) {
                continue;
            }
            if (original instanceof SysctlState settings) {
                targets.merge(
                        settings.key(), settings, (now, before) -> merged((SysctlState) now, (SysctlState) before));
            } else if (!targets.containsKey(original.key())) {
                left.add(original);
            }
        }
        List<State> all = new ArrayList<>(left);
        all.addAll(targets.values());
        all.sort((one, other) -> Integer.compare(rank(one), rank(other)));
        return all;
    }

    /** What has to be looked at before: the targets, and with them all settings that the plan in force has set. */
    public static List<State> looked(List<State> targets, InForce inForce) {
        List<State> looked = new ArrayList<>(targets);
        for (State state : inForce.states()) {
            if (state instanceof SysctlState ours) {
                looked.replaceAll(target -> target instanceof SysctlState wanted ? merged(wanted, ours) : target);
            }
        }
        return looked;
    }

    /**
     * The steps; none when everything is there already.
     *
     * @param targets of {@link #targets}
     * @param found what is there, by key
     */
    public static List<Step> between(List<State> targets, Map<String, State> found) {
        List<Step> stops = new ArrayList<>();
        List<Step> changes = new ArrayList<>();
        List<Step> starts = new ArrayList<>();
        Set<String> files = changedFiles(targets, found);
        SysctlState settings = null;
        for (State target : targets) {
            State before = of(found, target);
            if (!(target instanceof ServiceState service)) {
                if (!sameAs(target, before)) {
                    changes.add(new Step(target, before));
                }
                settings = before instanceof SysctlState now ? now : settings;
                continue;
            }
            boolean was = ((ServiceState) before).running();
            boolean anew = service.files().stream().anyMatch(files::contains);
            if (was && (anew || !service.running())) {
                stops.add(new Step(service.running(false), before));
            }
            if (service.running() && (!was || anew)) {
                starts.add(new Step(service, service.running(false)));
            }
        }
        List<Step> steps = new ArrayList<>(stops);
        if (settings != null && changes.stream().anyMatch(step -> step.to() instanceof State.LinkState)) {
            // It changes nothing; but taken back after the links it gives those that come back their settings.
            steps.add(new Step(settings, settings));
        }
        steps.addAll(changes);
        steps.addAll(starts);
        return steps;
    }

    /** What was there before anything of ours, for each thing that the plan names. */
    public static List<State> originals(List<State> desired, InForce inForce, Map<String, State> found, String bootId) {
        Map<String, State> first = new LinkedHashMap<>();
        Set<String> ours = Set.of();
        if (inForce.bootId().equals(bootId)) {
            inForce.originals().forEach(original -> first.put(original.key(), original));
            ours = settings(inForce.states());
        }
        List<State> originals = new ArrayList<>();
        for (State state : desired) {
            State now = of(found, state);
            State before = first.getOrDefault(state.key(), now);
            if (before instanceof SysctlState settings) {
                // What only the plan in force has set was not there before it.
                before = merged(settings, without((SysctlState) now, ours));
            }
            originals.add(before);
        }
        return originals;
    }

    private static State of(Map<String, State> found, State target) {
        State state = found.get(target.key());
        if (state == null) {
            throw new IllegalArgumentException("nobody has looked at " + target.key());
        }
        return state;
    }

    private static Set<String> changedFiles(List<State> targets, Map<String, State> found) {
        return Set.copyOf(targets.stream()
                .filter(target -> target instanceof FileState && !sameAs(target, of(found, target)))
                .map(target -> ((FileState) target).path())
                .toList());
    }

    /** True when nothing has to be done; who looks at the machine gives a file that has the wanted content as the wanted state. */
    private static boolean sameAs(State target, State before) {
        if (target instanceof SysctlState wanted && before instanceof SysctlState there) {
            return there.values().containsAll(wanted.values());
        }
        return target.equals(before);
    }

    /** The first, and what only the second has. */
    private static SysctlState merged(SysctlState one, SysctlState other) {
        List<Map.Entry<String, String>> values = new ArrayList<>(one.values());
        Set<String> keys = Set.copyOf(values.stream().map(Map.Entry::getKey).toList());
        other.values().stream().filter(value -> !keys.contains(value.getKey())).forEach(values::add);
        return new SysctlState(values);
    }

    private static Set<String> settings(List<State> states) {
        Set<String> keys = new HashSet<>();
        for (State state : states) {
            if (state instanceof SysctlState settings) {
                settings.values().forEach(value -> keys.add(value.getKey()));
            }
        }
        return keys;
    }

    private static SysctlState without(SysctlState settings, Set<String> keys) {
        return new SysctlState(settings.values().stream()
                .filter(value -> !keys.contains(value.getKey()))
                .toList());
    }

    private static int rank(State state) {
        if (state instanceof FileState) {
            return 0;
        } else if (state instanceof State.TableState table) {
            return table.text().isEmpty() ? 5 : 1;
        } else if (state instanceof State.LinkState link) {
            return link.kind() == State.LinkState.Kind.ABSENT ? 3 : 2;
        } else if (state instanceof SysctlState) {
            return 4;
        }
        return 6;
    }
}
