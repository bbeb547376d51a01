package com.hookprobe.node.role;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.health.StoreFailures;
import com.hookprobe.node.witness.ClaimLogCodec;
import com.hookprobe.node.witness.JudgeEffect;
import com.hookprobe.node.witness.SignedClaim;
import com.hookprobe.node.witness.SignedClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A witness's {@link ClaimLog} over starts and failures. Without a sound one the witness goes on looking at requests and signs
 * none.
 *
 * <p>A key that has had a log and lost it may have signed anything; but all of that ends. Its new log says until when nothing is
 * signed. How a fresh key is told from such a one: the keystore knows.
 */
final class WitnessMemory implements AutoCloseable {
    private enum Clock {
        NOT_LOOKED_AT,
        /** Before the network began. */
        WRONG,
        POSSIBLE
    }

    @FunctionalInterface
    private interface Writing {
        void to(ClaimLog log) throws IOException;
    }

    private final NodeContext node;
    private final SignedClaims claims;
    private @Nullable ClaimLog log;
    private Clock clock = Clock.NOT_LOOKED_AT;

    private WitnessMemory(NodeContext node, SignedClaims claims, @Nullable ClaimLog log) {
        this.node = node;
        this.claims = claims;
        this.log = log;
    }

    /** witness 9.3: whatever is wrong with the log, the validator goes on; it signs nothing. */
    static WitnessMemory open(NodeContext node) {
        Path file = node.data().resolve("witness").resolve("claims.log");
        String reason;
        try {
            ClaimLog.Opening opening = opening(node, file);
            if (opening instanceof ClaimLog.Opening.Ready ready) {
                SignedClaims claims = new SignedClaims(
                        ready.signed(), ready.quietUntilMicros(), node.genesis().genesisTimeMicros());
                WitnessMemory memory = new WitnessMemory(node, claims, ready.log());
                memory.lookAtClock();
                return memory;
            }
            reason = ((ClaimLog.Opening.Refused) opening).reason();
        } catch (IOException | KeystoreException e) {
            reason = file + " cannot be read or made, or the keystore cannot tell of it: " + e
                    + "; mend the disk or its permissions, and start again";
        }
        node.log().event("witness_signs_nothing", "reason", reason);
        return new WitnessMemory(node, new SignedClaims(), null);
    }

    private static ClaimLog.Opening opening(NodeContext node, Path file) throws IOException, KeystoreException {
        ClaimLogCodec codec = new ClaimLogCodec(node.genesis(), node.self().id());
        byte[] network = node.genesis().networkId().bytes();
        boolean known = node.keys().hasWitnessedIn(network);
        if (!Files.exists(file)) {
            // Bounded by the clock as soon as that is right.
            ClaimLog.create(file, codec, known ? SignedClaims.END_NOT_KNOWN : 0, step -> {});
            if (known) {
                node.log().event("witness_log_lost", "file", file.toString());
            }
        }
        if (!known) {
            node.keys().rememberWitnessingIn(network);
        }
        return ClaimLog.open(file, codec, step -> {});
    }

    /** Called again now and then: computes the end of a quiet time, once the clock can be right. */
    void lookAtClock() {
        long now = node.loop().wallMicros();
        boolean wrong = now < node.genesis().genesisTimeMicros();
        if (log == null || clock == (wrong ? Clock.WRONG : Clock.POSSIBLE)) {
            return;
        }
        clock = wrong ? Clock.WRONG : Clock.POSSIBLE;
        if (wrong) {
            node.log()
                    .event(
                            "witness_signs_nothing",
                            "reason",
                            "this machine's clock is before the time at which the mesh was made; set it");
            return;
        }
        long found = claims.quietUntilMicros();
        if (claims.boundQuiet(now)) {
            if (found != SignedClaims.END_NOT_KNOWN) {
                node.log()
                        .event(
                                "witness_quiet_shortened",
                                "found_us",
                                found,
                                "quiet_until_us",
                                claims.quietUntilMicros());
            }
            written(open -> open.rewrite(claims.holding(now), claims.quietUntilMicros()));
        }
        if (claims.quietUntilMicros() > now) {
            node.log().event("witness_quiet", "quiet_until_us", claims.quietUntilMicros());
        }
    }

    /** What this witness has signed, for its judge. */
    SignedClaims claims() {
        return claims;
    }

    /** What of one turn may leave: all of it, once what it must remember is on the disk; no signature otherwise. */
    List<JudgeEffect> durable(List<JudgeEffect> effects) {
        return keep(effects.stream()
                        .filter(JudgeEffect.Remember.class::isInstance)
                        .map(effect -> ((JudgeEffect.Remember) effect).signed())
                        .toList())
                ? effects
                : effects.stream()
                        .map(effect -> effect instanceof JudgeEffect.Answer answer ? answer.withoutMemory() : effect)
                        .toList();
    }

    private boolean keep(List<SignedClaim> fresh) {
        return written(open -> {
            if (!fresh.isEmpty()) {
                open.append(fresh);
            }
            if (open.worthRewriting()) {
                open.rewrite(claims.holding(node.loop().wallMicros()), claims.quietUntilMicros());
            }
        });
    }

    /** False when that is not sure to be on the disk; then nothing is signed any more. */
    private boolean written(Writing writing) {
        if (log == null) {
            return false;
        }
        try {
            writing.to(log);
            return true;
        } catch (IOException e) {
            node.log()
                    .event(
                            "witness_signs_nothing",
                            "reason",
                            "what it signs cannot be made durable; it goes on when the disk takes writes",
                            "error",
                            e.toString());
            node.loop().stores().failed(StoreFailures.Store.WITNESS, e);
            forget(log);
            log = null;
            return false;
        }
    }

    private void forget(ClaimLog broken) {
        try {
            broken.close();
        } catch (IOException e) {
            node.log().event("witness_log_not_closed", "error", e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        if (log != null) {
            log.close();
        }
    }
}
