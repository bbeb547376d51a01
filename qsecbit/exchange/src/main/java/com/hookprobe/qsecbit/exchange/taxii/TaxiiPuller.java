package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.Fetch;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Pulled;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Source;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pulls a collection of another server (EXCHANGE 6.6). Where it stands is kept in a file and moves when the node has taken a page. For
 * one thread.
 */
public final class TaxiiPuller implements Source {
    private static final int PAGE_BYTES_MAX = 8 << 20;
    private static final int PAGES_MAX = 1_000;
    private static final int LIMIT = 500;
    private static final int TOKEN_CHARS_MAX = 1_024;

    private final String name;
    private final URI collection;
    private final Map<String, String> headers = new HashMap<>();
    private final Path cursor;
    private final Fetch fetch;
    private final IndicatorIntake intake;

    /**
     * One collection.
     *
     * @param name of the feed, for the node and for messages
     * @param collection its address, ending with its id and a slash
     * @param authorization the header; empty for none
     * @param cursor the file that keeps the time up to which all was taken
     * @throws IllegalArgumentException when the address is not https, or http on loopback
     */
    public TaxiiPuller(
            String name,
            URI collection,
            Optional<String> authorization,
            Path cursor,
            Fetch fetch,
            IndicatorIntake intake) {
        this.name = name;
        this.collection = Fetch.requireSafe(name, collection);
        if (!collection.getPath().endsWith("/") || collection.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    name + ": expected the address of a collection with a slash at its end, found " + collection);
        }
        this.cursor = cursor;
        this.fetch = fetch;
        this.intake = intake;
        headers.put("Accept", TaxiiForm.TYPE);
        authorization.ifPresent(value -> headers.put("Authorization", value));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pulled pull() throws IOException, InterruptedException {
        Pulled sum = Pulled.NOTHING;
        String after = Files.exists(cursor) ? Files.readString(cursor).strip() : "";
        String next = "";
        String reached = "";
        for (int page = 0; page < PAGES_MAX; page++) {
            Fetch.Answer answer = fetch.get(address(after, next), headers, PAGE_BYTES_MAX);
            try {
                Fields envelope = Fields.of(Json.parsePulled(answer.body()), "the envelope");
                Pulled taken = take(envelope.list("objects", 10 * LIMIT));
                sum = sum.plus(taken);
                if (taken.full()) {
                    return sum;
                }
                boolean more = envelope.flag("more", false);
                next = more ? envelope.optionalText("next", TOKEN_CHARS_MAX).orElse("") : "";
                String last = answer.header("x-taxii-date-added-last");
                reached = last.isEmpty() ? reached : last;
                // Between pages without a token the time is all there is to go on by.
                if (!last.isEmpty() && (!more || next.isEmpty())) {
                    boolean moved = !last.equals(after);
                    after = last;
                    StixTime.parse(after);
                    save(after);
                    if (more && !moved) {
                        throw new RefusedException("a page that goes on, or next", "the same page again");
                    }
                }
                if (!more) {
                    return sum;
                }
                if (next.isEmpty() && last.isEmpty()) {
                    throw new RefusedException("next, or X-TAXII-Date-Added-Last, with more", "neither");
                }
            } catch (RefusedException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
        }
        // So much at once is enough; the next time goes on from here.
        if (!reached.isEmpty()) {
            save(reached);
        }
        return sum;
    }

    private Pulled take(List<JsonNode> objects) {
        StixReader reader = new StixReader(name);
        List<Intelligence> said = new ArrayList<>();
        int refused = 0;
        int passedOver = 0;
        for (JsonNode object : objects) {
            try {
                Optional<Intelligence> one = reader.read(object);
                one.ifPresent(said::add);
                passedOver += one.isPresent() ? 0 : 1;
            } catch (RefusedException e) {
                // One that is not understood must not keep the others away; it is counted.
                refused++;
            }
        }
        boolean full = !said.isEmpty() && intake.offer(said) == IndicatorIntake.Verdict.FULL;
        return full ? Pulled.FULL : new Pulled(said.size(), passedOver, refused, false);
    }

    private URI address(String after, String next) {
        StringBuilder query = new StringBuilder("objects/?limit=").append(LIMIT);
        if (!after.isEmpty()) {
            query.append("&added_after=").append(URLEncoder.encode(after, StandardCharsets.UTF_8));
        }
        if (!next.isEmpty()) {
            query.append("&next=").append(URLEncoder.encode(next, StandardCharsets.UTF_8));
        }
        return collection.resolve(query.toString());
    }

    private void save(String after) throws IOException {
        Path fresh = cursor.resolveSibling(cursor.getFileName() + ".new");
        Files.writeString(fresh, after + '\n');
        Files.move(fresh, cursor, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
