package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;

/** Authenticated encryption of what a store writes to disk. Implementations are safe for use by many threads. */
public interface StateSeal {
    /**
     * Encrypts.
     *
     * @param label names what is sealed; the same is needed to open it, so that sealed things cannot change places
     */
    byte[] seal(String label, byte[] plain);

    /**
     * Decrypts what {@link #seal} gave under the same label.
     *
     * @return a new array; the caller wipes it
     * @throws NeuroException of kind STATE_DAMAGED when bytes, label or key are not the same
     */
    byte[] open(String label, byte[] sealed) throws NeuroException;
}
