package com.hookprobe.htp.core;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.crypto.XWing;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.5: new keys for a session from a fresh KEM share and the weights as they are now, so that who steals the keys of
 * today reads nothing of tomorrow, and a device whose weights no longer resonate loses its sessions. Only the initiator
 * starts, so two never cross.
 */
final class Rekey {
    /** HTP 3.4: "REJECT_AFTER 180 s" to "REKEY_AFTER 120 s". */
    private static final long REJECT_PER_REKEY_HALVES = 3;

    /** HTP 3.10.4: 900 and 1200 s to 120 s, when either side saves energy. */
    private static final long REKEY_SAVING_HALVES = 15;

    private static final long REJECT_SAVING = 10;

    /** Keys are never renewed faster, so that nobody makes us work for nothing. */
    static final long INTERVAL_MIN_NS = 1_000_000_000L;
    /** Shares with the wrong weights that a responder judges per generation. */
    private static final int REFUSALS_MAX = 4;

    /** What the responder makes of a REKEY. */
    sealed interface Judged {
        /** Answer so, and expect that generation. */
        record Accepted(ControlMessage.RekeyAnswer answer, SessionKeys.Generation next) implements Judged {}

        /** Answer so, and stay. */
        record Refused(ControlMessage.RekeyRefused answer) implements Judged {}

        /** The peer broke the protocol. */
        record Broken() implements Judged {}

        /** The node is revoked. */
        record Revoked() implements Judged {}
    }

    private final MachineContext context;
    private final SessionInfo info;
    private final SessionKeys keys;
    /** What the directory had for the node when the session was made; a node that lost it gets no new keys. */
    private final byte[] deviceKey;

    private final boolean mixesWeights;
    private final long afterNs;
    private long generation;
    private long madeNs;
    private long dueNs;
    /** What {@link #schedule} made of it: energy is saved on that only, not on what was asked for. */
    private long plannedNs;

    private boolean peerSaves;
    /** Energy was saved while these keys were in use: they may be old when that ends, and are renewed then. */
    private boolean saved;

    private XWing.@Nullable SecretKey ephemeral;
    private byte[] fingerprint = new byte[0];
    private byte[] wSecret = new byte[0];
    private boolean retried;
    private int refusals;

    Rekey(SessionInfo info, SessionKeys keys, boolean mixesWeights, MachineContext context, long nowNs) {
        this.info = info;
        this.keys = keys;
        this.mixesWeights = mixesWeights;
        this.context = context;
        this.afterNs = context.config().limits().rekeyAfter().toNanos();
        this.madeNs = nowNs;
        this.deviceKey = info.initiator()
                ? new byte[0]
                : context.config()
                        .accepting()
                        .map(a -> key(a.directory(), info))
                        .orElse(new byte[0]);
        schedule(nowNs);
    }

    long generation() {
        return generation;
    }

    /** True while our share is out and no answer came. */
    boolean waiting() {
        return ephemeral != null;
    }

    /** When the initiator should begin, or {@link Long#MAX_VALUE}. */
    long dueNs() {
        return saving() && dueNs == plannedNs ? dueNs + afterNs * REKEY_SAVING_HALVES / 2 - afterNs : dueNs;
    }

    /**
     * The responder heard the first packet under the first keys: they count as made now, as they do at the initiator, which
     * had the answer up to a minute later and begins with new ones by its own count.
     */
    void onConfirmed(long nowNs) {
        if (generation == 0 && !info.initiator()) {
            madeNs = nowNs;
        }
    }

    /** When keys that old are used no more: the session ends. */
    long rejectNs() {
        saved |= saving();
        return madeNs + (saved ? afterNs * REJECT_SAVING : afterNs * REJECT_PER_REKEY_HALVES / 2);
    }

    /** The peer said whether it saves energy. */
    void peerSaves(boolean saves) {
        peerSaves = saves;
    }

    private boolean saving() {
        return peerSaves || context.energy().low();
    }

    /** The peer asks for new keys, or the packet numbers of these run out. */
    void hurry(long nowNs) {
        if (info.initiator() && !waiting()) {
            dueNs = Math.min(dueNs, Math.max(nowNs, madeNs + INTERVAL_MIN_NS));
        }
    }

    /** The initiator's share; empty when the weights that belong to it are not held: the session must end. */
    Optional<ControlMessage.Rekey> begin() {
        return begin(mixesWeights ? context.config().binding().terSequence() : 0);
    }

    private Optional<ControlMessage.Rekey> begin(long terSequence) {
        dueNs = Long.MAX_VALUE;
        var binding = context.config().binding();
        long count = mixesWeights ? terSequence : binding.terSequence();
        Optional<byte[]> secret = mixesWeights ? binding.wSecret(count) : Optional.of(new byte[32]);
        if (secret.isEmpty() || secret.get().length != 32) {
            return Optional.empty();
        }
        wSecret = secret.get().clone();
        fingerprint = binding.fingerprint(count);
        XWing.SecretKey made = context.config().suite().generate(context.random());
        ephemeral = made;
        return Optional.of(new ControlMessage.Rekey(generation + 1, made.publicKey(), fingerprint, count));
    }

    /** The initiator's next generation; null when the answer fits no share of ours. */
    SessionKeys.@Nullable Generation onAnswer(ControlMessage.RekeyAnswer answer, long nowNs) {
        XWing.SecretKey key = ephemeral;
        if (key == null || answer.generation() != generation + 1) {
            return null;
        }
        byte[] shared =
                context.config().suite().decapsulate(key, answer.ciphertext()).orElse(null);
        if (shared == null) {
            return null;
        }
        SessionKeys.Generation next = advance(answer.sessionSecret(), fingerprint, shared, wSecret, nowNs);
        forgetShare();
        retried = false;
        schedule(nowNs);
        return next;
    }

    /**
     * The responder holds another TER count. Once per generation the initiator tries with that one, if it has it.
     *
     * @return the second share; empty: the session must end
     */
    Optional<ControlMessage.Rekey> onRefused(ControlMessage.RekeyRefused refused) {
        boolean ours = waiting() && refused.generation() == generation + 1;
        forgetShare();
        if (!ours || retried || !mixesWeights) {
            return Optional.empty();
        }
        retried = true;
        return begin(refused.terSequence());
    }

    /** The responder's verdict. */
    Judged onRekey(ControlMessage.Rekey asked, Directory directory, long nowNs) {
        // Half the interval: our keys of a generation are younger than the initiator's by a delay.
        boolean tooSoon = generation > 0 && nowNs - madeNs < INTERVAL_MIN_NS / 2;
        if (info.initiator() || tooSoon || asked.generation() != generation + 1) {
            return new Judged.Broken();
        }
        if (directory.revoked(info.peerNodeId())
                || (deviceKey.length > 0 && !Arrays.equals(deviceKey, key(directory, info)))) {
            return new Judged.Revoked();
        }
        ResonanceVerdict verdict = directory.resonance(
                new ResonanceQuery(info.peerNodeId(), asked.fingerprint(), asked.terSequence(), mixesWeights));
        if (verdict instanceof ResonanceVerdict.Mismatch mismatch) {
            if (++refusals > REFUSALS_MAX) {
                return new Judged.Broken();
            }
            boolean behind = asked.terSequence() < mismatch.terSequence();
            int code = (behind ? RejectCode.STALE_TER : RejectCode.RESONANCE).code();
            return new Judged.Refused(
                    new ControlMessage.RekeyRefused(asked.generation(), code, mismatch.terSequence()));
        }
        XWing.Encapsulation share = context.config()
                .suite()
                .encapsulate(asked.ephemeralKey(), context.random())
                .orElse(null);
        if (share == null) {
            return new Judged.Broken();
        }
        byte[] secret = new byte[32];
        context.random().nextBytes(secret);
        var answer = new ControlMessage.RekeyAnswer(asked.generation(), share.ciphertext(), secret);
        byte[] weights = mixesWeights ? ((ResonanceVerdict.Accept) verdict).wSecret() : new byte[32];
        return new Judged.Accepted(answer, advance(secret, asked.fingerprint(), share.sharedSecret(), weights, nowNs));
    }

    void erase() {
        forgetShare();
    }

    private SessionKeys.Generation advance(
            byte[] sessionSecret, byte[] weightsFingerprint, byte[] shared, byte[] weights, long nowNs) {
        SessionKeys.Generation next = keys.advance(sessionSecret, weightsFingerprint, shared, weights);
        Arrays.fill(shared, (byte) 0);
        Arrays.fill(weights, (byte) 0);
        generation++;
        refusals = 0;
        saved = false;
        madeNs = nowNs;
        return next;
    }

    private static byte[] key(Directory directory, SessionInfo info) {
        return directory.ed25519Key(info.peerNodeId()).orElse(new byte[0]);
    }

    private void forgetShare() {
        if (ephemeral != null) {
            ephemeral.close();
            ephemeral = null;
        }
        Arrays.fill(wSecret, (byte) 0);
    }

    /** Up to a tenth early, so that sessions made together do not renew their keys together. */
    private void schedule(long nowNs) {
        dueNs = info.initiator() ? nowNs + afterNs - context.random().nextLong(afterNs / 10 + 1) : Long.MAX_VALUE;
        plannedNs = info.initiator() ? dueNs : Long.MIN_VALUE;
    }
}
