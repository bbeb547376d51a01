package com.hookprobe.node.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.dsm.consensus.ConsensusStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a validator says of consensus to its operator: {@code consensus.json} in its data directory, replaced as a whole, so that a
 * reader sees an old page or a new one. It is not synced: after a crash it tells nothing that anybody relies on.
 *
 * <p>Times are microseconds since 1970 by the node's wall clock, 0 for never.
 *
 * @param node its name
 * @param written when
 * @param heightSince since when this height is being decided
 * @param viewSince since when this view is the current one; 0 when the height has not started
 * @param notSigning why the node signs nothing, or null
 */
public record StatusPage(
        String node,
        long written,
        long height,
        long view,
        long epoch,
        long heightSince,
        long viewSince,
        int faults,
        int quorum,
        long behind,
        @Nullable String notSigning,
        long malformed,
        long refused,
        List<Member> validators,
        List<Change> viewChanges,
        List<String> problems) {
    /** The file's name in the data directory. */
    public static final String FILE = "consensus.json";

    private static final int BYTES_MAX = 1 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** A validator; see {@link ConsensusStatus.Member}. */
    public record Member(
            String name,
            String id,
            boolean self,
            long heard,
            long height,
            long view,
            int inCertificates,
            int certificates,
            long votes,
            long lastVoted) {}

    /** A view that was skipped; see {@link ConsensusStatus.ViewChange}. */
    public record Change(long at, long height, long view, String reason, String leader, String text) {}

    /** The page of a status at this moment. */
    public static StatusPage of(String node, ConsensusStatus status, long wallMicros) {
        return new StatusPage(
                node,
                wallMicros,
                status.height(),
                status.view(),
                status.epoch(),
                ago(wallMicros, status.heightNs()),
                status.view() == 0 ? 0 : ago(wallMicros, status.viewNs()),
                status.faults(),
                status.quorum(),
                status.behind(),
                status.notSigning().orElse(null),
                status.malformed(),
                status.refused(),
                status.members().stream()
                        .map(m -> new Member(
                                m.name(),
                                m.id().hex(),
                                m.self(),
                                m.silentNs() < 0 ? 0 : ago(wallMicros, m.silentNs()),
                                m.height(),
                                m.view(),
                                m.inCertificates(),
                                m.certificates(),
                                m.votes(),
                                m.lastVoted()))
                        .toList(),
                status.viewChanges().stream()
                        .map(c -> new Change(
                                ago(wallMicros, c.agoNs()),
                                c.height(),
                                c.view(),
                                c.reason().name(),
                                c.leader(),
                                c.text()))
                        .toList(),
                status.problems());
    }

    private static long ago(long wallMicros, long ns) {
        return wallMicros - ns / 1_000;
    }

    /** The same with another list of problems. */
    public StatusPage with(List<String> found) {
        return new StatusPage(
                node,
                written,
                height,
                view,
                epoch,
                heightSince,
                viewSince,
                faults,
                quorum,
                behind,
                notSigning,
                malformed,
                refused,
                validators,
                viewChanges,
                found);
    }

    /** One JSON object. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces the page in a data directory. */
    public void write(Path data) throws IOException {
        PageFile.replace(data.resolve(FILE), json());
    }

    /**
     * Reads the page in a data directory.
     *
     * @throws IOException when there is none or it is damaged; the message names the file
     */
    public static StatusPage read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IOException("no " + file + ": this node is no validator, or has never run here");
        }
        String text = PageFile.read(file, BYTES_MAX);
        try {
            return JSON.readValue(text, StatusPage.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is no status page of this version: " + e.getOriginalMessage(), e);
        }
    }
}
