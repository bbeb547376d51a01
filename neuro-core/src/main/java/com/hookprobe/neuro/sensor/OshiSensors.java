package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.sensor.Counters.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;

/**
 * The sensors of a machine without /proc. NEURO 2.3.2.
 *
 * <p>Values: cpu = OSHI's system ticks in its order, interrupts, context switches; memory = total and available bytes;
 * network = bytes and packets received, bytes and packets sent; disk = reads, bytes read, writes, bytes written,
 * milliseconds busy; the last two are sums over interfaces and disks.
 */
final class OshiSensors implements HostSensors {
    private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();

    @Override
    public HostReadings read() {
        return new HostReadings(cpu(), memory(), network(), disk());
    }

    private Counters cpu() {
        CentralProcessor processor = hardware.getProcessor();
        List<Long> values = new ArrayList<>();
        Arrays.stream(processor.getSystemCpuLoadTicks()).forEach(values::add);
        values.add(processor.getInterrupts());
        values.add(processor.getContextSwitches());
        return new Counters(Source.OSHI, values);
    }

    private Counters memory() {
        GlobalMemory memory = hardware.getMemory();
        return new Counters(Source.OSHI, List.of(memory.getTotal(), memory.getAvailable()));
    }

    private Counters network() {
        long[] sums = new long[4];
        List<NetworkIF> interfaces = hardware.getNetworkIFs(true);
        for (NetworkIF one : interfaces) {
            sums[0] += one.getBytesRecv();
            sums[1] += one.getPacketsRecv();
            sums[2] += one.getBytesSent();
            sums[3] += one.getPacketsSent();
        }
        return sums(interfaces, sums);
    }

    private Counters disk() {
        long[] sums = new long[5];
        List<HWDiskStore> disks = hardware.getDiskStores();
        for (HWDiskStore one : disks) {
            sums[0] += one.getReads();
            sums[1] += one.getReadBytes();
            sums[2] += one.getWrites();
            sums[3] += one.getWriteBytes();
            sums[4] += one.getTransferTime();
        }
        return sums(disks, sums);
    }

    private static Counters sums(List<?> summed, long[] sums) {
        return summed.isEmpty()
                ? Counters.ABSENT
                : new Counters(Source.OSHI, Arrays.stream(sums).boxed().toList());
    }
}
