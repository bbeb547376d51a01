package com.hookprobe.demo.soak;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code jcmd} does, without a JVM for each question: HotSpot's attach protocol, version 1, over the socket that a process with
 * {@code -XX:+StartAttachListener} listens at.
 */
final class Attach {
    private static final Pattern USED = Pattern.compile("(?:generation|space)\\s+total \\d+K, used (\\d+)K");
    private static final int ANSWER_MAX = 1 << 16;

    private Attach() {}

    /** Collects all garbage of a process and says how many kB of its heap are in use then; serial collector only. */
    static long heapAfterCollection(long pid) throws IOException {
        ask(pid, "GC.run");
        return used(ask(pid, "GC.heap_info"));
    }

    /** The sum over the generations, in kB. */
    static long used(String heapInfo) throws IOException {
        long sum = 0;
        Matcher generation = USED.matcher(heapInfo);
        boolean found = false;
        while (generation.find()) {
            sum += Long.parseLong(generation.group(1));
            found = true;
        }
        if (!found) {
            throw new IOException("expected the generations of a heap, found: "
                    + heapInfo.lines().findFirst().orElse("nothing"));
        }
        return sum;
    }

    private static String ask(long pid, String command) throws IOException {
        Path socket = Path.of("/tmp/.java_pid" + pid);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer request = ByteBuffer.wrap(("1\0jcmd\0" + command + "\0\0\0").getBytes(StandardCharsets.UTF_8));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            ByteBuffer answer = ByteBuffer.allocate(ANSWER_MAX);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // To the end.
            }
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            if (!text.startsWith("0\n")) {
                throw new IOException("process " + pid + " refused " + command + ": " + text.strip());
            }
            return text.substring(2);
        }
    }
}
