package com.hookprobe.qsecbit.response;

/**
 * The table that this program keeps in the kernel, as text for {@code nft -f -}. Making it again changes nothing about
 * the elements that are there, so a restart never opens a gap.
 *
 * <p>Single addresses live in hash sets, prefixes in interval sets. One interval set for both, as is usual, makes nft
 * read the whole set back from the kernel for each change, which takes long with 100,000 bans, and makes a ban on an
 * address inside a banned prefix an error.
 */
final class NftSetup {
    /** Room for the largest decision table and for what the kernel has not collected yet. */
    static final int ELEMENTS_MAX = 262_144;

    private static final String CANARY = "canary";

    private static final int PACED_SOURCES_MAX = 65_536;

    private NftSetup() {}

    static String text(String table, int packetsPerSecond) {
        StringBuilder text = new StringBuilder();
        line(text, "add table inet " + table);
        for (NftSet set : NftSet.values()) {
            String flags = set.isInterval() ? "interval, timeout" : "timeout";
            line(
                    text,
                    "add set inet " + table + " " + set.label() + " { type " + set.type() + "; flags " + flags
                            + "; size " + ELEMENTS_MAX + "; }");
        }
        for (String family : new String[] {"4", "6"}) {
            line(
                    text,
                    "add set inet " + table + " pace" + family + " { type ipv" + family
                            + "_addr; flags dynamic, timeout; timeout 1m; size " + PACED_SOURCES_MAX + "; }");
        }
        // Always empty. Flushing it does nothing and succeeds just when the table is there.
        line(text, "add set inet " + table + " " + CANARY + " { type ipv4_addr; }");
        chain(text, table, "inbound", "input");
        chain(text, table, "forwarded", "forward");
        chain(text, table, "outbound", "output");
        for (NftSet set : NftSet.values()) {
            for (String chain : new String[] {"inbound", "forwarded"}) {
                rule(text, table, chain, source(set, packetsPerSecond));
            }
            if (set.action() == Action.BLOCK) {
                // RESPONSE 5.4: what is blocked is not answered and not called either.
                rule(text, table, "forwarded", set.protocol() + " daddr @" + set.label() + " counter drop");
                rule(text, table, "outbound", set.protocol() + " daddr @" + set.label() + " counter drop");
            }
        }
        return text.toString();
    }

    /** Fails when the table is not there. */
    static String check(String table) {
        return "flush set inet " + table + " " + CANARY + "\n";
    }

    private static String source(NftSet set, int packetsPerSecond) {
        String match = set.protocol() + " saddr @" + set.label();
        if (set.action() == Action.BLOCK) {
            return match + " counter drop";
        }
        // Each source has its own allowance: one loud host must not use up that of its neighbours in the prefix.
        return match + " update @pace" + (set.isV4() ? "4" : "6") + " { " + set.protocol() + " saddr limit rate over "
                + packetsPerSecond + "/second burst " + 2 * packetsPerSecond + " packets } counter drop";
    }

    private static void chain(StringBuilder text, String table, String chain, String hook) {
        line(
                text,
                "add chain inet " + table + " " + chain + " { type filter hook " + hook
                        + " priority -10; policy accept; }");
        line(text, "flush chain inet " + table + " " + chain);
    }

    private static void rule(StringBuilder text, String table, String chain, String rule) {
        line(text, "add rule inet " + table + " " + chain + " " + rule);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }
}
