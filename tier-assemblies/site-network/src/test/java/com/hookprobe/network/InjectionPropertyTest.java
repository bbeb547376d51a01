package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.network.NetworkSettings.Dhcp;
import com.hookprobe.network.NetworkSettings.Forward;
import com.hookprobe.network.NetworkSettings.Host;
import com.hookprobe.network.NetworkSettings.Hotspot;
import com.hookprobe.network.NetworkSettings.Management;
import com.hookprobe.network.NetworkSettings.Neighbour;
import com.hookprobe.network.NetworkSettings.Reach;
import com.hookprobe.network.NetworkSettings.Segment;
import com.hookprobe.network.NetworkSettings.Uplink;
import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.TableState;
import com.hookprobe.network.render.Places;
import com.hookprobe.network.render.Rendering;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Hostile text in every text of a tree, one at a time: the plan is refused, or what is rendered has the same lines as without it, with
 * nothing in them but what values may be made of. NETWORK 2.1.
 */
class InjectionPropertyTest {
    private static final Places PLACES =
            new Places("/run/hookprobe/network", "/var/lib/hookprobe/network", "/run", true);
    private static final int TEXTS = 32;
    private static final Pattern HARMLESS = Pattern.compile("[a-zA-Z0-9 .,:;/_@!=#&|(){}\\[\\]\"\\t'-]*");

    @Property(tries = 400)
    void noTextBecomesMoreThanAValue(@ForAll("hostile") String text) throws PlanException {
        String all = lines(Rendering.of(plan(-1, ""), PLACES));
        for (int place = 0; place < TEXTS; place++) {
            Rendering rendering;
            try {
                rendering = Rendering.of(plan(place, text), PLACES);
            } catch (PlanException e) {
                assertThat(e.problems()).hasSizeBetween(1, Problems.MAX);
                assertThat(e.problems())
                        .allMatch(problem -> problem.codePoints().noneMatch(Character::isISOControl));
                continue;
            }
            String rendered = lines(rendering);
            assertThat(kinds(rendered)).as(place + ": " + text).isEqualTo(kinds(all));
            assertThat(rendered.lines()).allMatch(line -> HARMLESS.matcher(line).matches());
        }
    }

    private static String lines(Rendering rendering) {
        StringBuilder lines = new StringBuilder();
        for (State state : rendering.states()) {
            lines.append(
                    state instanceof FileState file
                            ? file.content()
                            : state instanceof TableState table ? table.text() : state + "\n");
        }
        return lines.toString();
    }

    /** The words before the values of each line: another kind of line, or one more, is an injection. */
    private static Set<String> kinds(String lines) {
        return lines.lines()
                .map(line -> line.strip().split("[ =\\[]", 2)[0])
                .map(word -> word.replaceAll("[0-9.:]+$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<String> pieces = Arbitraries.of(
                        "\n",
                        "\r",
                        "\"",
                        "'",
                        ";",
                        "$(reboot)",
                        "`",
                        "|",
                        "&",
                        "#",
                        "\\",
                        "}",
                        "{",
                        " ",
                        "\t",
                        "../",
                        "-",
                        "--",
                        "wpa=0",
                        "dhcp-script=/bin/sh",
                        "accept",
                        "0",
                        "1",
                        "255",
                        ".",
                        "/",
                        ":",
                        "eth0",
                        "*",
                        "%",
                        "\u2028",
                        "\0",
                        "é",
                        "hp-")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(list -> String.join("", list));
        Arbitrary<String> tail = Arbitraries.of(
                        "eth0",
                        "tcp/80",
                        "10.10.0.5",
                        "shop",
                        "02:00:00:00:10:05",
                        "/etc/x",
                        "DE",
                        "wpa2",
                        "fd00::1/64")
                .flatMap(value -> pieces.map(piece -> value + piece));
        return Arbitraries.oneOf(any, pieces, tail);
    }

    private static NetworkPlan plan(int place, String text) throws PlanException {
        AtomicInteger at = new AtomicInteger();
        UnaryOperator<String> t = value -> at.getAndIncrement() == place ? text : value;
        NetworkSettings tree = new NetworkSettings(
                List.of(new Uplink(
                        t.apply("wan0"), t.apply("static"), t.apply("203.0.113.10/24"), t.apply("203.0.113.1"))),
                null,
                t.apply("eth1"),
                List.of(
                        new Segment(
                                t.apply("shop"),
                                10,
                                List.of(t.apply("eth2")),
                                t.apply("10.10.0.1/24"),
                                new Dhcp(
                                        t.apply("10.10.0.100"),
                                        t.apply("10.10.0.200"),
                                        3600,
                                        List.of(new Host(t.apply("02:00:00:00:10:05"), t.apply("10.10.0.5")))),
                                List.of(t.apply("10.10.0.53")),
                                t.apply("fd4a:91c2:7e05:10::1/64"),
                                true,
                                false,
                                new Reach(
                                        true,
                                        List.of(t.apply("tcp/80")),
                                        List.of(new Neighbour(t.apply("guests"), List.of(t.apply("udp/53")))),
                                        true)),
                        new Segment("guests", 20, null, t.apply("10.20.0.1/24"), null, null, null, false, false, null)),
                List.of(new Hotspot(
                        t.apply("wlan0"),
                        t.apply("net"),
                        t.apply("wpa2"),
                        t.apply("/etc/hookprobe/p"),
                        t.apply("DE"),
                        t.apply("5"),
                        36,
                        true,
                        t.apply("guests"))),
                List.of(t.apply("9.9.9.9")),
                new Management(List.of(t.apply("tcp/22")), List.of(t.apply("198.51.100.0/24"))),
                List.of(new Forward(
                        t.apply("tcp/8443"), t.apply("10.10.0.5"), 443, List.of(t.apply("198.51.100.0/24")))),
                t.apply("networkmanager"));
        NetworkPlan plan = NetworkPlan.of(tree, Trees.FORTRESS);
        if (place < 0) {
            assertThat(at.get()).as("every text of the tree is tried").isEqualTo(TEXTS);
        }
        return plan;
    }
}
