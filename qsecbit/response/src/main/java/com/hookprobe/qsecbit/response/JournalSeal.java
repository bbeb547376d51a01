package com.hookprobe.qsecbit.response;

import java.util.Optional;

/** Keeps what a journal says from who reads the disk: it names attackers, and hosts of the site. */
public interface JournalSeal {
    /** Seals a block. */
    byte[] seal(byte[] block);

    /** Opens what was sealed; empty when it is damaged, or sealed by another key. */
    Optional<byte[]> open(byte[] sealed);

    /** No seal at all. */
    static JournalSeal none() {
        return new JournalSeal() {
            @Override
            public byte[] seal(byte[] block) {
                return block;
            }

            @Override
            public Optional<byte[]> open(byte[] sealed) {
                return Optional.of(sealed);
            }
        };
    }
}
