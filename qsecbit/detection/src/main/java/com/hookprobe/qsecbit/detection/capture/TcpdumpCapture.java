package com.hookprobe.qsecbit.detection.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Live frames from tcpdump, which has the rights to capture so that this program needs none. It runs until
 * {@link #close()}. Reading belongs to one thread; another one may close.
 */
public final class TcpdumpCapture implements Closeable {
    private static final Pattern INTERFACE = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._:@-]{0,63}");
    private static final long STOP_SECONDS = 3;

    private final Process process;
    private final TcpdumpWords words;
    private final CaptureReader reader;

    private TcpdumpCapture(Process process, TcpdumpWords words, CaptureReader reader) {
        this.process = process;
        this.words = words;
        this.reader = reader;
    }

    /**
     * Starts {@code tcpdump -i interface -U -n -w - -s length} and waits for the header that it writes.
     *
     * @param binary the program, for example "tcpdump"
     * @param networkInterface letters, digits and ".:_@-"
     * @param snapLength the bytes kept of each frame, 64 to 262144
     * @param filter a filter in tcpdump's language, empty for everything
     * @throws IOException when it does not start; the message holds what tcpdump said
     */
    public static TcpdumpCapture start(String binary, String networkInterface, int snapLength, String filter)
            throws IOException {
        if (!INTERFACE.matcher(networkInterface).matches()) {
            throw new IllegalArgumentException(
                    "an interface has up to 64 letters, digits and .:_@-, got '" + networkInterface + "'");
        }
        if (snapLength < 64 || snapLength > CaptureReader.PACKET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a snap length lies in 64.." + CaptureReader.PACKET_BYTES_MAX + ", got " + snapLength);
        }
        List<String> command = new ArrayList<>(
                List.of(binary, "-i", networkInterface, "-U", "-n", "-w", "-", "-s", Integer.toString(snapLength)));
        if (!filter.isEmpty()) {
            command.addAll(List.of("--", filter));
        }
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        TcpdumpWords words = new TcpdumpWords(process.getErrorStream());
        try {
            return new TcpdumpCapture(
                    process, words, CaptureReader.of(process.getInputStream(), "the output of " + binary));
        } catch (IOException e) {
            stop(process);
            throw new IOException(binary + " does not capture at " + networkInterface + ": " + words.atTheEnd(), e);
        }
    }

    /** The packets. */
    public CaptureReader reader() {
        return reader;
    }

    /** True while tcpdump runs. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** The last that tcpdump has written to its error output, for messages. */
    public String said() {
        return words.last();
    }

    /** Asks tcpdump for its counts, by SIGUSR1 as its manual says; what it answers is in {@link #dropped} a little later. */
    public void count() throws IOException {
        new ProcessBuilder("sh", "-c", "kill -USR1 " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Packets that the kernel or the interface has dropped since the start, as of the last {@link #count} that was answered. */
    public long dropped() {
        return words.dropped();
    }

    /** Ends tcpdump; a reader that waits comes to its end. */
    @Override
    public void close() throws IOException {
        stop(process);
    }

    /** By its handle, because the process itself would close the streams that are still read. */
    private static void stop(Process process) {
        try {
            process.toHandle().destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
