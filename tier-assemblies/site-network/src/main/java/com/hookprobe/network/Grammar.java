package com.hookprobe.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What single values may look like. Nothing is written into a file or an argument that has not passed here; a value that has not is named,
 * and something harmless stands for it until all problems are told.
 */
final class Grammar {
    /** The kernel's limit for names of interfaces, without the zero. */
    static final int INTERFACE_MAX = 15;

    static final int PORTS_MAX = 64;
    static final int PREFIXES_MAX = 64;
    private static final Pattern INTERFACE =
            Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0," + (INTERFACE_MAX - 1) + "}");
    private static final Pattern SEGMENT =
            Pattern.compile("[a-z][a-z0-9-]{0," + (INTERFACE_MAX - NetworkPlan.BRIDGE_PREFIX.length() - 1) + "}");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern PATH = Pattern.compile("/[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Inet4 SOME_ADDRESS = new Inet4(0, 32);
    private static final int SSID_MAX = 32;
    private static final int PATH_MAX = 255;

    private final Problems problems;

    Grammar(Problems problems) {
        this.problems = problems;
    }

    /** The name of an interface of the machine that is not ours. */
    String interfaceName(String key, @Nullable String text) {
        String expected = "the name of an interface, 1 to 15 of a-z, A-Z, 0-9, '.', '_' and '-'";
        String name = shaped(key, text, INTERFACE, expected, "'ip link' lists them");
        if (NetworkPlan.OURS.stream().anyMatch(name::startsWith)
                || name.equals("lo")
                || name.equals("all")
                || name.equals("default")) {
            problems.add(key, "an interface that this program does not make", name, "choose another");
        }
        return name;
    }

    String segmentName(String key, @Nullable String text) {
        return shaped(
                key,
                text,
                SEGMENT,
                "a name of 1 to 12 of a-z, 0-9 and '-', a letter first",
                "its bridge is called hp-NAME");
    }

    String mac(String key, @Nullable String text) {
        String mac = shaped(
                key,
                text == null ? null : text.toLowerCase(Locale.ROOT),
                MAC,
                "a hardware address such as 02:00:00:00:00:01",
                "write it with colons and quotes");
        if (MAC.matcher(mac).matches() && (Integer.parseInt(mac.substring(0, 2), 16) & 1) == 1) {
            problems.add(key, "the hardware address of one station", mac, "that is a group's");
        }
        return mac;
    }

    String path(String key, @Nullable String text) {
        String path = shaped(
                key,
                text,
                PATH,
                "an absolute path of a-z, A-Z, 0-9, '.', '_' and '-'",
                "name the file with its whole path");
        if (path.length() > PATH_MAX || List.of(path.split("/")).contains("..")) {
            problems.add(key, "a path of at most " + PATH_MAX + " characters without '..'", path, "shorten it");
        }
        return path;
    }

    String country(String key, @Nullable String text) {
        return shaped(
                key,
                text,
                COUNTRY,
                "the two letters of the country in which the radio stands, such as DE",
                "set it: what may be sent depends on it");
    }

    String ssid(String key, @Nullable String text) {
        String expected = "a name of 1 to " + SSID_MAX + " bytes of UTF-8 without control characters";
        if (text == null) {
            problems.add(key, expected, "nothing", "set it");
            return "";
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        boolean bad = text.codePoints()
                .anyMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
        if (bytes < 1 || bytes > SSID_MAX || bad || !text.equals(text.strip())) {
            problems.add(key, expected + ", no space at its ends", text, "choose another");
        }
        return text;
    }

    /** An address that a host can have. */
    Inet4 host(String key, @Nullable String text) {
        Inet4 address = text == null ? null : Inet4.address(text);
        if (address == null || !address.isHostAddress()) {
            problems.add(key, "an IPv4 address such as 192.0.2.1", shown(text), "names are not looked up");
            return SOME_ADDRESS;
        }
        return address;
    }

    /** This machine's address in a network, with the length of the prefix. */
    @Nullable Inet4 own(String key, @Nullable String text, int shortest) {
        Inet4 address = text == null ? null : Inet4.withLength(text);
        if (address == null || !address.isHostAddress() || address.length() < shortest || address.length() > 30) {
            problems.add(
                    key,
                    "this machine's address with its prefix, /" + shortest + " to /30, such as 192.168.50.1/24",
                    shown(text),
                    "not the first nor the last address of the prefix");
            return null;
        }
        return address;
    }

    /** Prefixes; an address alone is one of 32 bits. */
    List<Inet4> prefixes(String key, @Nullable List<String> texts) {
        return all(
                key,
                texts,
                PREFIXES_MAX,
                text -> {
                    Inet4 found = text.indexOf('/') < 0 ? Inet4.address(text) : Inet4.withLength(text);
                    return found == null || !found.equals(found.prefix()) ? null : found;
                },
                "prefixes such as 198.51.100.0/24",
                "all bits behind the length are zero");
    }

    List<Inet4> hosts(String key, @Nullable List<String> texts, int most) {
        return all(
                key,
                texts,
                most,
                text -> {
                    Inet4 found = Inet4.address(text);
                    return found == null || !found.isHostAddress() ? null : found;
                },
                "IPv4 addresses",
                "names are not looked up");
    }

    List<Ports> ports(String key, @Nullable List<String> texts) {
        List<Ports> ports = all(
                key,
                texts,
                PORTS_MAX,
                Ports::of,
                "ports such as tcp/443 or udp/5000-5010",
                "1 to 65535, the smaller first");
        for (int i = 0; i < ports.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ports.get(i).overlaps(ports.get(j))) {
                    problems.add(key, "each port once", ports.get(i), "it is in " + ports.get(j) + " already");
                }
            }
        }
        return ports;
    }

    private <T> List<T> all(
            String key,
            @Nullable List<String> texts,
            int most,
            Function<String, @Nullable T> parse,
            String expected,
            String remedy) {
        List<T> values = new ArrayList<>();
        if (texts == null) {
            return values;
        }
        if (texts.size() > most) {
            problems.add(key, "at most " + most, texts.size(), "leave some out");
        }
        for (int i = 0; i < Math.min(texts.size(), most); i++) {
            // YAML's empty entries.
            String text = texts.get(i);
            T value = text == null ? null : parse.apply(text);
            if (value == null) {
                problems.add(key + "[" + i + "]", expected, shown(text), remedy);
            } else {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    int number(String key, @Nullable Integer value, int least, int most, int otherwise, String what) {
        int number = value == null ? otherwise : value;
        if (number < least || number > most) {
            problems.add(key, what + ", " + least + " to " + most, number, "choose one in between");
            return otherwise;
        }
        return number;
    }

    <E extends Enum<E>> E word(String key, @Nullable String text, E otherwise, Set<E> known) {
        if (text == null) {
            return otherwise;
        }
        for (E one : known) {
            if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
                return one;
            }
        }
        String words = String.join(
                ", ",
                known.stream()
                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        problems.add(key, words, text, "choose one of them");
        return otherwise;
    }

    private String shaped(String key, @Nullable String text, Pattern shape, String expected, String remedy) {
        if (text == null || !shape.matcher(text).matches()) {
            problems.add(key, expected, shown(text), remedy);
            return "";
        }
        return text;
    }

    static Object shown(@Nullable Object found) {
        return found == null ? "nothing" : found;
    }
}
