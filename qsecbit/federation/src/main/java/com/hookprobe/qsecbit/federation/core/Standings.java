package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far owners are believed who were proven wrong, and how they get their weight back (FEDERATION 7.7). Pure and not
 * thread-safe; times are microseconds since the epoch.
 *
 * <p>It stands beside the {@link Correlator} and not in it: an owner speaks about many tags, and a correlator that is
 * spread over machines by tag must decide from a tag's own statements alone. The caller weighs a node's trust here before
 * it makes the {@link Reporter}, and stores that with the statement.
 *
 * <p>False reports cost the weight of reports, and vetoes that were outvoted that of vetoes: or an attacker who has honest
 * owners penalised for their reports would take their vetoes away too, and with them the protection of their partners.
 *
 * <p>An owner's debt is time: what is left of it until the owner is believed as before.
 */
public final class Standings {
    /** Which of an owner's words. */
    public enum Word {
        REPORT,
        VETO
    }

    /** The most debts that are held. */
    public static final int DEBTS_MAX = 131_072;

    private record Account(Word word, Bytes32 owner) implements Comparable<Account> {
        @Override
        public int compareTo(Account other) {
            int order = word.compareTo(other.word);
            return order != 0 ? order : owner.compareTo(other.owner);
        }
    }

    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final long DAY_MICROS = 24 * HOUR_MICROS;

    /** What one fault costs: three days. */
    static final long FAULT_MICROS = 3 * DAY_MICROS;

    /** No debt is longer: thirty days, ten faults. */
    static final long DEBT_MAX_MICROS = 10 * FAULT_MICROS;

    private static final int THOUSAND = 1000;
    private static final int REPEATS_MAX = 3;
    private static final long REMEMBERED_MICROS = 30 * DAY_MICROS;
    private static final Word[] WORDS = Word.values();
    private static final int SNAPSHOT_VERSION = 1;
    private static final int HEAD_BYTES = 5;
    private static final int DEBT_BYTES = 1 + Bytes32.LENGTH + 4 * Long.BYTES + 1;
    private static final long TIME_MAX_MICROS = Long.MAX_VALUE / 4;

    /**
     * @param debtMicros what was left at {@code sinceMicros}
     * @param repeats how many faults before the last one are remembered
     * @param faultMicros when the last fault was
     * @param fasterUntilMicros until when a debt falls twice as fast
     */
    private record Standing(long debtMicros, long sinceMicros, int repeats, long faultMicros, long fasterUntilMicros) {
        long debt(long nowMicros) {
            long passed = Math.max(0, nowMicros - sinceMicros);
            long faster = Math.max(0, Math.min(nowMicros, fasterUntilMicros) - sinceMicros);
            return Math.max(0, debtMicros - passed - faster);
        }

        boolean isForgotten(long nowMicros) {
            return debt(nowMicros) == 0 && nowMicros - faultMicros >= REMEMBERED_MICROS;
        }
    }

    private static final Standing CLEAN = new Standing(0, 0, 0, -REMEMBERED_MICROS, 0);

    private final Map<Account, Standing> standings = new TreeMap<>();

    /** The trust with which a node of this owner is to be weighed: its own, and less while the owner has a debt. */
    public double weigh(Word word, Bytes32 owner, double trust, long nowMicros) {
        return trust * THOUSAND / (THOUSAND + debt(word, owner, nowMicros));
    }

    /** An owner's debt in thousandths of a fault, 0 to 10,000, rounded up. */
    public long debt(Word word, Bytes32 owner, long nowMicros) {
        Standing standing = standings.get(new Account(word, owner));
        long unit = FAULT_MICROS / THOUSAND;
        return standing == null ? 0 : (standing.debt(nowMicros) + unit - 1) / unit;
    }

    /** These owners reported what so many others know as good. */
    public void wronged(List<Bytes32> owners, long nowMicros) {
        owners.forEach(owner -> {
            Account account = new Account(Word.REPORT, owner);
            Standing before = standings.getOrDefault(account, CLEAN);
            long ago = nowMicros - before.faultMicros();
            // One mistake is often many reports at once; who repeats it later has learned nothing.
            boolean same = ago < HOUR_MICROS;
            int repeats = ago >= REMEMBERED_MICROS
                    ? 0
                    : same ? before.repeats() : Math.min(REPEATS_MAX, before.repeats() + 1);
            long costs = same ? FAULT_MICROS / 10 : FAULT_MICROS * (1 + repeats);
            put(account, before, costs, repeats, nowMicros, before.fasterUntilMicros(), nowMicros);
        });
    }

    /** These owners vetoed what more owners than can lie confirm. They may have been honest: it costs a quarter. */
    public void outvoted(List<Bytes32> owners, long nowMicros) {
        owners.forEach(owner -> {
            Account account = new Account(Word.VETO, owner);
            Standing before = standings.getOrDefault(account, CLEAN);
            put(
                    account,
                    before,
                    FAULT_MICROS / 4,
                    before.repeats(),
                    before.faultMicros(),
                    before.fasterUntilMicros(),
                    nowMicros);
        });
    }

    /** More owners than can lie confirmed what these owners reported: for a day their debt falls twice as fast. */
    public void confirmed(List<Bytes32> owners, long nowMicros) {
        owners.forEach(owner -> {
            Account account = new Account(Word.REPORT, owner);
            Standing before = standings.get(account);
            // A right report cannot be saved up for a lie to come.
            if (before != null) {
                put(account, before, 0, before.repeats(), before.faultMicros(), nowMicros + DAY_MICROS, nowMicros);
            }
        });
    }

    /** How many debts there are, or were lately. */
    public int size() {
        return standings.size();
    }

    /** All of it, for the caller to store. Encoding: version u8 = 1, count u32, then 66 bytes for each debt, big-endian. */
    public byte[] snapshot() {
        ByteBuffer to = ByteBuffer.allocate(HEAD_BYTES + DEBT_BYTES * standings.size());
        to.put((byte) SNAPSHOT_VERSION).putInt(standings.size());
        standings.forEach((account, standing) -> to.put((byte) account.word().ordinal())
                .put(account.owner().bytes())
                .putLong(standing.debtMicros())
                .putLong(standing.sinceMicros())
                .putLong(standing.faultMicros())
                .putLong(standing.fasterUntilMicros())
                .put((byte) standing.repeats()));
        return to.array();
    }

    /**
     * Reads a snapshot.
     *
     * @throws MalformedException when it is not one
     */
    public static Standings restore(byte[] snapshot) throws MalformedException {
        ByteBuffer from = ByteBuffer.wrap(snapshot);
        if (snapshot.length < HEAD_BYTES || from.get() != SNAPSHOT_VERSION) {
            throw new MalformedException("no snapshot of version " + SNAPSHOT_VERSION);
        }
        int count = from.getInt();
        if (count < 0 || count > DEBTS_MAX || from.remaining() != (long) count * DEBT_BYTES) {
            throw new MalformedException("a snapshot of " + count + " debts has not " + snapshot.length + " bytes");
        }
        Standings read = new Standings();
        for (int i = 0; i < count; i++) {
            int word = from.get();
            byte[] owner = new byte[Bytes32.LENGTH];
            from.get(owner);
            long debt = from.getLong();
            long since = from.getLong();
            long fault = from.getLong();
            long faster = from.getLong();
            Standing standing = new Standing(debt, since, from.get(), fault, faster);
            boolean known = word >= 0 && word < WORDS.length;
            if (!known
                    || !isPossible(standing)
                    || read.standings.put(new Account(WORDS[word], Bytes32.of(owner)), standing) != null) {
                throw new MalformedException("a debt is there twice, or is one that none can have");
            }
        }
        return read;
    }

    private static boolean isPossible(Standing standing) {
        return standing.debtMicros() >= 0
                && standing.debtMicros() <= DEBT_MAX_MICROS
                && isTime(standing.sinceMicros(), 0)
                && isTime(standing.faultMicros(), -REMEMBERED_MICROS)
                && isTime(standing.fasterUntilMicros(), 0)
                && standing.repeats() >= 0
                && standing.repeats() <= REPEATS_MAX;
    }

    private static boolean isTime(long micros, long least) {
        return micros >= least && micros <= TIME_MAX_MICROS;
    }

    private void put(
            Account account,
            Standing before,
            long costsMicros,
            int repeats,
            long faultMicros,
            long fasterUntilMicros,
            long nowMicros) {
        if (standings.size() >= DEBTS_MAX && !standings.containsKey(account)) {
            makeRoom(nowMicros);
        }
        long debt = Math.min(DEBT_MAX_MICROS, before.debt(nowMicros) + costsMicros);
        standings.put(account, new Standing(debt, nowMicros, repeats, faultMicros, fasterUntilMicros));
    }

    /** Forgets who is clean; if nobody is, the least debt. */
    private void makeRoom(long nowMicros) {
        standings.values().removeIf(standing -> standing.isForgotten(nowMicros));
        if (standings.size() >= DEBTS_MAX) {
            standings.entrySet().stream()
                    .min(Comparator.comparingLong(each -> each.getValue().debt(nowMicros)))
                    .map(Map.Entry::getKey)
                    .ifPresent(standings::remove);
        }
    }
}
