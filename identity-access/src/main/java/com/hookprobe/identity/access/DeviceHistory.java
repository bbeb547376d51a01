package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryEntry.KeyPeriod;
import com.hookprobe.identity.registry.RegistryEntry.Sighting;
import java.util.List;

/**
 * A device and its past.
 *
 * @param device as it stands
 * @param keys its keys, oldest first
 * @param sightings the addresses it was heard from, newest first
 * @param changes what was decided about it, oldest first
 */
public record DeviceHistory(
        RegisteredDevice device, List<KeyPeriod> keys, List<Sighting> sightings, List<Change> changes) {}
