package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a device has told its MSSP alone when it enrolled: the seed of its weights and digests of its hardware. Of two MSSPs it has told
 * one, which hands it to the other over their own session (pair 2.3). Safe for use by many threads.
 */
final class EnrolmentSecret {
    private final NodeContext node;
    private final EnrolledShelf shelf;

    EnrolmentSecret(NodeContext node, Vault vault) {
        this.node = node;
        this.shelf = new EnrolledShelf(node.data(), vault);
    }

    /** @return empty when neither this node can open the request nor another one has handed it over */
    Optional<EnrolledShelf.Secrets> of(NodeId device, EnrolmentRequest request)
            throws IOException, KeystoreException, RecordException {
        try {
            // First: what the device itself has said, no other MSSP can say otherwise.
            return Optional.of(own(request));
        } catch (RecordException e) {
            Optional<EnrolledShelf.Secrets> handed = shelf.get(device);
            if (handed.isEmpty() && node.mesh().fellows(node.self()).isEmpty()) {
                throw e;
            }
            return handed;
        }
    }

    private EnrolledShelf.Secrets own(EnrolmentRequest request) throws KeystoreException, RecordException {
        try (Secret kemSeed = node.keys().kemSeed();
                EnrolmentSecrets secrets = kemSeed.use(request::open)) {
            return new EnrolledShelf.Secrets(secrets.neuroSeed(), secrets.hardware());
        }
    }

    /** Whether another MSSP may still hand over what a device that cannot be verified here has told it. */
    boolean awaits(NodeId device) {
        return !node.mesh().fellows(node.self()).isEmpty() && !shelf.has(device);
    }

    /** Hands all that this node alone was told to another MSSP; the registry is asked on its own thread. */
    void handOver(RegistryDesk desk, NodeId fellow) {
        List<NodeId> members = node.mesh().members().stream()
                .filter(member -> !member.verifier())
                .map(Member::id)
                .toList();
        hand(desk, fellow, members);
    }

    /** A device is new. */
    void handOver(RegistryDesk desk, NodeId fellow, NodeId device) {
        hand(desk, fellow, List.of(device));
    }

    private void hand(RegistryDesk desk, NodeId fellow, List<NodeId> devices) {
        desk.ask(
                registry -> own(registry, devices),
                messages -> messages.forEach(message -> {
                    node.links().send(fellow, Channels.TELEMETRY, message.encode());
                    Arrays.fill(message.seed(), (byte) 0);
                }),
                why -> {
                    if (!RegistryDesk.isAway(why)) {
                        node.log().event("enrolments_not_handed_over", "error", why.toString());
                    }
                });
    }

    private List<MeshMessage.Enrolled> own(DeviceRegistry registry, List<NodeId> devices) throws RegistryException {
        List<MeshMessage.Enrolled> messages = new ArrayList<>();
        for (NodeId device : devices) {
            Optional<EnrolmentRequest> request = shelf.has(device) ? Optional.empty() : registry.request(device);
            if (request.isPresent()) {
                try {
                    EnrolledShelf.Secrets secrets = own(request.get());
                    messages.add(new MeshMessage.Enrolled(
                            device.bytes(), secrets.seed(), secrets.hardware().encode()));
                } catch (RecordException | KeystoreException e) {
                    // It was told to the other one.
                }
            }
        }
        return messages;
    }

    /** @return the device that another MSSP has handed over */
    Optional<NodeId> take(MeshMessage.Enrolled handed) {
        NodeId device = NodeId.of(handed.device());
        if (node.mesh().member(device).isEmpty()) {
            return Optional.empty();
        }
        try {
            shelf.put(device, handed.seed(), HardwareDigests.decode(handed.hardware()));
            return Optional.of(device);
        } catch (IOException | RecordException e) {
            node.log()
                    .event(
                            "enrolment_not_kept",
                            "device",
                            node.links().name(device),
                            "error",
                            String.valueOf(e.getMessage()));
            return Optional.empty();
        } finally {
            Arrays.fill(handed.seed(), (byte) 0);
        }
    }
}
