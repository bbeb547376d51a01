package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A site's own experience with remote addresses (FEDERATION 8.3). Pure and not thread-safe; times are those of the
 * events, microseconds since the epoch.
 *
 * <p>IPv6 addresses are remembered by their /64, since hosts change the rest at will. Other kinds of value have no
 * relation here.
 *
 * <p>Bounded: when full, the address that was seen longest ago goes, and one without an established relation before one
 * with it. So a flood of new addresses pushes out only other new ones.
 */
public final class BenignHistory implements RelationLookup {
    /** The default bound on remote addresses. */
    public static final int PEERS_MAX = 65_536;

    private static final int V6_BITS = 64;
    private static final int SNAPSHOT_VERSION = 1;
    private static final int SNAPSHOT_HEAD_BYTES = 5;
    private static final Comparator<PeerHistory> OLDEST_FIRST =
            Comparator.comparingLong(PeerHistory::lastMicros).thenComparing(PeerHistory::address);

    private final NavigableMap<IpAddress, PeerHistory> peers = new TreeMap<>();
    private final TreeSet<PeerHistory> casual = new TreeSet<>(OLDEST_FIRST);
    private final TreeSet<PeerHistory> established = new TreeSet<>(OLDEST_FIRST);
    private final int peersMax;

    /** With the default bound. */
    public BenignHistory() {
        this(PEERS_MAX);
    }

    /**
     * With a bound on remote addresses.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public BenignHistory(int peersMax) {
        if (peersMax < 1) {
            throw new IllegalArgumentException("at least one address is remembered, got " + peersMax);
        }
        this.peersMax = peersMax;
    }

    /** A flow with packets both ways between this site and a remote address ended normally. */
    public void onGoodFlow(IpAddress remote, long micros) {
        requireTime(micros);
        PeerHistory peer = take(remote, micros);
        peer.good(micros);
        keep(peer, micros);
    }

    /** This site's own detectors saw something bad from or to a remote address. */
    public void onDetection(IpAddress remote, long micros) {
        requireTime(micros);
        PeerHistory peer = take(remote, micros);
        peer.bad(micros);
        keep(peer, micros);
    }

    /** A person says that what was detected of addresses inside a prefix was harmless. */
    public void forgive(Cidr prefix, long nowMicros) {
        for (PeerHistory peer : inside(prefix).toList()) {
            casual.remove(peer);
            established.remove(peer);
            peer.forgive();
            keep(peer, nowMicros);
        }
    }

    /** The relation with an address, or the best with any address inside a prefix; NONE for other kinds. */
    @Override
    public Relation relation(IndicatorValue value, long asOfMicros) {
        Optional<Cidr> addresses = value.addresses();
        return addresses.isPresent() ? relation(addresses.get(), asOfMicros) : Relation.NONE;
    }

    /**
     * All that is remembered, for the caller to store: without it a site that restarts has no experience, and believes
     * the mesh in everything. Encoding: version u8 = 1, count u32, then 76 bytes for each address, big-endian.
     */
    public byte[] snapshot() {
        ByteBuffer to = ByteBuffer.allocate(SNAPSHOT_HEAD_BYTES + PeerHistory.BYTES * peers.size());
        to.put((byte) SNAPSHOT_VERSION).putInt(peers.size());
        peers.values().forEach(peer -> peer.write(to));
        return to.array();
    }

    /**
     * Reads a snapshot. When it holds more addresses than the bound, those seen longest ago are left out.
     *
     * @throws MalformedException when it is not a snapshot
     * @throws IllegalArgumentException when the bound is below 1
     */
    public static BenignHistory restore(byte[] snapshot, int peersMax, long nowMicros) throws MalformedException {
        BenignHistory history = new BenignHistory(peersMax);
        ByteBuffer from = ByteBuffer.wrap(snapshot);
        if (snapshot.length < SNAPSHOT_HEAD_BYTES || from.get() != SNAPSHOT_VERSION) {
            throw new MalformedException("no snapshot of version " + SNAPSHOT_VERSION);
        }
        int count = from.getInt();
        if (count < 0 || from.remaining() != (long) count * PeerHistory.BYTES) {
            throw new MalformedException("a snapshot of " + count + " addresses has not " + snapshot.length + " bytes");
        }
        for (int i = 0; i < count; i++) {
            PeerHistory peer = PeerHistory.read(from);
            if (!peer.address().equals(key(peer.address())) || history.peers.put(peer.address(), peer) != null) {
                throw new MalformedException("an address is there twice or not canonical: " + peer.address());
            }
            history.keep(peer, nowMicros);
            if (history.peers.size() > peersMax) {
                history.dropOldest();
            }
        }
        return history;
    }

    /** How many remote addresses are remembered. */
    public int size() {
        return peers.size();
    }

    private Relation relation(Cidr prefix, long asOfMicros) {
        Relation best = Relation.NONE;
        Iterator<PeerHistory> peersInside = inside(prefix).iterator();
        while (best != Relation.ESTABLISHED && peersInside.hasNext()) {
            Relation relation = peersInside.next().relation(asOfMicros);
            best = relation.compareTo(best) > 0 ? relation : best;
        }
        return best;
    }

    /** Those inside a prefix, in their order; IPv6 by /64. */
    private Stream<PeerHistory> inside(Cidr prefix) {
        Cidr widened = widen(prefix);
        return peers.tailMap(widened.address(), true).values().stream()
                .takeWhile(peer -> widened.contains(peer.address()));
    }

    private PeerHistory take(IpAddress remote, long micros) {
        IpAddress key = key(remote);
        PeerHistory peer = peers.get(key);
        if (peer != null) {
            casual.remove(peer);
            established.remove(peer);
            return peer;
        }
        if (peers.size() >= peersMax) {
            dropOldest();
        }
        PeerHistory fresh = new PeerHistory(key, micros);
        peers.put(key, fresh);
        return fresh;
    }

    private void keep(PeerHistory peer, long micros) {
        boolean isEstablished = peer.relation(micros) == Relation.ESTABLISHED;
        (isEstablished ? established : casual).add(peer);
    }

    private void dropOldest() {
        drop(casual.isEmpty() ? established.first() : casual.first());
    }

    private void drop(PeerHistory peer) {
        peers.remove(peer.address());
        casual.remove(peer);
        established.remove(peer);
    }

    private static void requireTime(long micros) {
        if (micros < 0 || micros > PeerHistory.TIME_MAX_MICROS) {
            throw new IllegalArgumentException("a time is out of range: " + micros);
        }
    }

    private static IpAddress key(IpAddress remote) {
        return remote.isV4() ? remote : new Cidr(remote, V6_BITS).address();
    }

    private static Cidr widen(Cidr prefix) {
        boolean narrow = !prefix.address().isV4() && prefix.length() > V6_BITS;
        return narrow ? new Cidr(prefix.address(), V6_BITS) : prefix;
    }
}
