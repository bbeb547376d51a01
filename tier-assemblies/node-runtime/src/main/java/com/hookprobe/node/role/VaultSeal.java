package com.hookprobe.node.role;

import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import com.hookprobe.qsecbit.response.JournalSeal;
import java.util.Optional;

/** The node's own vault around its journal of decisions: alerts lie on its disk sealed only, and so does whom they named. */
record VaultSeal(Vault vault) implements JournalSeal {
    private static final String LABEL = "response.journal";

    @Override
    public byte[] seal(byte[] block) {
        return vault.seal(LABEL, block);
    }

    @Override
    public Optional<byte[]> open(byte[] sealed) {
        try {
            return Optional.of(vault.open(LABEL, sealed));
        } catch (RecordException e) {
            return Optional.empty();
        }
    }
}
