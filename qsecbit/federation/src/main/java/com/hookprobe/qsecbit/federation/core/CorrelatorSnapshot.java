package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The whole state of a correlator as bytes, so that a host need not keep every message since the beginning (FEDERATION
 * 7.6). All numbers big-endian. Equal states have equal bytes: whatever is kept without an order is written in rising order.
 *
 * <pre>
 * version u8 = 1 | active owners u32 | next serial u64
 * t u32 | t x tag:
 *   key 41 | suppressed until u64 | e u32 | e x entry | held u8 0, or 1 and
 *     decision u32 + bytes, as MESH DECISION without number, time and signature
 *     ends u64 | sent u64 | o u32 | o x owner 32 | b u32 | b x basis: u8 1 and node 32 for what is held, or 0 and entry
 * r u32 | r x key 41 of a decision to send again, in that order
 * c u32 | c x (serial u64, charged until u64) of what keeps its place for longer than it counts, by rising serial
 * w u32 | w x (key 41, due u64) of a decision that waits for vetoes, in that order
 *
 * entry: kind u8 | id 32 | node 32 | owner 32 | weight u16 | strong u8 | attack type u16 | seen u64 | until u64
 *        | arrived u64 | serial u64 | s u8 | sealed value s
 * </pre>
 */
final class CorrelatorSnapshot {
    private static final int VERSION = 1;

    private static final Comparator<Entry> BY_PLACE =
            Comparator.comparing(Entry::kind).thenComparing(Entry::node);

    /** What a correlator has besides tags. */
    record Head(int activeOwners, long nextSerial) {}

    private CorrelatorSnapshot() {}

    static byte[] encode(Head head, EntryStore store, Verdicts verdicts) {
        SnapshotWriter to = new SnapshotWriter();
        to.u8(VERSION);
        to.u32(head.activeOwners());
        to.u64(head.nextSerial());
        List<TagState> states = new ArrayList<>(store.states());
        states.sort(Comparator.comparing(state -> state.key));
        to.u32(states.size());
        states.forEach(state -> write(to, state));
        to.u32(verdicts.resends().size());
        verdicts.resends().forEach(to::key);
        SortedMap<Long, Long> charged = new TreeMap<>(store.keptUntilMicros());
        to.u32(charged.size());
        charged.forEach((serial, untilMicros) -> {
            to.u64(serial);
            to.u64(untilMicros);
        });
        to.u32(verdicts.unsettled().size());
        verdicts.unsettled().forEach((key, dueMicros) -> {
            to.key(key);
            to.u64(dueMicros);
        });
        return to.bytes();
    }

    static Head decode(byte[] bytes, EntryStore store, Verdicts verdicts) throws MalformedException {
        SnapshotReader from = new SnapshotReader(bytes);
        if (from.u8() != VERSION) {
            throw new MalformedException("a snapshot of another version");
        }
        Head head = new Head(from.u32(), from.u64());
        for (int left = from.u32(); left > 0; left--) {
            read(from, store);
        }
        for (int left = from.u32(); left > 0; left--) {
            verdicts.resends().add(from.key());
        }
        Map<Long, Long> charged = new HashMap<>();
        for (int left = from.u32(); left > 0; left--) {
            charged.put(from.u64(), from.u64());
        }
        store.keepUntilMicros(charged);
        for (int left = from.u32(); left > 0; left--) {
            verdicts.unsettled().put(from.key(), from.u64());
        }
        from.end();
        return head;
    }

    private static void write(SnapshotWriter to, TagState state) {
        to.key(state.key);
        to.u64(state.suppressedUntilMicros);
        writeEntries(to, state.entries.values());
        TagState.Active active = state.active;
        to.u8(active == null ? 0 : 1);
        if (active == null) {
            return;
        }
        to.draft(active.draft());
        to.u64(active.endsMicros());
        to.u64(active.sentMicros());
        to.u32(active.ownersSent().size());
        active.ownersSent().stream().sorted().forEach(to::bytes32);
        List<Entry> basis = sorted(active.basis().values());
        to.u32(basis.size());
        for (Entry entry : basis) {
            boolean held = entry.equals(state.entries.get(entry.place()));
            to.u8(held ? 1 : 0);
            if (held) {
                to.bytes32(entry.node());
            } else {
                to.entry(entry);
            }
        }
    }

    private static void writeEntries(SnapshotWriter to, Collection<Entry> entries) {
        to.u32(entries.size());
        sorted(entries).forEach(to::entry);
    }

    private static List<Entry> sorted(Collection<Entry> entries) {
        return entries.stream().sorted(BY_PLACE).toList();
    }

    private static void read(SnapshotReader from, EntryStore store) throws MalformedException {
        TagKey key = from.key();
        TagState state = store.state(key);
        state.suppressedUntilMicros = from.u64();
        for (int left = from.u32(); left > 0; left--) {
            store.put(from.entry(key));
        }
        if (from.u8() == 1) {
            state.active = readActive(from, state);
        }
        // Before all times: what has ended goes with the next message, as it would have gone.
        store.dropIfEmpty(state, Long.MIN_VALUE);
    }

    private static TagState.Active readActive(SnapshotReader from, TagState state) throws MalformedException {
        DecisionDraft draft = from.draft();
        long endsMicros = from.u64();
        long sentMicros = from.u64();
        Set<Bytes32> owners = new HashSet<>();
        for (int left = from.u32(); left > 0; left--) {
            owners.add(from.bytes32());
        }
        Map<Bytes32, Entry> basis = new HashMap<>();
        for (int left = from.u32(); left > 0; left--) {
            Entry entry = from.u8() == 1
                    ? state.entries.get(new Entry.Place(Entry.Kind.REPORT, from.bytes32()))
                    : from.entry(state.key);
            if (entry == null) {
                throw new MalformedException("a decision rests on a report that is not held");
            }
            basis.put(entry.node(), entry);
        }
        return new TagState.Active(draft, endsMicros, sentMicros, owners, basis);
    }
}
