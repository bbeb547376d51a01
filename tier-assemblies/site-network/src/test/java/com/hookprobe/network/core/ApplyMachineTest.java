package com.hookprobe.network.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.SysctlState;
import com.hookprobe.network.core.State.TableState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine in virtual time, on a made-up machine that is stopped at every point. NETWORK 5. */
class ApplyMachineTest {
    private static final String BOOT = "boot-1";
    private static final long WITHIN_NS = 120_000_000_000L;

    private static final ServiceState DNSMASQ =
            new ServiceState("dnsmasq", List.of("dnsmasq", "-C", "/run/d"), "/run/p", List.of("/run/d"), true);
    private static final List<State> PLAN = List.of(
            FileState.of("/run/d", "one"),
            new TableState("t", "rules"),
            link("br", LinkState.Kind.BRIDGE, "", "10.0.0.1/24 brd 10.0.0.255"),
            link("eth1", LinkState.Kind.PLAIN, "br"),
            new SysctlState(
                    List.of(Map.entry("net/ipv4/ip_forward", "1"), Map.entry("net/ipv4/conf/br/rp_filter", "1"))),
            DNSMASQ);
    private static final List<State> OTHER = List.of(
            FileState.of("/run/d", "two"),
            new TableState("t", "other rules"),
            link("br2", LinkState.Kind.BRIDGE, "", "10.0.2.1/24 brd 10.0.2.255"),
            link("eth1", LinkState.Kind.PLAIN, "br2"),
            new SysctlState(List.of(Map.entry("net/ipv4/ip_forward", "1"))),
            DNSMASQ);

    private static LinkState link(String name, LinkState.Kind kind, String master, String... addresses) {
        return new LinkState(
                name,
                kind,
                "",
                0,
                master,
                false,
                kind == LinkState.Kind.BRIDGE,
                true,
                true,
                List.of(addresses),
                List.of());
    }

    /** Things by their key, a disk, and a clock. */
    private static final class World {
        final Map<String, State> things = new HashMap<>();
        final Set<String> broken = new HashSet<>();
        Book disk = Book.EMPTY;
        long nowNs = 5;
        int effects;
        int crashAt = Integer.MAX_VALUE;
        boolean before;

        World() {
            put(FileState.absent("/run/d"));
            put(new TableState("t", ""));
            put(LinkState.absent("br"));
            put(LinkState.absent("br2"));
            put(link("eth1", LinkState.Kind.PLAIN, "", "192.168.1.5/24 brd 192.168.1.255"));
            things.put("sysctl", new SysctlState(List.of(Map.entry("net/ipv4/ip_forward", "0"))));
            put(DNSMASQ.running(false));
        }

        void put(State state) {
            State now = things.get(state.key());
            if (state instanceof LinkState link && things.get("sysctl") instanceof SysctlState there) {
                // The kernel's settings of an interface go with it, and are the default's when it comes.
                boolean gone = link.kind() == LinkState.Kind.ABSENT;
                boolean comes = !gone && now instanceof LinkState was && was.kind() == LinkState.Kind.ABSENT;
                String key = "net/ipv4/conf/" + link.name() + "/rp_filter";
                if (gone || comes) {
                    List<Map.Entry<String, String>> values = new ArrayList<>(there.values());
                    values.removeIf(value -> value.getKey().equals(key));
                    if (comes) {
                        values.add(Map.entry(key, "0"));
                        values.sort(Map.Entry.comparingByKey());
                    }
                    things.put("sysctl", new SysctlState(values));
                }
            }
            if (state instanceof SysctlState wanted && now instanceof SysctlState there) {
                Map<String, String> values = new HashMap<>();
                there.values().forEach(value -> values.put(value.getKey(), value.getValue()));
                wanted.values().forEach(value -> values.replace(value.getKey(), value.getValue()));
                state = new SysctlState(values.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(e -> Map.entry(e.getKey(), e.getValue()))
                        .toList());
            }
            things.put(state.key(), state);
        }

        ApplyMachine begin(List<State> plan, long withinNs) {
            List<State> targets = Steps.targets(plan, disk.inForce(), BOOT);
            Map<String, State> found = found(Steps.looked(targets, disk.inForce()));
            List<Step> steps = Steps.between(targets, found);
            InForce proposed =
                    new InForce(plan.toString(), BOOT, plan, Steps.originals(plan, disk.inForce(), found, BOOT));
            return ApplyMachine.of(disk, proposed, "id" + nowNs, BOOT, steps, withinNs);
        }

        /** Of the settings only those that are looked for, as on a real machine. */
        private Map<String, State> found(List<State> looked) {
            Map<String, State> found = new HashMap<>(things);
            for (State state : looked) {
                if (state instanceof SysctlState wanted && things.get(state.key()) instanceof SysctlState there) {
                    Set<String> keys = new HashSet<>(
                            wanted.values().stream().map(Map.Entry::getKey).toList());
                    found.put(
                            state.key(),
                            new SysctlState(there.values().stream()
                                    .filter(value -> keys.contains(value.getKey()))
                                    .toList()));
                }
            }
            return found;
        }

        /** Runs until it waits, is settled or stuck; false when the process died. */
        boolean run(ApplyMachine machine, Input first) {
            Input input = first;
            while (input != null) {
                Input answer = null;
                for (Effect effect : machine.handle(input, nowNs)) {
                    if (effects++ == crashAt && before) {
                        return false;
                    }
                    if (effect instanceof Effect.Write write) {
                        disk = write.book();
                    } else if (effect instanceof Effect.Carry carry) {
                        boolean fails = broken.contains(carry.state().toString()) || noSuchBridge(carry.state());
                        if (!fails) {
                            put(carry.state());
                        }
                        answer = fails
                                ? new Input.Failed("broken " + carry.state().key())
                                : new Input.Done(0);
                    } else if (effect instanceof Effect.Verify) {
                        answer = broken.contains("verify") ? new Input.Failed("not as planned") : new Input.Done(0);
                    }
                    if (effects - 1 == crashAt && !before) {
                        return false;
                    }
                }
                input = answer;
            }
            return true;
        }

        /** As on a real machine: a port needs its bridge. */
        private boolean noSuchBridge(State state) {
            return state instanceof LinkState link
                    && !link.master().isEmpty()
                    && ((LinkState) things.get("link " + link.master())).kind() == LinkState.Kind.ABSENT;
        }

        Phase phase() {
            Application application = disk.application();
            return application == null ? Phase.ROLLED_BACK : application.phase();
        }

        /** What the next process does. */
        void recover(String boot) {
            crashAt = Integer.MAX_VALUE;
            ApplyMachine left = ApplyMachine.recover(disk, boot);
            if (left != null) {
                run(left, new Input.Begin());
            }
        }
    }

    @Test
    void aPlanIsAppliedWaitsAndIsConfirmed() {
        World world = new World();
        ApplyMachine machine = world.begin(PLAN, WITHIN_NS);
        world.run(machine, new Input.Begin());
        assertThat(machine.phase()).isEqualTo(Phase.WAITING_FOR_CONFIRMATION);
        PLAN.forEach(state -> assertThat(world.things.get(state.key()).toString())
                .isEqualTo(
                        state instanceof SysctlState
                                ? world.things.get("sysctl").toString()
                                : state.toString()));
        world.nowNs += WITHIN_NS - 1;
        assertThat(machine.handle(new Input.Tick(), world.nowNs)).isEmpty();
        world.run(machine, new Input.Confirm("id5"));
        assertThat(world.phase()).isEqualTo(Phase.CONFIRMED);
        assertThat(world.disk.inForce().states()).isEqualTo(PLAN);
        assertThat(Steps.between(Steps.targets(PLAN, world.disk.inForce(), BOOT), world.things))
                .as("nothing is left to do")
                .isEmpty();
    }

    @Test
    void withoutAConfirmationEverythingIsAsBefore() {
        World world = new World();
        Map<String, State> before = Map.copyOf(world.things);
        ApplyMachine machine = world.begin(PLAN, WITHIN_NS);
        world.run(machine, new Input.Begin());
        world.nowNs += WITHIN_NS;
        world.run(machine, new Input.Tick());
        assertThat(world.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(machine.reason()).isEqualTo("not confirmed in time");
        assertThat(world.things).isEqualTo(before);
        assertThat(world.disk.inForce()).isEqualTo(InForce.NOTHING);
    }

    @Test
    void aConfirmationThatComesTooLateOrForAnotherDoesNotCount() {
        World world = new World();
        ApplyMachine machine = world.begin(PLAN, WITHIN_NS);
        world.run(machine, new Input.Begin());
        assertThat(machine.handle(new Input.Confirm("other"), world.nowNs)).hasOnlyElementsOfType(Effect.Refuse.class);
        world.nowNs += WITHIN_NS;
        world.run(machine, new Input.Confirm("id5"));
        assertThat(world.phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void aStepThatFailsTakesBackThoseBeforeIt() {
        for (State bad : PLAN) {
            World world = new World();
            Map<String, State> before = Map.copyOf(world.things);
            world.broken.add(bad.toString());
            world.run(world.begin(PLAN, WITHIN_NS), new Input.Begin());
            assertThat(world.phase()).as(bad.key()).isEqualTo(Phase.ROLLED_BACK);
            assertThat(world.things).as(bad.key()).isEqualTo(before);
        }
        World world = new World();
        Map<String, State> before = Map.copyOf(world.things);
        world.broken.add("verify");
        world.run(world.begin(PLAN, WITHIN_NS), new Input.Begin());
        assertThat(world.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.things).isEqualTo(before);
    }

    /** Before and after every effect of an application and of its rollback, then another crash in every recovery. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCrashAnywhereLeadsBackToWhatWasOrToWhatWasConfirmed(boolean before) {
        int crashes = 0;
        for (int end = 0; end < 2; end++) {
            for (int at = 0; at < 200; at++) {
                World world = confirmed(PLAN);
                Map<String, State> first = Map.copyOf(world.things);
                world.effects = 0;
                world.crashAt = at;
                world.before = before;
                ApplyMachine machine = world.begin(OTHER, WITHIN_NS);
                boolean alive = world.run(machine, new Input.Begin());
                if (alive) {
                    world.nowNs += end == 0 ? WITHIN_NS : 1;
                    alive = world.run(
                            machine, end == 0 ? new Input.Tick() : new Input.Confirm("id" + (world.nowNs - 1)));
                }
                if (alive) {
                    break;
                }
                crashes++;
                boolean wasConfirmed = world.phase() == Phase.CONFIRMED
                        && world.disk.inForce().states().equals(OTHER);
                recoverCrashing(world, at % 5);
                assertThat(world.phase().settled()).as("at " + at).isTrue();
                if (!wasConfirmed) {
                    assertThat(world.things).as("at " + at).isEqualTo(first);
                    assertThat(world.disk.inForce().states()).isEqualTo(PLAN);
                } else {
                    assertThat(world.things.get("link br2")).isEqualTo(OTHER.get(2));
                }
            }
        }
        assertThat(crashes).isGreaterThan(40);
    }

    private static World confirmed(List<State> plan) {
        World world = new World();
        world.run(world.begin(plan, 0), new Input.Begin());
        assertThat(world.phase()).isEqualTo(Phase.CONFIRMED);
        world.nowNs = 1_000;
        return world;
    }

    private static void recoverCrashing(World world, int after) {
        ApplyMachine left = ApplyMachine.recover(world.disk, BOOT);
        if (left != null) {
            world.effects = 0;
            world.crashAt = after;
            world.run(left, new Input.Begin());
        }
        world.recover(BOOT);
    }

    @Test
    void afterAStartOfTheMachineNothingIsLeftToTakeBack() {
        World world = new World();
        world.run(world.begin(PLAN, WITHIN_NS), new Input.Begin());
        World anew = new World();
        anew.disk = world.disk;
        Map<String, State> before = Map.copyOf(anew.things);
        anew.recover("boot-2");
        assertThat(anew.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(anew.things).isEqualTo(before);
    }

    @Test
    void whatCannotBeTakenBackIsSaidAndTriedAgain() {
        World world = new World();
        Map<String, State> before = Map.copyOf(world.things);
        State back = world.things.get("link eth1");
        ApplyMachine machine = world.begin(PLAN, WITHIN_NS);
        world.run(machine, new Input.Begin());
        world.broken.add(back.toString());
        world.run(machine, new Input.Abort("an operator asked for it"));
        assertThat(world.phase()).isEqualTo(Phase.STUCK);
        assertThat(machine.reason()).contains("an operator asked for it", "broken link eth1");
        assertThat(world.things.get("table inet t"))
                .as("the rest is taken back")
                .isEqualTo(before.get("table inet t"));
        world.broken.clear();
        world.recover(BOOT);
        assertThat(world.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.things).isEqualTo(before);
    }

    @Test
    void anAbortWaitsForTheStepThatIsBeingCarriedOut() {
        World world = new World();
        ApplyMachine machine = world.begin(PLAN, WITHIN_NS);
        List<Effect> effects = machine.handle(new Input.Begin(), 5);
        assertThat(effects.get(effects.size() - 1)).isInstanceOf(Effect.Carry.class);
        assertThat(machine.handle(new Input.Abort("stop"), 5)).isEmpty();
        world.run(machine, new Input.Done(0));
        assertThat(machine.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(machine.reason()).isEqualTo("stop");
    }

    @Test
    void whatALaterPlanDoesNotNameGoesBackToWhatWasThereFirst() {
        World world = new World();
        Map<String, State> before = Map.copyOf(world.things);
        world.run(world.begin(PLAN, 0), new Input.Begin());
        world.nowNs++;
        world.run(world.begin(OTHER, 0), new Input.Begin());
        assertThat(world.things.get("link br")).isEqualTo(LinkState.absent("br"));
        assertThat(world.things.get("link eth1")).isEqualTo(OTHER.get(3));
        world.nowNs++;
        world.run(world.begin(List.of(), 0), new Input.Begin());
        assertThat(world.things).isEqualTo(before);
    }

    @Test
    void whatWasSetOnlyByThePlanInForceIsNoOriginalOfItsSuccessor() {
        World world = confirmed(PLAN);
        world.nowNs++;
        world.run(world.begin(PLAN, 0), new Input.Begin());
        assertThat(world.disk.inForce().originals())
                .contains(new SysctlState(List.of(Map.entry("net/ipv4/ip_forward", "0"))));
    }

    @Test
    void rulesComeBeforeLinksAndForwardingAndServicesStopFirst() {
        World world = confirmed(PLAN);
        List<Step> steps = Steps.between(Steps.targets(OTHER, world.disk.inForce(), BOOT), world.things);
        assertThat(steps.stream().map(step -> step.to().key()))
                .containsExactly(
                        "service dnsmasq",
                        "sysctl",
                        "file /run/d",
                        "table inet t",
                        "link br2",
                        "link eth1",
                        "link br",
                        "service dnsmasq");
        assertThat(((ServiceState) steps.get(0).to()).running()).isFalse();
        assertThat(((ServiceState) steps.get(7).to()).running()).isTrue();
    }
}
