package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a {@link DeviceRegistry} takes down of devices beside its audit: it comes with every session and every upload. */
public abstract sealed class RegistryNotes extends RegistryReads permits DeviceRegistry {
    final GeoLocator locator;

    RegistryNotes(Store store, GeoLocator locator) {
        super(store);
        this.locator = locator;
    }

    /**
     * Notes a device's last proven NEURO state, as the verifier has it. No row in the audit chain: it comes with every upload.
     *
     * @param terCount records so far; never fewer than before
     * @param fingerprint 1 to 64 bytes
     * @throws RegistryException NOT_FOUND; NOT_ALLOWED when it is revoked; CONFLICT when it goes back
     */
    public RegisteredDevice setWeightState(NodeId id, long terCount, byte[] fingerprint) throws RegistryException {
        if (terCount < 0 || fingerprint.length < 1 || fingerprint.length > 64) {
            throw new IllegalArgumentException("weight state: expected a count from 0 and 1 to 64 bytes, found "
                    + terCount + " and " + fingerprint.length + " bytes");
        }
        WeightState state = new WeightState(terCount, HexFormat.of().formatHex(fingerprint));
        return store.write(journal -> Lifecycle.weights(journal, id, state));
    }

    /**
     * Notes that a device was heard from. {@code last_seen} never goes back; an address is stored when it differs from the
     * last one, with its place as far as the locator knows it, and the newest {@link DeviceRegistry#SIGHTINGS_MAX} are kept.
     *
     * @throws RegistryException NOT_FOUND
     */
    public void seen(NodeId id, Instant when, InetAddress address) throws RegistryException {
        Observation one = new Observation(id, when, Optional.of(address), Optional.empty());
        if (observed(List.of(one)) == 0) {
            throw Devices.none(id);
        }
    }

    /**
     * As {@link #seen} and {@link #setWeightState}, for many devices in one transaction. What is of a device that is not here, and a
     * weight state of one that is revoked or that goes back, is left out: it must not keep the others out.
     *
     * @return how many devices were noted
     */
    public int observed(Collection<Observation> observations) throws RegistryException {
        List<Sightings.Placed> placed = observations.stream()
                .map(one -> new Sightings.Placed(
                        one, one.address().map(locator::locate).orElse(Place.UNKNOWN)))
                .toList();
        return store.write(journal -> {
            int noted = 0;
            for (Sightings.Placed one : placed) {
                noted += Sightings.add(journal, one) ? 1 : 0;
            }
            return noted;
        });
    }
}
