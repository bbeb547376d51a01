package com.hookprobe.identity;

import java.time.Instant;
import java.util.Optional;

/** What the registry tells about a device beside its present state. */
public final class RegistryEntry {
    private RegistryEntry() {}

    /**
     * One key in a device's history.
     *
     * @param index 0 for the first
     * @param publicKeyHex Ed25519, 64 hexadecimal characters
     * @param from when it became the current key
     * @param until when the next one did; empty for the current key
     */
    public record KeyPeriod(int index, String publicKeyHex, Instant from, Optional<Instant> until) {}

    /**
     * One address that a device was heard from.
     *
     * @param at when it was first heard from there, in this row
     * @param ipAddress in text
     */
    public record Sighting(Instant at, String ipAddress) {}

    /**
     * One change in the registry.
     *
     * @param sequence ascending
     * @param at when
     * @param device which
     * @param action enrol, approve, suspend, reinstate, revoke, rotate-key, set-baseline or set-kyc
     * @param from status before; empty at enrolment
     * @param to status after
     * @param by who
     * @param detail why, or what
     */
    public record Change(
            long sequence,
            Instant at,
            NodeId device,
            String action,
            Optional<DeviceStatus> from,
            DeviceStatus to,
            String by,
            String detail) {}
}
