package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Optional;

/** Reads DHCP messages (RFC 2131, options of RFC 2132). */
final class DhcpMessages {
    private static final int OPTIONS_AT = 240;
    private static final int COOKIE = 0x6382_5363;
    private static final int OPTION_END = 255;
    private static final int OPTION_ROUTER = 3;
    private static final int OPTION_NAME_SERVER = 6;
    private static final int OPTION_TYPE = 53;
    private static final int OPTION_SERVER = 54;
    private static final String[] TYPES = {
        "", "discover", "offer", "request", "decline", "ack", "nak", "release", "inform"
    };

    private DhcpMessages() {}

    /** A message between two positions; empty when it is none. */
    static Optional<NetworkEvent.Dhcp> read(byte[] data, int from, int to) {
        if (to - from < OPTIONS_AT || Bytes.i32(data, from + OPTIONS_AT - 4) != COOKIE) {
            return Optional.empty();
        }
        boolean ethernet = data[from + 1] == 1 && data[from + 2] == 6;
        MacAddress client = ethernet ? new MacAddress(Bytes.mac(data, from + 28)) : MacAddress.NONE;
        int assigned = Bytes.i32(data, from + 16);
        int type = 0;
        int server = 0;
        int router = 0;
        int nameServer = 0;
        int at = from + OPTIONS_AT;
        while (at < to && Bytes.u8(data, at) != OPTION_END) {
            int option = Bytes.u8(data, at);
            if (option == 0) {
                at++;
                continue;
            }
            if (at + 2 > to || at + 2 + Bytes.u8(data, at + 1) > to) {
                break;
            }
            int length = Bytes.u8(data, at + 1);
            if (option == OPTION_TYPE && length == 1) {
                type = Bytes.u8(data, at + 2);
            } else if (length >= 4) {
                int address = Bytes.i32(data, at + 2);
                server = option == OPTION_SERVER ? address : server;
                router = option == OPTION_ROUTER ? address : router;
                nameServer = option == OPTION_NAME_SERVER ? address : nameServer;
            }
            at += 2 + length;
        }
        if (type == 0 || type >= TYPES.length) {
            return Optional.empty();
        }
        return Optional.of(new NetworkEvent.Dhcp(
                TYPES[type], client, address(assigned), address(server), address(router), address(nameServer)));
    }

    private static IpAddress address(int bits) {
        return bits == 0 ? IpAddress.NONE : IpAddress.v4(bits);
    }
}
