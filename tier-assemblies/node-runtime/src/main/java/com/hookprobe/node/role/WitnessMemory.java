package com.hookprobe.node.role;

import com.hookprobe.identity.KeystoreException;
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
    private final NodeContext node;
    private final SignedClaims claims;
    private @Nullable ClaimLog log;

    private WitnessMemory(NodeContext node, SignedClaims claims, @Nullable ClaimLog log) {
        this.node = node;
        this.claims = claims;
        this.log = log;
    }

    static WitnessMemory open(NodeContext node) throws IOException, KeystoreException {
        Path file = node.data().resolve("witness").resolve("claims.log");
        ClaimLogCodec codec = new ClaimLogCodec(node.genesis(), node.self().id());
        byte[] network = node.genesis().networkId().bytes();
        boolean known = node.keys().hasWitnessedIn(network);
        if (!Files.exists(file)) {
            long quietUntilMicros = known ? node.loop().wallMicros() + SignedClaims.longestMicros() : 0;
            ClaimLog.create(file, codec, quietUntilMicros, step -> {});
            if (known) {
                node.log().event("witness_log_lost", "file", file.toString(), "quiet_until_us", quietUntilMicros);
            }
        }
        if (!known) {
            node.keys().rememberWitnessingIn(network);
        }
        ClaimLog.Opening opening = ClaimLog.open(file, codec, step -> {});
        if (opening instanceof ClaimLog.Opening.Ready ready) {
            return new WitnessMemory(node, new SignedClaims(ready.signed(), ready.quietUntilMicros()), ready.log());
        }
        String reason = ((ClaimLog.Opening.Refused) opening).reason();
        node.log().event("witness_signs_nothing", "reason", reason);
        return new WitnessMemory(node, new SignedClaims(), null);
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
        if (log == null) {
            return false;
        }
        try {
            if (!fresh.isEmpty()) {
                log.append(fresh);
            }
            if (log.worthRewriting()) {
                log.rewrite(claims.holding(node.loop().wallMicros()), claims.quietUntilMicros());
            }
            return true;
        } catch (IOException e) {
            node.log()
                    .event(
                            "witness_signs_nothing",
                            "reason",
                            "what it signs cannot be made durable; free or replace the disk, and start again",
                            "error",
                            e.toString());
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
