package com.hookprobe.console;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.sql.TenantId;
import java.security.SecureRandom;
import java.util.Optional;

/** Devices that ask to be enrolled. */
final class Fleet {
    private static final HardwareDigests HARDWARE = HardwareReading.read().digests();
    private static final byte[] KEM = EnrolmentRequest.kemPublicKey(new byte[32]);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Fleet() {}

    static NodeId enrol(DeviceRegistry registry, String tenant, String name) throws Exception {
        return enrol(registry, tenant, name, Tier.GUARDIAN);
    }

    static NodeId enrol(DeviceRegistry registry, String tenant, String name, Tier tier) throws Exception {
        DeviceKey key = DeviceKey.generate(RANDOM);
        NodeCard card = NodeCard.builder(key.nodeIdAsFirstKey(), name, tier, new byte[32])
                .sign(key);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(new byte[32], HARDWARE)) {
            EnrolmentRequest request = EnrolmentRequest.create(card, key, secrets, KEM, new byte[20]);
            return registry.enrol(request, new TenantId(tenant), Optional.empty(), "test")
                    .id();
        }
    }
}
