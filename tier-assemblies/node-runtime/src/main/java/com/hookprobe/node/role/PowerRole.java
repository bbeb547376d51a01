package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.power.BatteryReader;
import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.node.power.PeerPowers;
import com.hookprobe.node.power.PowerNews;
import com.hookprobe.node.power.PowerReading;
import com.hookprobe.node.wire.MeshMessage;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Watches this node's battery, spares it when it runs low, and trades words about power with the peers (routing 1). */
final class PowerRole implements Role {
    private static final Duration READ_EVERY = Duration.ofSeconds(60);

    private final NodeContext node;
    private final BatteryReader reader;
    private final Consumer<Boolean> saveEnergy;
    private final PowerNews news = new PowerNews();
    private final PeerPowers peers = new PeerPowers();
    private EnergyBand band = EnergyBand.NORMAL;
    private PowerReading reading = PowerReading.UNKNOWN;

    /** @param saveEnergy told when the battery becomes or is no longer LOW */
    PowerRole(NodeContext node, BatteryReader reader, Consumer<Boolean> saveEnergy) {
        this.node = node;
        this.reader = reader;
        this.saveEnergy = saveEnergy;
    }

    @Override
    public void start() {
        read();
        node.loop().every(READ_EVERY, this::read);
    }

    void read() {
        reading = reader.read();
        EnergyBand before = band;
        band = band.next(reading);
        // Before energy is saved: then what is not urgent waits for up to a minute.
        news.on(reading, band).ifPresent(told -> node.links().peers().forEach(this::tell));
        if (band == before) {
            return;
        }
        node.log()
                .event(
                        "energy_band",
                        "band",
                        band.name(),
                        "before",
                        before.name(),
                        "on_battery",
                        reading.onBattery(),
                        "charge",
                        reading.charge().isPresent() ? reading.charge().getAsDouble() : "unknown");
        if (band == EnergyBand.LOW || before == EnergyBand.LOW) {
            saveEnergy.accept(band == EnergyBand.LOW);
        }
    }

    private void tell(NodeId peer) {
        node.links().send(peer, Channels.TELEMETRY, word(reading).encode());
    }

    static MeshMessage.Power word(PowerReading reading) {
        int charge = (int) Math.round(reading.charge().orElse(1) * MeshMessage.CHARGE_FULL);
        return new MeshMessage.Power(charge, reading.onBattery());
    }

    @Override
    public void onPeerUp(NodeId peer) {
        tell(peer);
    }

    @Override
    public void onPeerDown(NodeId peer) {
        peers.gone(peer, node.loop().nowNs());
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) {
        if (message instanceof MeshMessage.Power said) {
            double charge = (double) said.charge() / MeshMessage.CHARGE_FULL;
            PowerReading told = new PowerReading(OptionalDouble.of(charge), said.onBattery());
            peers.on(from, told, node.loop().nowNs());
        }
    }

    EnergyBand band() {
        return band;
    }

    /** What a peer has left, 0 to 1; 1 on mains or when unknown. */
    double reserve(NodeId peer) {
        return peers.reserve(peer);
    }
}
