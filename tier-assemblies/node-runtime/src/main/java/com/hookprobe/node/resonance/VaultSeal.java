package com.hookprobe.node.resonance;

import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.StateSeal;

/** The keystore's vault as the seal of the verifier's store: no secret lies on a disk outside of its envelopes. */
public record VaultSeal(Vault vault) implements StateSeal {
    private static final String PREFIX = "neuro.verifier.";

    @Override
    public byte[] seal(String label, byte[] plain) {
        return vault.seal(PREFIX + label, plain);
    }

    @Override
    public byte[] open(String label, byte[] sealed) throws NeuroException {
        try {
            return vault.open(PREFIX + label, sealed);
        } catch (RecordException e) {
            throw new NeuroException(
                    NeuroException.Kind.STATE_DAMAGED,
                    "'" + label + "' does not open with this node's vault: it is damaged, or belongs to another node",
                    e);
        }
    }
}
