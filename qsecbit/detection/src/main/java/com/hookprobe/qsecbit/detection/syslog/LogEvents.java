package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;

/** Makes the events of log lines. */
final class LogEvents {
    private static final int NAME_CHARS = 256;

    private final String sensor;
    private final IpAddress host;

    /** @param host the address of the machine that wrote the log, {@link IpAddress#NONE} when it is not known */
    LogEvents(String sensor, IpAddress host) {
        this.sensor = sensor;
        this.host = host;
    }

    IpAddress host() {
        return host;
    }

    NetworkEventBuilder at(long timeMicros) {
        return NetworkEvent.builder().sensor(sensor).loggedMicros(timeMicros);
    }

    /** Something of a connection to a service of this machine. */
    NetworkEventBuilder to(long timeMicros, Peer client, String service, int port) {
        return at(timeMicros)
                .from(client.ip(), client.port())
                .to(host, port)
                .transport(Transport.TCP)
                .appProto(service);
    }

    NetworkEvent login(long timeMicros, Outcome outcome, Peer client, String service, int port, String user) {
        return to(timeMicros, client, service, port)
                .type(EventType.LOGIN)
                .login(new NetworkEvent.Login(outcome, service, cut(user)))
                .build();
    }

    static String cut(String text) {
        return text.substring(0, Math.min(text.length(), NAME_CHARS));
    }
}
