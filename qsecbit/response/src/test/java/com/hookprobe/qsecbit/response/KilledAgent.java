package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent that bans 100,000 addresses and one of the test's, writes its journal, and then waits to be killed. */
final class KilledAgent {
    static final int BANS = 100_000;

    private KilledAgent() {}

    public static void main(String[] args) throws Exception {
        NftConfig config =
                new NftConfig(List.of("nft"), "hookprobe", Duration.ofSeconds(30), 5, List.of(), Path.of(args[0]));
        Response response = new Response(Samples.allowlist(), NftEnforcer.open(config));
        response.restore(List.of(), NOW);
        ResponseJournal journal = new ResponseJournal(Path.of(args[0], "journal"), JournalSeal.none());
        journal.rewrite(response.state(NOW));
        response.journal(journal);
        System.out.println("ready");
        List<Decision> decisions = new ArrayList<>(List.of(Samples.block("10.9.0.2")));
        while (decisions.size() < BANS + 1) {
            Indicator indicator = Indicator.of(IpAddress.v4(0x2D000000 | decisions.size()));
            decisions.add(Decision.named(indicator, Action.BLOCK, Duration.ofHours(1), Origin.LOCAL, "many", 0.5, NOW));
        }
        long startNs = System.nanoTime();
        boolean all = response.applyAll(decisions, NOW).stream().allMatch(Outcome.ENFORCED::equals);
        long ms = (System.nanoTime() - startNs) / 1_000_000;
        System.out.println(all ? "applied in " + ms + " ms" : "failed: " + response.lastFailure());
        Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
}
