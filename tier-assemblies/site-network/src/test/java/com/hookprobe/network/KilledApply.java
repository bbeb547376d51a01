package com.hookprobe.network;

import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.render.Places;
import java.time.Duration;
import java.util.List;

/** Applies a plan in a folder and a namespace, says each phase, and waits to be killed. */
final class KilledApply {
    private KilledApply() {}

    public static void main(String[] args) throws Exception {
        Places places = new Places(args[0] + "/run", args[0] + "/data", args[0] + "/system", false);
        SiteNetwork network = new SiteNetwork(places, List.of("nsenter", "-t", args[1], "-n"));
        NetworkPlan plan = NetworkPlan.of(Trees.of(GatewayTest.YAML), GatewayTest.AROUND);
        network.apply(plan, Duration.ofMinutes(5), waiting -> System.out.println(waiting.phase()));
    }
}
