package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.detection.read.YearlessTime;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads text logs and finds out of each line what it is: log-ins at SSH, FTP, mail, file and database servers, access and
 * error logs of web servers, and packets that the firewall has logged, behind the prefixes of syslog (RFC 3164, RFC
 * 5424), of the journal, or none.
 *
 * <p>Most lines of a log are about something else; these give no event, are counted as {@link #foreign}, and are not
 * broken. A line is broken when it is one that we read but its time, an address or a port in it is none.
 *
 * <p>Lines are scanned by hand from left to right: no line costs more than a few times its length. Not thread-safe.
 */
public final class LogParser implements RecordParser {
    /** What is behind this many bytes of a line is not looked at. */
    static final int LINE_BYTES_MAX = 1 << 15;

    private static final String REPEATED = "message repeated ";
    private static final int TIMES_MAX = 100;

    private final LinePrefix prefix;
    private final SshdLines sshd;
    private final LoginLines logins;
    private final AccessServiceLines services;
    private final AccessLine access;
    private final ErrorLine errors;
    private final NetfilterLine netfilter;
    private long foreign;

    /**
     * A parser.
     *
     * @param sensor the name that the events get
     * @param host the address of the machine that writes the log, {@link IpAddress#NONE} when it is not known
     * @param referenceMicros about now, microseconds since the epoch: the years of time stamps without one are taken so
     *     that none lies more than a day behind it
     */
    public LogParser(String sensor, IpAddress host, long referenceMicros) {
        this(sensor, host, () -> referenceMicros);
    }

    /**
     * A parser of a log that is followed as it grows.
     *
     * @param sensor the name that the events get
     * @param host as above
     * @param referenceMicros gives about now, asked at each time stamp without a year
     */
    public LogParser(String sensor, IpAddress host, LongSupplier referenceMicros) {
        LogEvents events = new LogEvents(sensor, host);
        Attempts attempts = new Attempts();
        this.prefix = new LinePrefix(new YearlessTime(referenceMicros));
        this.sshd = new SshdLines(events, attempts);
        this.logins = new LoginLines(events, attempts);
        this.services = new AccessServiceLines(events, attempts);
        this.access = new AccessLine(events);
        this.errors = new ErrorLine(events, access);
        this.netfilter = new NetfilterLine(events);
    }

    @Override
    public long foreign() {
        return foreign;
    }

    @Override
    public boolean parse(byte[] bytes, int from, int length, Consumer<NetworkEvent> out) {
        String text = new String(bytes, from, Math.min(length, LINE_BYTES_MAX), StandardCharsets.UTF_8);
        NetworkEvent event;
        int times = 1;
        try {
            int repeated = text.indexOf(": ") + 2;
            int bracket = text.startsWith(REPEATED, repeated) ? text.indexOf(": [ ", repeated) : -1;
            if (bracket > 0) {
                times = times(text, repeated + REPEATED.length());
                text = text.substring(0, repeated) + text.substring(bracket + 4);
            }
            event = read(text);
        } catch (IllegalArgumentException e) {
            // Broken text is the peer's fault: the reader counts it and goes on.
            return false;
        }
        if (event == null) {
            foreign++;
        }
        for (int i = 0; i < times && event != null; i++) {
            out.accept(event);
        }
        return true;
    }

    private @Nullable NetworkEvent read(String text) {
        if (ErrorLine.isNginx(text)) {
            return errors.readNginx(text);
        }
        if (ErrorLine.isApache(text)) {
            return errors.readApache(text);
        }
        LogLine line = prefix.read(text);
        // Without the name of a program there is no prefix: the client comes first, and then names of its choice.
        String message = line.program().isEmpty() ? text : line.message();
        int time = AccessLine.timeAt(message);
        if (time >= 0) {
            return access.read(message, time);
        }
        if (SshdLines.wrote(line.program())) {
            NetworkEvent event = sshd.read(line);
            return event == null ? logins.read(line) : event;
        }
        if (AccessServiceLines.wrote(line.program())) {
            NetworkEvent event = services.read(line);
            return event == null ? logins.read(line) : event;
        }
        if (NetfilterLine.isOne(line.message())) {
            return netfilter.read(line);
        }
        if (ErrorLine.isNginx(line.message())) {
            return errors.readNginx(line.message());
        }
        return logins.read(line);
    }

    /** {@code 5 times: [ ...]}: a logger that writes equal lines once. */
    private static int times(String text, int from) {
        int end = text.indexOf(' ', from);
        int times = end < 0 || end - from > 5 ? -1 : Timestamps.digits(text, from, end);
        return Math.max(1, Math.min(TIMES_MAX, times));
    }
}
