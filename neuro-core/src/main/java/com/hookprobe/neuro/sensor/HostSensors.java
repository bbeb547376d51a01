package com.hookprobe.neuro.sensor;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the sensors of a machine. A sensor that cannot be read is absent in the result; nothing is made up. */
@FunctionalInterface
public interface HostSensors {
    /** What the sensors say now. Reads files; not for a thread that must not block. */
    HostReadings read();

    /** The sensors of this machine: /proc when there is one, OSHI otherwise. */
    static HostSensors ofThisMachine() {
        Path proc = Path.of("/proc");
        return Files.isReadable(proc.resolve("stat")) ? new ProcSensors(proc) : new OshiSensors();
    }
}
