package com.hookprobe.qsecbit.detection.eve;

import com.fasterxml.jackson.core.JsonParser;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;
import java.util.Locale;

/** Reads what an EVE record says of the frame, and the protocols of the local network. */
final class EveLinkParts {
    private static final int VLAN_MAX = 4095;

    private EveLinkParts() {}

    static NetworkEvent.Arp arp(JsonParser p) throws IOException {
        int operation = 0;
        MacAddress senderMac = MacAddress.NONE;
        IpAddress senderIp = IpAddress.NONE;
        MacAddress targetMac = MacAddress.NONE;
        IpAddress targetIp = IpAddress.NONE;
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "opcode" ->
                    operation = switch (EveParts.word(p).toLowerCase(Locale.ROOT)) {
                        case "request", "1" -> 1;
                        case "reply", "2" -> 2;
                        default -> 0;
                    };
                case "src_mac" -> senderMac = JsonFields.mac(p);
                case "src_ip" -> senderIp = JsonFields.address(p);
                case "dest_mac" -> targetMac = JsonFields.mac(p);
                case "dest_ip" -> targetIp = JsonFields.address(p);
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Arp(operation, senderMac, senderIp, targetMac, targetIp);
    }

    static NetworkEvent.Dhcp dhcp(JsonParser p) throws IOException {
        String type = "";
        MacAddress client = MacAddress.NONE;
        IpAddress assigned = IpAddress.NONE;
        IpAddress server = IpAddress.NONE;
        IpAddress router = IpAddress.NONE;
        IpAddress dnsServer = IpAddress.NONE;
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "dhcp_type" -> type = EveParts.word(p).toLowerCase(Locale.ROOT);
                case "client_mac" -> client = JsonFields.mac(p);
                case "assigned_ip" -> assigned = JsonFields.address(p);
                // next_server_ip is the server of a boot file, and not who answers.
                case "server_identifier" -> server = JsonFields.address(p);
                case "routers" -> router = firstAddress(p);
                case "dns_servers" -> dnsServer = firstAddress(p);
                default -> JsonFields.skip(p);
            }
        }
        return new NetworkEvent.Dhcp(type, client, assigned, server, router, dnsServer);
    }

    static void ether(JsonParser p, EveDraft.LinkDraft into) throws IOException {
        for (String name = JsonFields.firstField(p); name != null; name = JsonFields.nextField(p)) {
            switch (name) {
                case "src_mac" -> into.source = JsonFields.mac(p);
                case "dest_mac" -> into.destination = JsonFields.mac(p);
                default -> JsonFields.skip(p);
            }
        }
    }

    /** A number, or the tags from the outer to the inner one. */
    static void vlan(JsonParser p, EveDraft.LinkDraft into) throws IOException {
        boolean array = p.isExpectedStartArrayToken();
        for (boolean more = JsonFields.firstElement(p); more; more = JsonFields.nextElement(p, array)) {
            int tag = (int) Math.min(VLAN_MAX, JsonFields.count(p));
            if (into.vlan < 0) {
                into.vlan = tag;
            } else if (into.innerVlan < 0) {
                into.innerVlan = tag;
            }
        }
    }

    static PacketDirection direction(JsonParser p) throws IOException {
        return switch (EveParts.word(p)) {
            case "to_server" -> PacketDirection.TO_SERVER;
            case "to_client" -> PacketDirection.TO_CLIENT;
            default -> PacketDirection.UNKNOWN;
        };
    }

    private static IpAddress firstAddress(JsonParser p) throws IOException {
        IpAddress first = IpAddress.NONE;
        boolean array = p.isExpectedStartArrayToken();
        for (boolean more = JsonFields.firstElement(p); more; more = JsonFields.nextElement(p, array)) {
            IpAddress next = JsonFields.address(p);
            first = first.equals(IpAddress.NONE) ? next : first;
        }
        return first;
    }
}
