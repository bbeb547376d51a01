package com.hookprobe.htp.file;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.file.core.FileLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Uploads or downloads one file and says how far it is. */
final class ClientProcess {
    private ClientProcess() {}

    public static void main(String[] args) throws Exception {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        Path local = Path.of(args[2]);
        HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
        HtpEndpoint endpoint = LoopbackPair.client(files);
        HtpFileClient client = files.client(LoopbackPair.connect(endpoint, server))
                .onProgress((done, total) -> System.out.println("moved " + done));
        HtpFileClient.await(args[0].equals("put") ? client.create("a.bin", local) : client.read("a.bin", local));
        System.out.println("done");
    }
}
