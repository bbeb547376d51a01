package com.hookprobe.node.role;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Vault;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaselineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * What a site must not forget when it restarts, sealed by its vault: its experience with remote addresses in
 * {@code <data>/relations}, without which it believes the mesh in everything; its experience with alerts in {@code <data>/alerts}, without
 * which it learns for another day; what it has told the mesh in {@code <data>/reports}, without which it cannot take it back; and what a
 * person has said against what was said in {@code <data>/objections}, which a correlator that is away has not heard. A disk that fails costs
 * what is new, never the site. Owned by the node's loop.
 */
final class SiteMemory {
    /** It is counted by hours. */
    private static final Duration SAVE_EXPERIENCE = Duration.ofMinutes(10);

    private static final Duration SAVE_REPORTS = Duration.ofSeconds(10);

    private final NodeContext node;
    private final Vault vault;
    private final Shelf relationShelf;
    private final Shelf alertShelf;
    private final Shelf reportShelf;
    private final BenignHistory relations;
    private final AlertBaseline alerts;
    private final SharedReports reports;
    private final Shelf objectionShelf;
    private final Objections objections;

    /** Goes on with what is stored; a file that is damaged is put aside, which is logged. */
    static SiteMemory open(NodeContext node) throws IOException, KeystoreException {
        return new SiteMemory(node);
    }

    private SiteMemory(NodeContext node) throws IOException, KeystoreException {
        this.node = node;
        this.vault = node.keys().vault();
        this.relationShelf = new Shelf("relations");
        this.alertShelf = new Shelf("alerts");
        this.reportShelf = new Shelf("reports");
        long now = node.loop().wallMicros();
        this.relations = relationShelf.read(
                new BenignHistory(), bytes -> BenignHistory.restore(bytes, BenignHistory.PEERS_MAX, now));
        // A guardian may have 48 MiB for everything.
        AlertBaselineConfig rules =
                node.self().tier() == Tier.GUARDIAN ? AlertBaselineConfig.small() : AlertBaselineConfig.standard();
        this.alerts = alertShelf.read(new AlertBaseline(rules, now), bytes -> AlertBaseline.restore(bytes, rules, now));
        this.reports = reportShelf.read(new SharedReports(), SharedReports::restore);
        this.objectionShelf = new Shelf("objections");
        this.objections = objectionShelf.read(new Objections(), Objections::restore);
    }

    void start() {
        node.loop().every(SAVE_EXPERIENCE, this::saveExperience);
        node.loop().every(SAVE_REPORTS, this::saveReports);
    }

    BenignHistory relations() {
        return relations;
    }

    AlertBaseline alerts() {
        return alerts;
    }

    SharedReports reports() {
        return reports;
    }

    Objections objections() {
        return objections;
    }

    private void saveExperience() {
        relationShelf.write(relations.snapshot());
        alertShelf.write(alerts.snapshot());
    }

    private void saveReports() {
        // First: what was taken back is forgotten there, and must be said here.
        if (objections.takeChanged()) {
            objectionShelf.write(objections.snapshot());
        }
        if (reports.takeChanged()) {
            reportShelf.write(reports.snapshot());
        }
    }

    void close() {
        saveExperience();
        saveReports();
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(byte[] bytes) throws MalformedException;
    }

    /** One sealed file. */
    private final class Shelf {
        private final String name;
        private final Path file;
        private boolean failed;

        private Shelf(String name) {
            this.name = name;
            this.file = node.data().resolve(name);
        }

        private String label() {
            return "federation." + name;
        }

        private <T> T read(T empty, Reader<T> reader) throws IOException {
            if (!Files.exists(file)) {
                return empty;
            }
            try {
                return reader.read(vault.open(label(), Files.readAllBytes(file)));
            } catch (RecordException | MalformedException e) {
                Path aside = file.resolveSibling(name + ".damaged");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                node.log()
                        .event(
                                "memory_damaged",
                                "file",
                                file.toString(),
                                "reason",
                                String.valueOf(e.getMessage()),
                                "kept_as",
                                aside.toString());
                return empty;
            }
        }

        private void write(byte[] content) {
            try {
                WholeFile.replace(file, vault.seal(label(), content), step -> {});
                failed = false;
            } catch (IOException e) {
                if (!failed) {
                    node.log().event("memory_not_saved", "file", file.toString(), "error", e.toString());
                }
                failed = true;
            }
        }
    }
}
