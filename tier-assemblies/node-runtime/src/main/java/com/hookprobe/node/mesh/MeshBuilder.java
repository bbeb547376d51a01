package com.hookprobe.node.mesh;

import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects members for a new mesh file. Nobody gets in by itself: the registry must hold the node as ACTIVE. */
public final class MeshBuilder {
    private final String name;
    private final MeshFile.Consensus consensus;
    private final DeviceRegistry registry;
    private final List<Member> members = new ArrayList<>();

    public MeshBuilder(String name, MeshFile.Consensus consensus, DeviceRegistry registry) {
        this.name = name;
        this.consensus = consensus;
        this.registry = registry;
    }

    /** Adds a member; addresses are {@code host:port}. */
    public MeshBuilder add(NodeCard card, @Nullable String htp, @Nullable String dsm)
            throws MeshException, RegistryException {
        members.add(checked(card, htp, dsm));
        return this;
    }

    /** A member that the registry lets in, without adding it. */
    public Member checked(NodeCard card, @Nullable String htp, @Nullable String dsm)
            throws MeshException, RegistryException {
        boolean active = registry.find(card.nodeId())
                .map(device -> device.status() == DeviceStatus.ACTIVE)
                .orElse(false);
        if (card.tier() != Tier.MSSP && !active) {
            throw new MeshException(card.name() + " (" + card.nodeId().hex()
                    + ") is not ACTIVE in the registry; enrol and approve it first");
        }
        return new Member(
                card, MeshFile.address("--member", card.name(), htp), MeshFile.address("--member", card.name(), dsm));
    }

    /** The mesh file; checked as if it were read. */
    public MeshFile build(long genesisMicros) throws MeshException {
        MeshFile mesh = new MeshFile(name, genesisMicros, consensus, members);
        return MeshFile.parse("new mesh", mesh.toJson());
    }
}
