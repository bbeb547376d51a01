package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MalformedException;
import java.util.List;

/**
 * Follows the chain with headers and certificates only (DSM 3.6): a header and its certificate are at most 650 bytes, and one BLS
 * check is the whole work, however many heights lie between.
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
        /** It names a set that this client has not been given: {@link #acceptSet} first. */
        UNKNOWN_SET,
        /** It is final, and contradicts another final header: more than f validators are faulty. */
        CONFLICT
    }

    private final Hash32 networkId;
    private final Hash32 paramsHash;
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
            long trustedSeconds) {
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
        return new LightClient(
                genesis.networkId(), genesis.params().hash(), genesis.validators(), 0, genesis.hash(), Long.MAX_VALUE);
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
                trusted.epochEndSeconds());
    }

    /** Height of the newest header that is known to be final. */
    public long height() {
        return height;
    }

    /** Hash of that header, or of the genesis. */
    public Hash32 headerHash() {
        return headerHash;
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
        return true;
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
        if (!header.validatorsHash().equals(set.hash())) {
            return Outcome.UNKNOWN_SET;
        }
        if (header.height() > height && isExpired(wallSeconds)) {
            return Outcome.EXPIRED;
        }
        if (!isFinal(header, certificate)) {
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
        height = header.height();
        headerHash = header.hash();
        nextSet = header.nextValidatorsHash();
        trustedSeconds = header.epochEndSeconds();
        return Outcome.ADVANCED;
    }

    /**
     * Judges a DECIDED message from any peer, in its order.
     *
     * @return the outcome of the first header that is neither ADVANCED nor KNOWN, or else of the last one
     */
    public Outcome accept(byte[] decidedMessage, long wallSeconds) {
        try {
            if (!(ConsensusCodec.decode(decidedMessage) instanceof ConsensusMessage.Decided decided)) {
                return Outcome.REFUSED;
            }
            Outcome outcome = Outcome.REFUSED;
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
     * True when the block is under a header that the set has signed. The header need not be the newest; a bundle of an earlier set's
     * height is not provable here once the set has changed.
     */
    public boolean verify(InclusionBundle bundle) {
        CheckpointHeader header = bundle.header();
        return header.networkId().equals(networkId)
                && header.validatorsHash().equals(set.hash())
                && (header.height() != height || header.hash().equals(headerHash))
                && bundle.included()
                && isFinal(header, bundle.certificate());
    }

    private boolean isExpired(long wallSeconds) {
        return trustedSeconds < wallSeconds - TRUSTING_PERIOD_SECONDS;
    }

    private boolean isFinal(CheckpointHeader header, byte[] encoded) {
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
