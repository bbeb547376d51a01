package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.NeuroException;
import java.util.List;

/**
 * Takes the two hashes of a record from a machine. Not thread-safe: one owner, and one that may block on files.
 */
public final class SensorCapture {
    private final HostSensors sensors;
    private final IntegrityWatch integrity;

    /** From these sensors and these files. */
    public SensorCapture(HostSensors sensors, IntegrityWatch integrity) {
        this.sensors = sensors;
        this.integrity = integrity;
    }

    /**
     * Looks at everything now.
     *
     * @throws NeuroException of kind IO when no sensor at all can be read: a record would then say nothing
     */
    public Capture capture() throws NeuroException {
        HostReadings readings = sensors.read();
        if (readings.empty()) {
            throw new NeuroException(
                    NeuroException.Kind.IO, "none of the sensors cpu, memory, network and disk can be read");
        }
        return new Capture(
                readings.hash(),
                integrity.hash(),
                integrity.absent().stream().map(Object::toString).toList());
    }

    /**
     * What was seen.
     *
     * @param entropy H_Entropy, 32 bytes
     * @param integrity H_Integrity, 20 bytes
     * @param absentFiles paths of watched files that were missing or unreadable
     */
    public record Capture(byte[] entropy, byte[] integrity, List<String> absentFiles) {
        /** Copies. */
        public Capture {
            entropy = entropy.clone();
            integrity = integrity.clone();
            absentFiles = List.copyOf(absentFiles);
        }

        @Override
        public byte[] entropy() {
            return entropy.clone();
        }

        @Override
        public byte[] integrity() {
            return integrity.clone();
        }
    }
}
