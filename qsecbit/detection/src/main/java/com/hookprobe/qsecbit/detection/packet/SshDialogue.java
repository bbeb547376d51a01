package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.nio.charset.StandardCharsets;

/** The banners of an SSH session (RFC 4253 section 4.2). */
final class SshDialogue implements Dialogue {
    private static final int LINE_BYTES_MAX = 255;

    private String client = "";
    private String server = "";

    @Override
    public boolean onSegment(Conversation c, Packet p, EventMaker maker) {
        StreamBuffer stream = c.buffer(p.fromInitiator);
        if (!stream.add(p)) {
            return true;
        }
        String software = software(stream);
        if (p.fromInitiator && client.isEmpty()) {
            client = software;
        } else if (!p.fromInitiator && server.isEmpty()) {
            server = software;
        }
        boolean more = (client.isEmpty() || server.isEmpty()) && !stream.isFull();
        if (!more) {
            tell(c, p.timeMicros, maker);
        }
        return more;
    }

    @Override
    public void onEnd(Conversation c, long micros, EventMaker maker) {
        tell(c, micros, maker);
    }

    private void tell(Conversation c, long micros, EventMaker maker) {
        if (c.told || (client.isEmpty() && server.isEmpty())) {
            return;
        }
        c.told = true;
        if (maker.allows(EventType.SSH, micros)) {
            maker.tell(maker.ofFlow(EventType.SSH, c.flow, micros).ssh(new NetworkEvent.Ssh(client, server)));
        }
    }

    /** "OpenSSH_9.2p1" of "SSH-2.0-OpenSSH_9.2p1 Debian". */
    private static String software(StreamBuffer stream) {
        int end = 0;
        int limit = Math.min(LINE_BYTES_MAX, stream.length);
        while (end < limit && stream.bytes[end] != '\n') {
            end++;
        }
        if (end == limit && limit < LINE_BYTES_MAX) {
            return "";
        }
        String line = new String(stream.bytes, 0, end, StandardCharsets.ISO_8859_1).strip();
        int software = line.indexOf('-', 4) + 1;
        if (!line.startsWith("SSH-") || software <= 0) {
            return "";
        }
        int space = line.indexOf(' ', software);
        return line.substring(software, space < 0 ? line.length() : space);
    }
}
