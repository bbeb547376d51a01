package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;

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

    private static final int PACED_SOURCES_MAX = 65_536;
    private static final String[] CHAINS = {"inbound", "forwarded", "outbound"};

    private final NftConfig config;
    private final StringBuilder text = new StringBuilder();

    private NftSetup(NftConfig config) {
        this.config = config;
    }

    /** Makes what is missing, and the rules anew. */
    static String text(NftConfig config) {
        NftSetup setup = new NftSetup(config);
        setup.line("add table inet " + config.table());
        setup.sets();
        setup.chains();
        setup.rules();
        return setup.text.toString();
    }

    /**
     * Fails when the table or a set is not there any more or has been emptied, and makes the rules anew in the same
     * transaction: whether they are still all there cannot be asked without reading every element, which takes half a
     * second with 120,000 of them.
     */
    static String check(NftConfig config) {
        NftSetup setup = new NftSetup(config);
        for (NftSet set : NftSet.values()) {
            setup.add("delete element", set.label() + " { " + set.marker() + " }");
            setup.add("add element", set.label() + " { " + set.marker() + " }");
        }
        setup.chains();
        setup.rules();
        return setup.text.toString();
    }

    private void sets() {
        for (NftSet set : NftSet.values()) {
            String flags = set.isInterval() ? "interval, timeout" : "timeout";
            add(
                    "add set",
                    set.label() + " { type " + set.family().type() + "; flags " + flags + "; size " + ELEMENTS_MAX
                            + "; }");
            add("add counter", set.label());
        }
        for (NftSet.Family family : NftSet.Family.values()) {
            add(
                    "add set",
                    "pace" + family.suffix() + " { type " + family.type()
                            + "; flags dynamic, timeout; timeout 1m; size " + PACED_SOURCES_MAX + "; }");
        }
        for (NftSet.Family family : new NftSet.Family[] {NftSet.Family.V4, NftSet.Family.V6}) {
            String reach = "reach" + family.suffix();
            add("add set", reach + " { type " + family.type() + "; flags interval; auto-merge; }");
            add("flush set", reach);
        }
        for (Cidr reach : config.quarantineReach()) {
            add("add element", "reach" + (reach.address().isV4() ? "4" : "6") + " { " + reach + " }");
        }
    }

    private void chains() {
        String[] hooks = {"input", "forward", "output"};
        for (int i = 0; i < CHAINS.length; i++) {
            add("add chain", CHAINS[i] + " { type filter hook " + hooks[i] + " priority -10; policy accept; }");
        }
        add("add chain", "isolated");
        add("add chain", "isolating");
        for (String chain : CHAINS) {
            add("flush chain", chain);
        }
        add("flush chain", "isolated");
        add("flush chain", "isolating");
    }

    private void rules() {
        for (NftSet set : NftSet.values()) {
            String source = set.family().protocol() + " saddr @" + set.label();
            String answer = answer(set, set.action() == Action.QUARANTINE ? "jump isolated" : "drop");
            rule("inbound", source + answer);
            rule("forwarded", source + answer);
            if (set.action() != Action.RATE_LIMIT && set.family() != NftSet.Family.MAC) {
                // RESPONSE 5.4: what is blocked is not answered and not called either. By hardware address this cannot
                // be said: here the kernel has not yet looked up to which station a packet goes.
                String target = set.family().protocol() + " daddr @" + set.label() + " counter name " + set.label();
                String back = set.action() == Action.QUARANTINE ? " jump isolating" : " drop";
                rule("forwarded", target + back);
                rule("outbound", target + back);
            }
        }
        // RESPONSE 6.2: without a lease and neighbours a host would reach nothing at all.
        isolation("isolated", "daddr", "udp dport { 67, 547 } return");
        isolation("isolating", "saddr", "udp sport { 67, 547 } return");
    }

    private void isolation(String chain, String side, String leases) {
        rule(chain, "ip " + side + " @reach4 return");
        rule(chain, "ip6 " + side + " @reach6 return");
        rule(chain, leases);
        rule(
                chain,
                "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } return");
        rule(chain, "counter drop");
    }

    private String answer(NftSet set, String verdict) {
        String counted = " counter name " + set.label() + " " + verdict;
        if (set.action() != Action.RATE_LIMIT) {
            return counted;
        }
        // Each source has its own allowance: one loud host must not use up that of its neighbours in the prefix.
        return " update @pace" + set.family().suffix() + " { " + set.family().protocol() + " saddr limit rate over "
                + config.packetsPerSecond() + "/second burst " + 2 * config.packetsPerSecond() + " packets }" + counted;
    }

    private void rule(String chain, String rule) {
        add("add rule", chain + " " + rule);
    }

    private void add(String verb, String what) {
        line(verb + " inet " + config.table() + " " + what);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
