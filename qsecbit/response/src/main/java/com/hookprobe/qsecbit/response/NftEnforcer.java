package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Enforces with nftables: one table of family inet, sets with timeouts, hooks input, forward and output at priority -10.
 * The kernel ends each ban by itself, so a ban never outlives its time, even when this program dies.
 *
 * <p>One batch is one nft process and one transaction. Not thread-safe: {@link Response} calls it under its lock. It must
 * be the only writer of its table.
 */
public final class NftEnforcer implements Enforcer {
    private static final long MICROS = 1_000_000;

    private final NftConfig config;
    private final NftCommand command;
    private final Map<NftSet, PrefixCover> covers = new EnumMap<>(NftSet.class);

    private NftEnforcer(NftConfig config) {
        this.config = config;
        this.command = new NftCommand(config);
        for (NftSet set : NftSet.values()) {
            if (set.isInterval()) {
                covers.put(set, new PrefixCover(set));
            }
        }
    }

    /**
     * Makes the table, its sets and its rules. What an earlier run banned stays until {@link #replaceAll}.
     *
     * @throws EnforcementException when nft is missing, may not change the rules, or refuses them; the message says which
     */
    public static NftEnforcer open(NftConfig config) throws EnforcementException {
        NftEnforcer enforcer = new NftEnforcer(config);
        enforcer.check("--version", "the nft command does not run; install nftables or use the dry run");
        enforcer.check(
                "list tables", "nft may not read the rules; run as root or with CAP_NET_ADMIN, or use the dry run");
        enforcer.command.run(NftSetup.text(config.table(), config.packetsPerSecond()), "-f", "-");
        return enforcer;
    }

    @Override
    public void apply(List<Change> changes, long nowMicros) throws EnforcementException {
        NftBatch batch = new NftBatch(config.table());
        boolean prefixes = false;
        for (Change change : changes) {
            if (change.indicator().prefix().isSingle()) {
                planAddress(batch, change, nowMicros);
            } else {
                wantPrefix(change);
                prefixes = true;
            }
        }
        commit(batch, prefixes, false, nowMicros);
    }

    @Override
    public void replaceAll(List<Change.Enforce> standing, long nowMicros) throws EnforcementException {
        NftBatch batch = new NftBatch(config.table());
        for (NftSet set : NftSet.values()) {
            batch.flush(set);
        }
        covers.values().forEach(PrefixCover::clear);
        for (Change.Enforce change : standing) {
            Cidr prefix = change.indicator().prefix();
            if (!prefix.isSingle()) {
                wantPrefix(change);
            } else if (change.untilMicros() > nowMicros) {
                NftSet set = NftSet.of(change.indicator(), change.action());
                batch.add(set, prefix, timeoutSeconds(change.untilMicros(), nowMicros));
            }
        }
        commit(batch, true, true, nowMicros);
    }

    /** Takes the table out of the kernel, and all bans with it. */
    public void close() throws EnforcementException {
        command.run("delete table inet " + config.table() + "\n", "-f", "-");
    }

    @Override
    public String describe() {
        return "nftables, table inet " + config.table();
    }

    /** Rounded up, so that the kernel never ends a ban before the table does. */
    static long timeoutSeconds(long untilMicros, long nowMicros) {
        return Math.max(1, (untilMicros - nowMicros + MICROS - 1) / MICROS);
    }

    private static void planAddress(NftBatch batch, Change change, long nowMicros) {
        Cidr address = change.indicator().prefix();
        for (Action action : Action.values()) {
            if (action.isEnforced()) {
                batch.remove(NftSet.of(change.indicator(), action), address);
            }
        }
        if (change instanceof Change.Enforce enforce && enforce.untilMicros() > nowMicros) {
            NftSet set = NftSet.of(enforce.indicator(), enforce.action());
            batch.add(set, address, timeoutSeconds(enforce.untilMicros(), nowMicros));
        }
    }

    private void wantPrefix(Change change) {
        Cidr prefix = change.indicator().prefix();
        covers.forEach((set, cover) -> {
            if (set.isV4() != prefix.address().isV4()) {
                return;
            }
            if (change instanceof Change.Enforce enforce && enforce.action() == set.action()) {
                cover.want(prefix, enforce.untilMicros());
            } else {
                cover.drop(prefix);
            }
        });
    }

    private void commit(NftBatch batch, boolean prefixes, boolean flushed, long nowMicros) throws EnforcementException {
        Map<NftSet, Map<Cidr, Long>> targets = new EnumMap<>(NftSet.class);
        if (prefixes) {
            covers.forEach((set, cover) -> targets.put(set, cover.plan(batch, flushed, nowMicros)));
        }
        if (batch.isEmpty()) {
            return;
        }
        command.run(batch.json(), "-j", "-f", "-");
        targets.forEach((set, target) -> cover(set).committed(target));
    }

    private PrefixCover cover(NftSet set) {
        PrefixCover cover = covers.get(set);
        if (cover == null) {
            throw new IllegalStateException(set + " holds no prefixes");
        }
        return cover;
    }

    private void check(String arguments, String meaning) throws EnforcementException {
        try {
            command.run("", arguments.split(" "));
        } catch (EnforcementException e) {
            throw new EnforcementException(meaning + " (" + e.getMessage() + ")", e);
        }
    }
}
