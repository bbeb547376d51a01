package com.hookprobe.network.render;

import com.hookprobe.network.Inet4;
import com.hookprobe.network.Ports;
import java.util.List;
import java.util.stream.Collectors;

/** A text that grows line by line. */
final class Lines {
    private final StringBuilder text = new StringBuilder();

    Lines add(String line) {
        text.append(line).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Names as an anonymous set of nft. */
    static String names(List<String> names) {
        return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "{ ", " }"));
    }

    static String prefixes(List<Inet4> prefixes) {
        return prefixes.stream()
                .map(prefix -> prefix.length() == 32 ? prefix.text() : prefix.toString())
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** Matches of the ports, one for each protocol; one match of everything when there are none. */
    static List<String> matches(List<Ports> ports) {
        if (ports.isEmpty()) {
            return List.of("");
        }
        return List.of("tcp", "udp").stream()
                .filter(protocol ->
                        ports.stream().anyMatch(port -> port.protocol().equals(protocol)))
                .map(protocol -> ports.stream()
                        .filter(port -> port.protocol().equals(protocol))
                        .map(Ports::numbers)
                        .collect(Collectors.joining(", ", protocol + " dport { ", " } ")))
                .toList();
    }
}
