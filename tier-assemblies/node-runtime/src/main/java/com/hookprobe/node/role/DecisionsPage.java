package com.hookprobe.node.role;

import com.hookprobe.identity.Vault;
import com.hookprobe.qsecbit.response.AllowEntry;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.ResponseJournal;
import com.hookprobe.qsecbit.response.Undone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** What a site's node has written down of its decisions, as another process reads it while the node runs or rests. */
public final class DecisionsPage {
    private final ResponseJournal.Contents contents;

    private DecisionsPage(ResponseJournal.Contents contents) {
        this.contents = contents;
    }

    /**
     * Reads the journal in a data folder, which is sealed by the node's vault.
     *
     * @throws IOException when there is none, or it cannot be read; the message names the file
     */
    public static DecisionsPage read(Path data, Vault vault) throws IOException {
        Path file = data.resolve(Defences.JOURNAL);
        if (!Files.exists(file)) {
            throw new IOException("no " + file + ": this node is no site, or has never run here");
        }
        return new DecisionsPage(ResponseJournal.read(file, new VaultSeal(vault)));
    }

    /** True when a decision is about this one, or a wider or narrower prefix of it. */
    public static boolean concerns(Decision decision, Indicator whom) {
        Indicator indicator = decision.indicator();
        return indicator.equals(whom)
                || (!indicator.isMac() && !whom.isMac() && indicator.prefix().overlaps(whom.prefix()));
    }

    /** In force, the first to end first. */
    public List<Decision> decisions(long nowMicros) {
        return contents.state().decisions().stream()
                .filter(decision -> decision.endsMicros() > nowMicros)
                .sorted(Comparator.comparingLong(Decision::endsMicros))
                .toList();
    }

    /** What operators took back and would still hold. */
    public List<Undone> undone(long nowMicros) {
        return contents.state().undone().stream()
                .filter(undone -> undone.untilMicros() > nowMicros)
                .toList();
    }

    /** What operators have allowed. */
    public List<AllowEntry> allowed() {
        return contents.state().allowed();
    }

    /** Whom the decision of this id is about: several, when it is about a kind of alert. */
    public List<Indicator> named(String id) {
        return contents.state().decisions().stream()
                .filter(decision -> decision.id().equals(id))
                .map(Decision::indicator)
                .toList();
    }

    /** Lines that were no entries; one may be the line that is being written. */
    public int damaged() {
        return contents.damaged();
    }
}
