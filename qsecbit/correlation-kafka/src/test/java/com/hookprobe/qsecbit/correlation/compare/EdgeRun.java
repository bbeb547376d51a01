package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** What the ingest edge does before anything is counted: read a report and verify its Ed25519 signature, on one thread. */
final class EdgeRun {
    private static final int REPORTS = 2_000;

    private EdgeRun() {}

    /** Reports a second. */
    static double perSecond() throws MalformedException {
        Ed25519PrivateKeyParameters secret = new Ed25519PrivateKeyParameters(new byte[32], 0);
        Ed25519PublicKeyParameters key = secret.generatePublicKey();
        SignatureVerifier verifier = (message, signature) -> {
            Ed25519Signer ed25519 = new Ed25519Signer();
            ed25519.init(false, key);
            ed25519.update(message, 0, message.length);
            return ed25519.verifySignature(signature);
        };
        List<byte[]> reports = reports(secret);
        double best = 0;
        for (int turn = 0; turn < 5; turn++) {
            long startNs = System.nanoTime();
            for (byte[] report : reports) {
                if (!AttackSignature.decode(report).verify(verifier)) {
                    throw new IllegalStateException("a good signature does not hold");
                }
            }
            best = Math.max(best, InProcessRun.perSecond(reports.size(), startNs));
        }
        return best;
    }

    private static List<byte[]> reports(Ed25519PrivateKeyParameters secret) {
        GroupKeys keys = GroupKeys.derive(new byte[GroupKeys.SECRET_BYTES], 1);
        Context context = new Context(6, 22, 1, 4);
        ReportFacts facts = new ReportFacts(1, 0, context, 90, Severity.HIGH, 1, 1, 1, Bytes32.NONE, 1440);
        Random random = new Random(1);
        List<byte[]> reports = new ArrayList<>();
        for (int i = 0; i < REPORTS; i++) {
            IndicatorValue value = IndicatorValue.alertClass("rule " + i, context);
            reports.add(AttackSignature.build(value, facts, keys, Bytes32.NONE, random, message -> {
                        Ed25519Signer ed25519 = new Ed25519Signer();
                        ed25519.init(true, secret);
                        ed25519.update(message, 0, message.length);
                        return ed25519.generateSignature();
                    })
                    .encode());
        }
        return reports;
    }
}
