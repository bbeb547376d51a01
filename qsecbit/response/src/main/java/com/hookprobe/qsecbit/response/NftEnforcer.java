package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Enforces with nftables: one table of family inet, sets with timeouts, hooks input, forward and output at priority -10.
 * The kernel ends each ban by itself, so a ban never outlives its time, even when this program dies.
 *
 * <p>All changes of a call are one nft process and one transaction. Not thread-safe: {@link Response} calls it under its lock. It must
 * be the only writer of its table.
 */
public final class NftEnforcer implements Enforcer {
    private static final long MICROS = 1_000_000;

    private final NftConfig config;
    private final NftCommand command;
    private final Map<NftSet, PrefixCover> covers = new EnumMap<>(NftSet.class);

    /** The addresses in the kernel's sets. */
    private final Map<Indicator, Change.Enforce> inKernel = new HashMap<>();

    /** False until the kernel's sets have been replaced: an earlier run may have left anything in them. */
    private boolean known;

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
        enforcer.setUp();
        return enforcer;
    }

    @Override
    public void apply(List<Change> changes, long nowMicros) throws EnforcementException {
        commit(changes, false, nowMicros);
    }

    @Override
    public void replaceAll(List<Change.Enforce> standing, long nowMicros) throws EnforcementException {
        setUp();
        covers.values().forEach(PrefixCover::clear);
        // One transaction: between the old bans and the new ones there is no moment without any.
        commit(standing, true, nowMicros);
    }

    @Override
    public void check() throws EnforcementException {
        command.run(NftSetup.check(config), "-f", "-");
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

    private void commit(List<? extends Change> changes, boolean flush, long nowMicros) throws EnforcementException {
        NftBatch before = new NftBatch(config.table());
        NftBatch batch = new NftBatch(config.table());
        if (flush) {
            List.of(NftSet.values()).forEach(batch::flush);
        }
        boolean prefixes = flush;
        for (Change change : changes) {
            if (change.indicator().type() != Indicator.Type.PREFIX) {
                planAddress(batch, change, flush, nowMicros);
            } else {
                wantPrefix(change);
                prefixes = true;
            }
        }
        Map<NftSet, Map<Cidr, Long>> targets = new EnumMap<>(NftSet.class);
        if (prefixes) {
            covers.forEach((set, cover) -> targets.put(set, cover.plan(before, batch, flush, nowMicros)));
        }
        send(before);
        send(batch);
        targets.forEach((set, target) -> cover(set).committed(target));
        if (flush) {
            inKernel.clear();
            known = true;
        }
        changes.forEach(this::remember);
    }

    private void send(NftBatch batch) throws EnforcementException {
        if (!batch.isEmpty()) {
            command.run(batch.json(), "-j", "-f", "-");
        }
    }

    private void planAddress(NftBatch batch, Change change, boolean flushed, long nowMicros) {
        Indicator indicator = change.indicator();
        Change.Enforce before = inKernel.get(indicator);
        if (!known && !flushed) {
            batch.remove(NftSet.of(indicator, Action.BLOCK), indicator);
            batch.remove(NftSet.of(indicator, Action.RATE_LIMIT), indicator);
            batch.remove(NftSet.of(indicator, Action.QUARANTINE), indicator);
        } else if (before != null && !flushed) {
            batch.remove(NftSet.of(indicator, before.action()), indicator);
        }
        if (change instanceof Change.Enforce enforce && enforce.untilMicros() > nowMicros) {
            NftSet set = NftSet.of(indicator, enforce.action());
            batch.add(set, indicator, timeoutSeconds(enforce.untilMicros(), nowMicros));
        }
    }

    private void remember(Change change) {
        if (change.indicator().type() == Indicator.Type.PREFIX) {
            return;
        }
        if (change instanceof Change.Enforce enforce) {
            inKernel.put(change.indicator(), enforce);
        } else {
            inKernel.remove(change.indicator());
        }
    }

    private void wantPrefix(Change change) {
        Cidr prefix = change.indicator().prefix();
        covers.forEach((set, cover) -> {
            if (set.family() != NftSet.Family.of(change.indicator())) {
                return;
            }
            if (change instanceof Change.Enforce enforce && enforce.action() == set.action()) {
                cover.want(prefix, enforce.untilMicros());
            } else {
                cover.drop(prefix);
            }
        });
    }

    private void setUp() throws EnforcementException {
        command.run(NftSetup.text(config), "-f", "-");
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
