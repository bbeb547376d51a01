package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Follows the chain with headers and certificates only (DSM 3.6): a header and its certificate are at most 650 bytes, and one BLS
 * check is the whole work, however many heights lie between.
 *
 * <p>When the set changes, the client needs each header that changed it, with the set that it names: {@link #requestChanges} asks for them,
 * and {@link #accept(byte[], long)} takes the answer. Nothing else between two changes is needed.
 *
 * <p>Trust starts at an anchor: a height, the hash of its header, and the set that decides the next heights. A header is accepted when
 * q of that set signed it. An anchor older than 14 days is no anchor: validators that left long ago could sign another history
 * without a loss; then a fresh one must come from outside.
 *
 * <p>Not thread-safe.
 */
public final class LightClient {
    /** How long a header can be trusted as the base of the next one. */
    public static final long TRUSTING_PERIOD_SECONDS = 14L * 86_400;

    /** What became of a header. */
    public enum Outcome {
        /** It is final, and the newest. */
        ADVANCED,
        /** It is final; a newer one, or this one, was known. */
        KNOWN,
        /** It is not shown to be final. */
        REFUSED,
        /** The anchor is too old: a new one must come from outside. */
        EXPIRED,
        /** It names a set that this client does not know: {@link #requestChanges} first. */
        UNKNOWN_SET,
        /** It is final, and contradicts another final header: more than f validators are faulty. */
        CONFLICT
    }

    private final Hash32 networkId;
    private final Hash32 paramsHash;
    private final TreeMap<Long, ValidatorSet> reigns = new TreeMap<>();
    private final List<SetPath.Step> steps = new ArrayList<>();
    private final Consumer<SetPath.Step> onChange;
    private ValidatorSet set;
    private Hash32 nextSet;
    private long height;
    private Hash32 headerHash;
    private long trustedSeconds;

    private LightClient(
            Hash32 networkId,
            Hash32 paramsHash,
            ValidatorSet set,
            long height,
            Hash32 headerHash,
            long trustedSeconds,
            Consumer<SetPath.Step> onChange) {
        this.onChange = onChange;
        this.reigns.put(height + 1, set);
        this.networkId = networkId;
        this.paramsHash = paramsHash;
        this.set = set;
        this.nextSet = set.hash();
        this.height = height;
        this.headerHash = headerHash;
        this.trustedSeconds = trustedSeconds;
    }

    /** Starts at the genesis. The genesis itself does not expire: it is the anchor that the operator installed. */
    public static LightClient at(Genesis genesis) {
        return at(genesis, SetPath.NONE, step -> {});
    }

    /**
     * Starts at the genesis, with the changes of the set that an earlier run has verified.
     *
     * @param known of an own {@link SetBook}, which verifies them when it is opened
     * @param onChange is told each new change, to put it into that book
     */
    public static LightClient at(Genesis genesis, SetPath known, Consumer<SetPath.Step> onChange) {
        LightClient client = new LightClient(
                genesis.networkId(),
                genesis.params().hash(),
                genesis.validators(),
                0,
                genesis.hash(),
                Long.MAX_VALUE,
                onChange);
        for (SetPath.Step step : known.steps()) {
            client.advance(step.decided().header());
            client.change(step);
        }
        // An own book is the operator's anchor as the genesis is: it does not expire either.
        client.trustedSeconds = Long.MAX_VALUE;
        return client;
    }

    /**
     * Starts at a header that is trusted for another reason, such as an earlier run's {@link #headerHash}.
     *
     * @param next the set that decides the heights after it
     * @throws IllegalArgumentException when the header is of another network or names another next set
     */
    public static LightClient at(Genesis genesis, CheckpointHeader trusted, ValidatorSet next) {
        if (!trusted.networkId().equals(genesis.networkId())
                || !trusted.nextValidatorsHash().equals(next.hash())) {
            throw new IllegalArgumentException("the header of height " + trusted.height() + " does not fit the set");
        }
        return new LightClient(
                genesis.networkId(),
                genesis.params().hash(),
                next,
                trusted.height(),
                trusted.hash(),
                trusted.epochEndSeconds(),
                step -> {});
    }

    /** Height of the newest header that is known to be final. */
    public long height() {
        return height;
    }

    /** Hash of that header, or of the genesis. */
    public Hash32 headerHash() {
        return headerHash;
    }

    /** The newest set that this client knows: the next height's, unless {@link #lacksSet}. */
    public ValidatorSet set() {
        return set;
    }

    /** The hash of the set that decides the next height. */
    public Hash32 nextSetHash() {
        return nextSet;
    }

    /**
     * Takes the set that the newest header names.
     *
     * @return false when it is another set
     */
    public boolean acceptSet(ValidatorSet next) {
        if (!next.hash().equals(nextSet)) {
            return false;
        }
        set = next;
        reigns.put(height + 1, next);
        return true;
    }

    /** The changes that this client has followed, for evidence; from the genesis when it started there. */
    public SetPath path() {
        return new SetPath(steps);
    }

    /** True when the newest header names a set that this client has not been given. */
    public boolean lacksSet() {
        return !set.hash().equals(nextSet);
    }

    private Outcome accept(ConsensusMessage.Change change, long wallSeconds) {
        CheckpointHeader header = change.header();
        if (steps.stream().anyMatch(step -> step.decided().height() == header.height())) {
            return Outcome.KNOWN;
        }
        boolean names = !header.nextValidatorsHash().equals(header.validatorsHash())
                && ValidatorSet.hashOf(change.nextSet())
                        .filter(header.nextValidatorsHash()::equals)
                        .isPresent();
        if (!names || (header.height() < height)) {
            return Outcome.REFUSED;
        }
        Outcome outcome = accept(header, change.certificate().encode(), wallSeconds);
        if (outcome != Outcome.ADVANCED && outcome != Outcome.KNOWN) {
            return outcome;
        }
        try {
            SetPath.Step step = new SetPath.Step(
                    DecidedCheckpoint.headerOnly(header, change.certificate().encode()),
                    set.decodeNext(change.nextSet()));
            change(step);
            onChange.accept(step);
            return Outcome.ADVANCED;
        } catch (MalformedException e) {
            // A quorum signed its hash, so more than f validators are faulty.
            return Outcome.CONFLICT;
        }
    }

    private void change(SetPath.Step step) {
        steps.add(step);
        acceptSet(step.next());
    }

    /**
     * Judges a header. A newer one becomes the anchor.
     *
     * @param certificate an encoded {@link Certificate}; a damaged one is REFUSED
     * @param wallSeconds now, since 1970
     */
    public Outcome accept(CheckpointHeader header, byte[] certificate, long wallSeconds) {
        if (!header.networkId().equals(networkId) || !header.paramsHash().equals(paramsHash)) {
            return Outcome.REFUSED;
        }
        if (header.height() > height && lacksSet()) {
            return Outcome.UNKNOWN_SET;
        }
        if (!header.validatorsHash().equals(set.hash())) {
            return header.height() <= height ? Outcome.REFUSED : Outcome.UNKNOWN_SET;
        }
        if (header.height() > height && isExpired(wallSeconds)) {
            return Outcome.EXPIRED;
        }
        if (!isFinal(set, header, certificate)) {
            return Outcome.REFUSED;
        }
        if (header.height() == height) {
            return header.hash().equals(headerHash) ? Outcome.KNOWN : Outcome.CONFLICT;
        }
        if (header.height() < height) {
            return Outcome.KNOWN;
        }
        if (header.height() == height + 1 && !header.prevHash().equals(headerHash)) {
            return Outcome.CONFLICT;
        }
        boolean onTheWay =
                trustedSeconds == Long.MAX_VALUE && header.epochEndSeconds() < wallSeconds - TRUSTING_PERIOD_SECONDS;
        advance(header);
        if (onTheWay) {
            // From an anchor that does not expire the way leads through old headers: until the first fresh one it stays
            // the anchor.
            trustedSeconds = Long.MAX_VALUE;
        }
        return Outcome.ADVANCED;
    }

    private void advance(CheckpointHeader header) {
        height = header.height();
        headerHash = header.hash();
        nextSet = header.nextValidatorsHash();
        trustedSeconds = header.epochEndSeconds();
    }

    /**
     * Judges a DECIDED or CHANGES message from any peer, in its order.
     *
     * @return the outcome of the first header that is neither ADVANCED nor KNOWN, or else of the last one
     */
    public Outcome accept(byte[] message, long wallSeconds) {
        try {
            ConsensusMessage read = ConsensusCodec.decode(message);
            Outcome outcome = Outcome.REFUSED;
            if (read instanceof ConsensusMessage.Changes changes) {
                for (ConsensusMessage.Change change : changes.changes()) {
                    outcome = accept(change, wallSeconds);
                    if (outcome != Outcome.ADVANCED && outcome != Outcome.KNOWN) {
                        return outcome;
                    }
                }
                return outcome;
            }
            if (!(read instanceof ConsensusMessage.Decided decided)) {
                return Outcome.REFUSED;
            }
            for (ConsensusMessage.Decision decision : decided.decisions()) {
                outcome = accept(decision.header(), decision.certificate().encode(), wallSeconds);
                if (outcome != Outcome.ADVANCED && outcome != Outcome.KNOWN) {
                    return outcome;
                }
            }
            return outcome;
        } catch (MalformedException e) {
            return Outcome.REFUSED;
        }
    }

    /**
     * True when the block is under a header that the set of its height has signed. The header need not be the newest; of heights below
     * the anchor that this client started at, nothing is provable here.
     */
    public boolean verify(InclusionBundle bundle) {
        CheckpointHeader header = bundle.header();
        Map.Entry<Long, ValidatorSet> reign = reigns.floorEntry(header.height());
        // Above the newest header another set may reign already.
        ValidatorSet then = reign == null || header.height() > height ? set : reign.getValue();
        return header.networkId().equals(networkId)
                && header.validatorsHash().equals(then.hash())
                && (header.height() != height || header.hash().equals(headerHash))
                && bundle.included()
                && isFinal(then, header, bundle.certificate());
    }

    /**
     * True when a header, of the newest height or below, is signed by the set of its height: what was decided while this client was away.
     * Of heights below the anchor that this client started at, nothing can be told here.
     */
    public boolean isFinal(CheckpointHeader header, byte[] certificate) {
        Map.Entry<Long, ValidatorSet> reign = reigns.floorEntry(header.height());
        return reign != null
                && header.height() <= height
                && header.networkId().equals(networkId)
                && header.paramsHash().equals(paramsHash)
                && header.validatorsHash().equals(reign.getValue().hash())
                && (header.height() != height || header.hash().equals(headerHash))
                && isFinal(reign.getValue(), header, certificate);
    }

    private boolean isExpired(long wallSeconds) {
        return trustedSeconds < wallSeconds - TRUSTING_PERIOD_SECONDS;
    }

    private boolean isFinal(ValidatorSet set, CheckpointHeader header, byte[] encoded) {
        try {
            Certificate certificate = Certificate.decode(encoded);
            return certificate.kind() == VoteKind.FINALIZE
                    && certificate.height() == header.height()
                    && certificate.value().equals(header.hash())
                    && certificate.verify(set, networkId);
        } catch (MalformedException e) {
            return false;
        }
    }

    /** The GET_DECIDED message that asks a validator for the next heights, at most 64. */
    public byte[] request() {
        return ConsensusCodec.encode(
                new ConsensusMessage.GetDecided(height + 1, height + ConsensusCodec.DECISIONS_MAX));
    }

    /**
     * The GET_DECIDED message that asks a validator for heights of which this client knows the newest already.
     *
     * @param from from 1 to {@link #height}
     * @param count at least 1, at most 64
     */
    public byte[] request(long from, int count) {
        return ConsensusCodec.encode(new ConsensusMessage.GetDecided(from, Math.min(height, from + count - 1)));
    }

    /** The GET_CHANGES message that asks a validator for the changes of the set that this client does not know. */
    public byte[] requestChanges() {
        return ConsensusCodec.encode(new ConsensusMessage.GetChanges(lacksSet() ? Math.max(1, height) : height + 1));
    }

    /**
     * The DECIDED message of one checkpoint, for pushing it to edges.
     *
     * @throws IllegalArgumentException when its certificate is damaged
     */
    public static byte[] update(DecidedCheckpoint checkpoint) {
        try {
            return ConsensusCodec.encode(new ConsensusMessage.Decided(List.of(
                    new ConsensusMessage.Decision(checkpoint.header(), Certificate.decode(checkpoint.certificate())))));
        } catch (MalformedException e) {
            throw new IllegalArgumentException("damaged certificate at height " + checkpoint.height(), e);
        }
    }
}
