package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Forensics;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.node.log.EventLog;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What forensics found, for people and programs. */
final class ForensicsView {
    private final Genesis genesis;
    private final ValidatorSet set;

    /** @param set of the height that is examined */
    ForensicsView(Genesis genesis, ValidatorSet set) {
        this.genesis = genesis;
        this.set = set;
    }

    void print(List<Forensics.Finding> findings, boolean json) {
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("network", genesis.networkId().hex());
            all.put("conflict", findings.stream().anyMatch(Forensics.Finding::conflict));
            all.put("heights", findings.stream().map(this::facts).toList());
            System.out.println(EventLog.json(all));
        } else {
            findings.forEach(this::printText);
            if (findings.isEmpty()) {
                System.out.println("no certificate in these files");
            }
        }
    }

    private Map<String, Object> facts(Forensics.Finding finding) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("height", finding.height());
        facts.put("decisions", finding.decisions().stream().map(this::facts).toList());
        facts.put(
                "culprits",
                finding.culprits().stream()
                        .map(signer -> culprit(finding, signer))
                        .toList());
        facts.put("missing", finding.missing());
        facts.put("ignored_certificates", finding.ignored());
        return facts;
    }

    private Map<String, Object> culprit(Forensics.Finding finding, int signer) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("signer", signer);
        facts.put("validator", member(signer).id().hex());
        facts.put("name", member(signer).name());
        List<Map<String, Object>> proofs = new ArrayList<>();
        for (Forensics.Proof proof : finding.proofs()) {
            if (proof.culprits().contains(signer)) {
                Map<String, Object> pair = new LinkedHashMap<>();
                pair.put("evidence", "E" + proof.kind().code());
                pair.put("kind", proof.kind().text());
                pair.put("first", facts(proof.first()));
                pair.put("second", facts(proof.second()));
                proofs.add(pair);
            }
        }
        facts.put("proofs", proofs);
        return facts;
    }

    private Map<String, Object> facts(Certificate certificate) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("vote", certificate.kind().name());
        facts.put("view", certificate.view());
        facts.put("value", certificate.value().hex());
        facts.put("signers", certificate.signers());
        facts.put("certificate", HexFormat.of().formatHex(certificate.encode()));
        return facts;
    }

    private void printText(Forensics.Finding finding) {
        System.out.println("height " + finding.height() + ": " + verdict(finding));
        for (Certificate decision : finding.decisions()) {
            System.out.println("  decided in view " + decision.view() + ": " + decision.value() + ", signed by "
                    + names(decision.signers()));
        }
        for (int signer : finding.culprits()) {
            System.out.println(
                    "  culprit " + member(signer).name() + " " + member(signer).id());
            for (Forensics.Proof proof : finding.proofs()) {
                if (proof.culprits().contains(signer)) {
                    System.out.println("    E" + proof.kind().code() + " "
                            + proof.kind().text() + ": signed " + text(proof.first()) + " and " + text(proof.second()));
                }
            }
        }
        finding.missing().forEach(what -> System.out.println("  missing: " + what));
        if (finding.ignored() > 0) {
            System.out.println("  not counted: " + finding.ignored()
                    + " certificates that do not verify under the validator set " + set.hash());
        }
    }

    private static String verdict(Forensics.Finding finding) {
        if (!finding.proofs().isEmpty()) {
            return finding.culprits().size() + " culprits";
        }
        return finding.conflict()
                ? "two decisions; nobody can be named with these files"
                : "no conflict in these files";
    }

    private static String text(Certificate certificate) {
        String value = switch (certificate.kind()) {
            case NULLIFY -> "";
            case NOTARIZE, FINALIZE -> " for " + certificate.value().hex().substring(0, 16);
        };
        return certificate.kind() + " of view " + certificate.view() + value;
    }

    private String names(List<Integer> signers) {
        return String.join(", ", signers.stream().map(it -> member(it).name()).toList());
    }

    private Validator member(int signer) {
        return set.member(signer);
    }
}
