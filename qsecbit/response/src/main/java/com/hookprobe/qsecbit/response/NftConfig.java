package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How to reach nftables.
 *
 * @param command the nft command and what stands before it, such as {@code [nft]} or {@code [ip, netns, exec, x, nft]}
 * @param table the name of the table of family inet that belongs to this program alone
 * @param timeout how long one call may take before it is killed
 * @param packetsPerSecond what a rate-limited source may send, each source for itself
 * @param quarantineReach what a host in quarantine may reach; at most 256 addresses and prefixes
 * @param scratch the directory for the input and output of a call; it must exist and be writable
 */
public record NftConfig(
        List<String> command,
        String table,
        Duration timeout,
        int packetsPerSecond,
        List<Cidr> quarantineReach,
        Path scratch) {
    /** The most addresses and prefixes that a host in quarantine may reach. */
    public static final int REACH_MAX = 256;

    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,30}");
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);
    private static final int RATE_MAX = 1_000_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public NftConfig {
        command = List.copyOf(command);
        if (command.isEmpty() || command.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("the nft command is empty");
        }
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException("a table is named " + TABLE + ", got " + table);
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("a timeout lies in 1 ns..1 min, got " + timeout);
        }
        if (packetsPerSecond < 1 || packetsPerSecond > RATE_MAX) {
            throw new IllegalArgumentException("a rate lies in 1.." + RATE_MAX + "/s, got " + packetsPerSecond);
        }
        quarantineReach = List.copyOf(quarantineReach);
        if (quarantineReach.size() > REACH_MAX) {
            throw new IllegalArgumentException(
                    "quarantine reaches at most " + REACH_MAX + " prefixes, got " + quarantineReach.size());
        }
    }

    /** {@code nft}, table {@code hookprobe}, 30 s, 20 packets each second, the system's temporary directory; quarantine reaches nothing. */
    public static NftConfig standard() {
        return new NftConfig(
                List.of("nft"),
                "hookprobe",
                Duration.ofSeconds(30),
                20,
                List.of(),
                Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    /** The same with what hosts in quarantine may reach. */
    public NftConfig quarantineReaches(List<Cidr> reach) {
        return new NftConfig(command, table, timeout, packetsPerSecond, reach, scratch);
    }
}
