package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.TenantId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One device as the registry knows it. Immutable; a snapshot.
 *
 * @param id the node id
 * @param name human name, as enrolled
 * @param tier as enrolled
 * @param type what the registry counts it as
 * @param status where it stands
 * @param currentKeyHex current Ed25519 public key, 64 hexadecimal characters
 * @param hardwareFingerprintHex hash of its hardware as enrolled, 64 hexadecimal characters
 * @param baselineIntegrityHex hash of its software as enrolled or as set since, 40 hexadecimal characters
 * @param kycVerified whether a person checked who owns it
 * @param firstSeen when it was enrolled; whole seconds
 * @param lastSeen when it was heard of last; whole seconds
 * @param stateVersion counts the changes of this device, from 1
 * @param tenant whose it is
 * @param site where it stands, if that was said
 * @param roles what an operator has set it to do
 * @param weights its last proven NEURO state, if there was one
 * @param replaces the device whose place it took
 * @param replacedBy the device that took its place
 */
public record RegisteredDevice(
        NodeId id,
        String name,
        Tier tier,
        DeviceType type,
        DeviceStatus status,
        String currentKeyHex,
        String hardwareFingerprintHex,
        String baselineIntegrityHex,
        boolean kycVerified,
        Instant firstSeen,
        Instant lastSeen,
        long stateVersion,
        TenantId tenant,
        Optional<SiteId> site,
        SortedSet<String> roles,
        Optional<WeightState> weights,
        Optional<NodeId> replaces,
        Optional<NodeId> replacedBy) {
    /**
     * Refers to a NEURO weight state.
     *
     * @param terCount records that it has seen, from 0
     * @param fingerprintHex its fingerprint in hexadecimal
     */
    public record WeightState(long terCount, String fingerprintHex) {}

    /** Returns the current Ed25519 public key, 32 bytes; a new array. */
    public byte[] currentKey() {
        return HexFormat.of().parseHex(currentKeyHex);
    }

    /** Returns the hash of the device's software, 20 bytes; a new array. */
    public byte[] baselineIntegrity() {
        return HexFormat.of().parseHex(baselineIntegrityHex);
    }
}
