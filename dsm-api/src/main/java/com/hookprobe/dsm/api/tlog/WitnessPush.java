package com.hookprobe.dsm.api.tlog;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Shows the log's newest checkpoint to one witness and collects its cosignature (C2SP tlog-witness, add-checkpoint). Called when
 * the log has grown, and again after a failure; the caller chooses when. One thread.
 */
public final class WitnessPush {
    /** Longest answer that is read. */
    private static final int ANSWER_MAX = 64 * 1024;

    /** A size that a witness names once more after it was believed would be answered for ever. */
    private static final int TRIES = 2;

    private static final int SIZE_DIGITS_MAX = 18;

    /** What came of it. */
    public enum Outcome {
        /** The witness signed, and the signature is among the log's. */
        COSIGNED,
        /** It answered as if it had, but nothing verifies under the configured keys. */
        NOTHING_VALID,
        /** 404: it does not know this log's origin. */
        UNKNOWN_LOG,
        /** 403: it does not trust this log's key. */
        UNKNOWN_KEY,
        /** 409 with a larger size: it has seen more of this log than this node holds. */
        AHEAD,
        /** 409 at our size: it has signed another root of this size. Somebody shows two views of this log. */
        SPLIT_VIEW,
        /** 422: what it signed before is not a beginning of this log, or the proof is wrong. */
        INCONSISTENT,
        /** Another status, an answer that makes no sense, too long or too late. */
        FAILED
    }

    private final LogPublisher log;
    private final URI endpoint;
    private final HttpClient client;
    private final Duration patience;
    /** What the witness signed last, as far as known; it corrects us. */
    private long witnessed;

    /**
     * @param log whose checkpoints are shown
     * @param submissionPrefix of the witness; {@code /add-checkpoint} is put behind it
     * @param client without redirects, please: a witness has none
     * @param patience for one exchange, the answer's body included
     */
    public WitnessPush(LogPublisher log, URI submissionPrefix, HttpClient client, Duration patience) {
        this.log = log;
        String prefix = submissionPrefix.toString();
        this.endpoint = URI.create((prefix.endsWith("/") ? prefix : prefix + '/') + "add-checkpoint");
        this.client = client;
        this.patience = patience;
    }

    /**
     * Shows the newest checkpoint. Blocks for twice the patience at the longest.
     *
     * @throws StoreException when this node's store fails; what fails at the witness is an outcome
     */
    public Outcome push() throws StoreException, InterruptedException {
        LogPublisher.Published newest = log.newest();
        long size = newest.checkpoint().size();
        if (witnessed > size) {
            // It may have said something wrong: with an old size of zero it says again where it stands.
            witnessed = 0;
        }
        for (int attempt = 0; attempt < TRIES && witnessed <= size; attempt++) {
            HttpResponse<byte[]> answer;
            try {
                answer = send(body(newest));
            } catch (IOException e) {
                return Outcome.FAILED;
            }
            if (answer.statusCode() != 409) {
                return outcome(answer, newest.checkpoint());
            }
            OptionalLong stands = size(answer.body());
            if (stands.isPresent() && stands.getAsLong() != witnessed) {
                witnessed = stands.getAsLong();
            } else {
                return witnessed == size ? Outcome.SPLIT_VIEW : Outcome.FAILED;
            }
        }
        return witnessed > size ? Outcome.AHEAD : Outcome.FAILED;
    }

    private Outcome outcome(HttpResponse<byte[]> answer, LogCheckpoint shown) {
        return switch (answer.statusCode()) {
            case 200 -> {
                witnessed = shown.size();
                String lines = new String(answer.body(), StandardCharsets.UTF_8);
                yield log.cosignatures().add(shown, lines) > 0 ? Outcome.COSIGNED : Outcome.NOTHING_VALID;
            }
            case 403 -> Outcome.UNKNOWN_KEY;
            case 404 -> Outcome.UNKNOWN_LOG;
            case 422 -> Outcome.INCONSISTENT;
            default -> Outcome.FAILED;
        };
    }

    private String body(LogPublisher.Published newest) throws StoreException {
        StringBuilder body = new StringBuilder("old ").append(witnessed).append('\n');
        // A proof from nothing is empty, and has no form in RFC 6962.
        List<Hash32> proof = witnessed == 0
                ? List.of()
                : log.consistency(witnessed, newest.checkpoint().size());
        proof.forEach(hash ->
                body.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n'));
        return body.append('\n').append(newest.note()).toString();
    }

    private HttpResponse<byte[]> send(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .timeout(patience)
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, BoundedBody.of(ANSWER_MAX));
        try {
            // The request's own timeout ends with the headers; a body that drips would hold us.
            return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("expected an answer within " + patience + ", found none", e);
        } catch (ExecutionException e) {
            throw new IOException("the exchange failed", e);
        } finally {
            exchange.cancel(true);
        }
    }

    private static OptionalLong size(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        boolean right = text.length() <= SIZE_DIGITS_MAX + 1 && text.matches("(?:0|[1-9][0-9]*)\n");
        return right ? OptionalLong.of(Long.parseLong(text.strip())) : OptionalLong.empty();
    }
}
