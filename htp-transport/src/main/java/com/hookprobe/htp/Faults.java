package com.hookprobe.htp;

/**
 * What was thrown by code that the endpoint's thread ran for others: the listener, the directory, the signer, the weights. It
 * is counted and logged, even an error (a failed assertion, a missing class), and the endpoint goes on. Owner's thread only.
 */
final class Faults {
    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private final String endpoint;
    private long count;

    Faults(String endpoint) {
        this.endpoint = endpoint;
    }

    long count() {
        return count;
    }

    /** Throws it again when the Java machine itself is out of order: nothing that follows could be relied on. */
    void contain(Throwable thrown, String what) {
        if (thrown instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        count(thrown, what);
    }

    private void count(Throwable thrown, String what) {
        count++;
        LOG.log(System.Logger.Level.WARNING, "HTP endpoint " + endpoint + ": " + what, thrown);
    }

    void stopped(Throwable why) {
        LOG.log(System.Logger.Level.ERROR, "HTP endpoint " + endpoint + " stopped", why);
    }

    /** A step of the endpoint's end: whatever it throws, the next step is taken. */
    void atEnd(String what, Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            try {
                count(e, what);
            } catch (VirtualMachineError noMemoryToLog) {
                // The steps to come matter more.
            }
        }
    }

    /** Says where a thread is that should have ended; what it waits for is in a callback, as nothing else there waits long. */
    static void stuck(Thread thread, String what) {
        StringBuilder where = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            where.append("\n\tat ").append(frame);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "HTP endpoint " + thread.getName() + " " + what + ": a callback does not return. It is" + where);
    }

    interface Step {
        void run() throws Exception;
    }
}
