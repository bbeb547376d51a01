package com.hookprobe.qsecbit.model;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Transport;

/**
 * How a connection stands at its end. The names are Zeek's for {@code conn_state} in conn.log, which KDD's {@code flag}
 * took over from it.
 */
public enum ConnectionState {
    /** An attempt without answer. */
    S0(false, true, false),
    /** Open and never closed. */
    S1(true, false, false),
    /** Closed by the one who opened it; no answer to that. */
    S2(true, false, false),
    /** Closed by the other one. */
    S3(true, false, false),
    /** Opened and closed. */
    SF(true, false, false),
    /** Refused. */
    REJ(false, false, true),
    /** Aborted by the one who opened it. */
    RSTO(true, false, true),
    /** Aborted by the other one. */
    RSTR(true, false, true),
    /** A SYN and a RST of the same side, no answer. */
    RSTOS0(false, true, false),
    /** A SYN and a FIN of the same side, no answer. */
    SH(false, true, false),
    /** Anything else, such as a connection caught in its middle. */
    OTH(false, false, false);

    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;

    private final boolean open;
    private final boolean synError;
    private final boolean refused;

    ConnectionState(boolean open, boolean synError, boolean refused) {
        this.open = open;
        this.synError = synError;
        this.refused = refused;
    }

    /** True when both sides took part. */
    public boolean isOpen() {
        return open;
    }

    /** True for what KDD counts in its {@code serror} rates: a SYN that nobody answered. */
    public boolean isSynError() {
        return synError;
    }

    /** True for what counts in {@code rerror}: a RST. */
    public boolean isRefused() {
        return refused;
    }

    String feature() {
        return "flag=" + name();
    }

    /** By the name that Zeek or KDD writes; {@link #OTH} for one that is not known. */
    public static ConnectionState of(String name) {
        return switch (name) {
            case "S0" -> S0;
            case "S1" -> S1;
            case "S2" -> S2;
            case "S3" -> S3;
            case "SF" -> SF;
            case "REJ" -> REJ;
            case "RSTO" -> RSTO;
            case "RSTR", "RSTRH" -> RSTR;
            case "RSTOS0" -> RSTOS0;
            case "SH", "SHR" -> SH;
            default -> OTH;
        };
    }

    /**
     * Of a flow event: by a state that is one of the names above, by the TCP flags of both sides, or by whether there
     * was an answer. What has no connections is SF with an answer and, as Zeek has it, S0 without.
     */
    public static ConnectionState of(NetworkEvent event) {
        NetworkEvent.Flow flow = event.flow();
        for (ConnectionState state : values()) {
            if (state.name().equalsIgnoreCase(flow.state())) {
                return state;
            }
        }
        boolean answered = flow.packetsToClient() > 0;
        int toServer = flow.flagsToServer();
        int toClient = flow.flagsToClient();
        if (event.transport() != Transport.TCP || toServer < 0 || toClient < 0) {
            return answered ? SF : S0;
        }
        if ((toServer & SYN) == 0) {
            return OTH;
        }
        if ((toClient & SYN) == 0) {
            return unanswered(toServer, toClient);
        }
        if ((toServer & RST) != 0) {
            return RSTO;
        }
        if ((toClient & RST) != 0) {
            return RSTR;
        }
        boolean closedHere = (toServer & FIN) != 0;
        boolean closedThere = (toClient & FIN) != 0;
        return closedHere && closedThere ? SF : closedHere ? S2 : closedThere ? S3 : S1;
    }

    private static ConnectionState unanswered(int toServer, int toClient) {
        if ((toClient & RST) != 0) {
            return REJ;
        }
        return (toServer & RST) != 0 ? RSTOS0 : (toServer & FIN) != 0 ? SH : S0;
    }
}
