package com.hookprobe.identity;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells metal, virtual machines and containers apart by what they leave readable to everybody. (identity.md, 6.3.) */
final class HardwareKindReader {
    private static final Pattern CONTAINER_GROUP =
            Pattern.compile("/(docker[-/]|lxc/|lxc\\.payload|kubepods|libpod|cri-containerd)");

    /** Words in the firmware's tables that only hypervisors write there. */
    private static final List<String> HYPERVISORS = List.of(
            "qemu",
            "kvm",
            "vmware",
            "virtualbox",
            "innotek",
            "xen",
            "bochs",
            "parallels",
            "bhyve",
            "firecracker",
            "openstack",
            "ovirt",
            "rhev",
            "google compute engine",
            "digitalocean",
            "vserver",
            "alibaba cloud ecs",
            "apple virtualization",
            "hyper-v",
            "virtual machine");

    private HardwareKindReader() {}

    static HardwareKind read(SystemFiles files) {
        if (isContainer(files)) {
            return HardwareKind.CONTAINER;
        }
        if (isXenHost(files)) {
            return HardwareKind.PHYSICAL;
        }
        Optional<String> flags = files.cpuInfo("flags").map(all -> " " + all + " ");
        if (flags.filter(all -> all.contains(" hypervisor ")).isPresent()
                || files.exists("sys/hypervisor/type")
                || files.exists("sys/firmware/devicetree/base/hypervisor")) {
            return HardwareKind.VIRTUAL;
        }
        String firmware = firmware(files);
        if (namesHypervisor(firmware)) {
            return HardwareKind.VIRTUAL;
        }
        // On x86 a processor without the flag, elsewhere a firmware that names its maker.
        boolean told = flags.isPresent() || !firmware.isBlank();
        return told ? HardwareKind.PHYSICAL : HardwareKind.UNKNOWN;
    }

    static boolean namesHypervisor(String firmware) {
        String lower = firmware.toLowerCase(Locale.ROOT);
        boolean amazon = lower.contains("amazon ec2") && !lower.contains(".metal");
        return amazon || HYPERVISORS.stream().anyMatch(lower::contains);
    }

    private static boolean isContainer(SystemFiles files) {
        boolean leftByEngine = files.exists("run/systemd/container")
                || files.exists("run/.containerenv")
                || files.exists("run/secrets/kubernetes.io");
        // The file also lies in the root of a virtual machine that was made from an image for containers.
        boolean docker = files.exists(".dockerenv") && !rootIsDisk(files);
        boolean group = files.text("proc/self/cgroup")
                .filter(all -> CONTAINER_GROUP.matcher(all).find())
                .isPresent();
        return leftByEngine || docker || group;
    }

    /** Whether the root's file system lies on a disk of this machine, and not in layers that an engine puts together. */
    private static boolean rootIsDisk(SystemFiles files) {
        return files.text("proc/self/mounts")
                .flatMap(all -> all.lines()
                        .map(line -> line.split(" ", 3))
                        .filter(parts -> parts.length == 3 && parts[1].equals("/"))
                        .reduce((below, above) -> above))
                .filter(parts -> parts[0].startsWith("/dev/"))
                .isPresent();
    }

    /** The domain of Xen that drives the metal sees a hypervisor, and all of the hardware. */
    private static boolean isXenHost(SystemFiles files) {
        return files.text("proc/xen/capabilities")
                .filter(all -> all.contains("control_d"))
                .isPresent();
    }

    private static String firmware(SystemFiles files) {
        StringBuilder all = new StringBuilder();
        for (String name : List.of(
                "sys/class/dmi/id/sys_vendor",
                "sys/class/dmi/id/product_name",
                "sys/class/dmi/id/board_vendor",
                "sys/class/dmi/id/bios_vendor",
                "sys/firmware/devicetree/base/model",
                "sys/firmware/devicetree/base/compatible")) {
            files.text(name).ifPresent(text -> all.append(text).append('\n'));
        }
        return all.toString();
    }
}
