package com.hookprobe.identity;

import java.util.Locale;

/** The parts of a hardware reading. Each may be absent. (identity.md, 6.1.) */
public enum HardwareField {
    /** Serial number of the processor, or of the board that it is soldered to. */
    CPU_SERIAL(1, Says.BOARD),
    /** The processor's model, which many machines share. */
    CPU_MODEL(2, Says.KIND_OF_MACHINE),
    /** MAC addresses of the network cards, as their makers gave them. */
    MAC(3, Says.BOARD),
    /** Serial numbers of the disks that are not removable. */
    DISK_SERIAL(4, Says.DISK),
    /** The system UUID that the firmware or the hypervisor gives. */
    DMI_UUID(5, Says.BOARD),
    /** The number that an installed system gave itself; a copy of its disk has it too, so only a difference says something. */
    MACHINE_ID(6, Says.KIND_OF_MACHINE),
    /** The host's name; hashed, but not compared, since it may be changed at will. */
    HOSTNAME(7, Says.NOTHING);

    /** What agreement in a field says. */
    enum Says {
        /** This very board, or a card in it. */
        BOARD,
        /** This very disk, in whatever machine it is now. */
        DISK,
        /** No single machine, but a difference counts. */
        KIND_OF_MACHINE,
        /** Neither agreement nor difference counts. */
        NOTHING
    }

    private final int code;
    private final Says says;

    HardwareField(int code, Says says) {
        this.code = code;
        this.says = says;
    }

    /** Returns the field's code in records: 1..7, the position plus one. */
    int code() {
        return code;
    }

    Says says() {
        return says;
    }

    /** Whether a difference in it counts. */
    boolean compared() {
        return says != Says.NOTHING;
    }

    /** Returns the name for logs and commands, such as {@code mac}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
