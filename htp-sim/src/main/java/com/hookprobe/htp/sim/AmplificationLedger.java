package com.hookprobe.htp.sim;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node sent to each address against what it got from there. Handshake messages are told from session packets by
 * their header, which is in clear.
 *
 * <ul>
 *   <li>Handshake: until a session was confirmed from an address, the answers must not be larger than all that came from
 *       there (ratio 1.0).
 *   <li>Path change: session packets to an address from which no session was confirmed must not be larger than three times
 *       the session packets that came from there, until the address is validated. The ledger cannot read a path response;
 *       it takes an address for validated as soon as something comes from there that was sent after something had arrived
 *       there, and when an ACCEPT went there. That is never later than a path response, so it accuses nobody wrongly.
 *   <li>Punch (HTP 3.7): what is too short for a packet must not be more than five times 48 bytes for each call that is
 *       expected, to all addresses together.
 * </ul>
 * Addresses that the node itself chose to connect to are free, and after a meeting all ports of the host it was led to.
 */
final class AmplificationLedger {
    private static final int PATH_CHANGE_RATIO = 3;
    private static final int PUNCH_BYTES_MAX = 48;

    private static final class Account {
        long bytesIn;
        long sessionBytesIn;
        long handshakeBytesOut;
        long sessionBytesOut;
        boolean chosen;
        boolean confirmed;
        boolean validated;
    }

    private final Map<InetSocketAddress, Account> accounts = new HashMap<>();
    private @Nullable InetSocketAddress lastAddress;
    private @Nullable Account lastAccount;
    private double worst;
    private final Set<InetAddress> chosenHosts = new HashSet<>();
    private long punchBytesAllowed;
    private long punchBytes;

    /** The largest ratio of answers to bytes received that was seen for an address not yet confirmed. */
    double worst() {
        return worst;
    }

    /** A validator leads the node to that host. */
    void chosenHost(InetAddress host) {
        chosenHosts.add(host);
    }

    /** Somebody was told how to call the node. */
    void calls() {
        punchBytesAllowed += 5 * PUNCH_BYTES_MAX;
    }

    void chosen(InetSocketAddress address) {
        account(address).chosen = true;
    }

    /** A session's first authentic packet came from there. */
    void confirmed(InetSocketAddress address) {
        account(address).confirmed = true;
    }

    void in(Packet packet) {
        Account account = account(packet.from);
        account.bytesIn += packet.length;
        if (!isHandshake(packet.bytes, 0, packet.length)) {
            account.sessionBytesIn += packet.length;
            account.validated |= packet.roundTrip && !packet.damaged;
        }
    }

    /** Null when the datagram may leave, else what is wrong. */
    @Nullable String out(InetSocketAddress to, byte[] buffer, int offset, int length) {
        Account account = account(to);
        if (account.chosen || account.confirmed || chosenHosts.contains(to.getAddress())) {
            return null;
        }
        if (length <= PUNCH_BYTES_MAX && punchBytes + length <= punchBytesAllowed) {
            punchBytes += length;
            return null;
        }
        if (isHandshake(buffer, offset, length)) {
            account.handshakeBytesOut += length;
            // An ACCEPT answers a cookie that came back: whoever is there asked for the session. For the handshake
            // itself the
            // stricter rule goes on.
            account.validated |= Bytes.u16(buffer, offset + Wire.TYPE_OFFSET) == PacketType.ACCEPT.code;
            worst = Math.max(worst, (double) account.handshakeBytesOut / Math.max(1, account.bytesIn));
            if (account.handshakeBytesOut > account.bytesIn) {
                return "amplification: " + account.handshakeBytesOut + " bytes of handshake to " + to + " for "
                        + account.bytesIn + " received";
            }
            return null;
        }
        account.sessionBytesOut += length;
        if (!account.validated && account.sessionBytesOut > PATH_CHANGE_RATIO * account.sessionBytesIn) {
            return "amplification: " + account.sessionBytesOut + " bytes of session to " + to
                    + ", which is not validated, for " + account.sessionBytesIn + " received";
        }
        return null;
    }

    /** A peer's datagrams share one address object, so identity spares the hash; a miss costs only that. */
    @SuppressWarnings("ReferenceEquality")
    private Account account(InetSocketAddress address) {
        Account account = lastAccount;
        if (account == null || address != lastAddress) {
            account = accounts.computeIfAbsent(address, a -> new Account());
            lastAddress = address;
            lastAccount = account;
        }
        return account;
    }

    private static boolean isHandshake(byte[] b, int offset, int length) {
        if (length < Wire.PAYLOAD_OFFSET || Bytes.u16(b, offset) != Wire.VERSION) {
            return false;
        }
        int type = Bytes.u16(b, offset + Wire.TYPE_OFFSET);
        return type >= PacketType.HELLO.code && type <= PacketType.REJECT.code;
    }
}
