package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Quorum;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * {@code benchmarks/dsm votes}: what one checkpoint costs a validator in processor time and in bytes sent, with many validators, real
 * BLS and real Ed25519, on a network without loss. All machines run on one thread, so the time of each is its own.
 */
final class VotesLoad implements Options.Program {
    private int validators = 100;
    private int sources = 10;
    private int liars;
    private int warmUp = 4;
    private int heights = 6;
    private long seed = 1;

    public static void main(String[] args) {
        Options.main("dsm", "votes", new VotesLoad(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--validators" -> validators = (int) Options.number(name, value, 4, 256);
            case "--sources" -> sources = (int) Options.number(name, value, 0, 40);
            case "--liars" -> liars = (int) Options.number(name, value, 0, 85);
            case "--warm-up" -> warmUp = (int) Options.number(name, value, 0, 1_000);
            case "--heights" -> heights = (int) Options.number(name, value, 1, 1_000);
            case "--seed" -> seed = Options.number(name, value, 0, Long.MAX_VALUE);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        if (liars > Quorum.faults(validators)) {
            throw new IllegalArgumentException(
                    "--liars takes at most " + Quorum.faults(validators) + " of " + validators + " validators");
        }
        VotesMesh mesh = new VotesMesh(validators, sources, liars, seed);
        for (int i = 0; i < warmUp; i++) {
            mesh.checkpoint();
        }
        List<VotesShare> voters = new ArrayList<>();
        List<VotesShare> leaders = new ArrayList<>();
        long processNs = processCpuNs();
        for (int i = 0; i < heights; i++) {
            for (VotesShare share : mesh.checkpoint()) {
                (share.led() ? leaders : voters).add(share);
            }
            System.err.printf("checkpoint %d of %d%n", i + 1, heights);
        }
        processNs = processCpuNs() - processNs;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("validators", validators);
        report.put("quorum", mesh.quorum());
        report.put("sources", sources);
        report.put("liars", liars);
        report.put("checkpoints", heights);
        report.put("close_to_final_virtual_ms_most", mesh.slowestMillis());
        report.put("cpu_ms_voter", figures(voters, VotesShare::cpuMs));
        report.put("cpu_ms_leader", figures(leaders, VotesShare::cpuMs));
        report.put("cpu_ms_voter_by_input", medians(voters, VotesShare::cpuMsByInput));
        report.put("cpu_ms_leader_by_input", medians(leaders, VotesShare::cpuMsByInput));
        report.put("cpu_ms_process_per_validator_and_checkpoint", round(processNs / 1e6 / heights / validators));
        VotesFormula formula = new VotesFormula(validators, mesh.quorum(), sources);
        report.put("sent_bytes_voter_by_kind", medians(voters, VotesShare::sentByKind));
        report.put("sent_bytes_leader_by_kind", medians(leaders, VotesShare::sentByKind));
        compare(report, "agreement", voters, leaders, VotesShare::sentToAgree, formula.agreement());
        compare(report, "with_reports", voters, leaders, VotesShare::sentButProposals, formula.withReports());
        report.put("sent_proposal_by_leader", figures(leaders, VotesShare::sentProposals));
        report.put("sent_proposal_by_leader_computed", formula.proposal());
        print(json, report);
    }

    private static void compare(
            Map<String, Object> report,
            String what,
            List<VotesShare> voters,
            List<VotesShare> leaders,
            ToDoubleFunction<VotesShare> of,
            long computed) {
        List<VotesShare> all = new ArrayList<>(voters);
        all.addAll(leaders);
        report.put("sent_bytes_" + what, figures(all, of));
        report.put("sent_bytes_" + what + "_computed", computed);
        double most = all.stream().mapToDouble(of).max().orElseThrow();
        report.put("sent_bytes_" + what + "_most_over_computed", round(most / computed));
    }

    private static Map<String, Object> figures(List<VotesShare> shares, ToDoubleFunction<VotesShare> of) {
        List<Double> values = shares.stream().map(of::applyAsDouble).toList();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("median", round(Figures.median(values)));
        figures.put("most", round(Figures.most(values)));
        return figures;
    }

    private interface Parts {
        Map<String, Double> of(VotesShare share);
    }

    private static Map<String, Object> medians(List<VotesShare> shares, Parts parts) {
        TreeSet<String> names = new TreeSet<>();
        shares.forEach(share -> names.addAll(parts.of(share).keySet()));
        Map<String, Object> medians = new LinkedHashMap<>();
        for (String name : names) {
            medians.put(
                    name,
                    round(Figures.median(shares.stream()
                            .map(share -> parts.of(share).getOrDefault(name, 0.0))
                            .toList())));
        }
        return medians;
    }

    private static void print(boolean json, Map<String, Object> report) throws Exception {
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-48s %s%n", name, value));
        }
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static long processCpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
