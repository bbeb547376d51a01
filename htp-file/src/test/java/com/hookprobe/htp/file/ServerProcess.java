package com.hookprobe.htp.file;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Serves a root: says its port, after each checkpoint how many chunks are noted, and at a rename how many it wrote. */
final class ServerProcess {
    private ServerProcess() {}

    public static void main(String[] args) throws Exception {
        int[] written = {0};
        int[] noted = {0};
        boolean[] journalForced = {false};
        StoreSteps steps = step -> {
            if (journalForced[0]) {
                System.out.println("noted " + noted[0]);
            }
            journalForced[0] = step.equals("force-journal");
            written[0] += step.equals("write") ? 1 : 0;
            noted[0] = step.equals("force-data") ? written[0] : noted[0];
            if (step.equals("link")) {
                System.out.println("written " + written[0]);
            }
        };
        DirectoryFileStore store = DirectoryFileStore.open(
                Path.of(args[0]), ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SecureRandom(), steps);
        HtpFileServer server = HtpFileServer.builder(store).start();
        HtpEndpoint endpoint = LoopbackPair.server(server);
        System.out.println("port " + endpoint.localAddress().getPort());
        System.in.read();
    }
}
