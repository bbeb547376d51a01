package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.sql.TenantId;
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
     * @param place where that is, as far as the operator's databases tell
     */
    public record Sighting(Instant at, String ipAddress, Place place) {}

    /**
     * One change in the registry.
     *
     * @param sequence ascending by one, over all tenants
     * @param at when
     * @param tenant whose
     * @param device which; empty for a change of a tenant, a site or a token
     * @param action enrol, approve, admit, suspend, reinstate, revoke, replace, rotate-key, set-baseline, set-kyc, set-site,
     *     set-roles, add-tenant, add-site, issue-token or revoke-token
     * @param from status before; empty at enrolment and without a device
     * @param to status after; empty without a device
     * @param by who
     * @param detail why, or what
     */
    public record Change(
            long sequence,
            Instant at,
            TenantId tenant,
            Optional<NodeId> device,
            String action,
            Optional<DeviceStatus> from,
            Optional<DeviceStatus> to,
            String by,
            String detail) {}
}
