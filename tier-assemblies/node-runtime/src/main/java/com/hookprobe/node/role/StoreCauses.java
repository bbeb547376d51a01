package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.EngineStoppedException;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.VerifierException;
import com.hookprobe.node.health.StoreFailures.Store;
import com.hookprobe.qsecbit.correlation.CorrelationException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which store an exception comes from. */
final class StoreCauses {
    private StoreCauses() {}

    /** Empty when it tells of no store that takes nothing more. */
    static Optional<Store> of(Throwable why) {
        for (@Nullable Throwable cause = why; cause != null; cause = cause.getCause()) {
            Store store = store(cause);
            if (store != null) {
                return Optional.of(store);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Store store(Throwable cause) {
        if (cause instanceof EngineStoppedException) {
            return Store.VOTES;
        }
        if (cause instanceof StoreException) {
            return Store.LEDGER;
        }
        if (cause instanceof CorrelationException) {
            return Store.CORRELATOR;
        }
        if (cause instanceof VerifierException verifier) {
            return verifier.kind() == VerifierException.Kind.FAILED ? Store.VERIFIER : null;
        }
        if (cause instanceof NeuroException neuro) {
            return neuro.kind() == NeuroException.Kind.IO ? Store.WEIGHTS : null;
        }
        return null;
    }
}
