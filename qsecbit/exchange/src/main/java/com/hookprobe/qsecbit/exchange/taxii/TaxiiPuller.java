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
import com.hookprobe.qsecbit.exchange.WholeFile;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pulls a collection of another server (EXCHANGE 6.6). Its place is a time, kept in a file, which moves when the node has taken a page.
 * Between two pages it is just before the last object's: what was added at the same time and stands on the next page comes, too, when
 * that one is not got. For one thread.
 */
public final class TaxiiPuller implements Source {
    private static final int PAGE_BYTES_MAX = 8 << 20;
    static final int PAGES_MAX = 1_000;
    private static final int LIMIT = 500;
    private static final int TOKEN_CHARS_MAX = 1_024;

    private final String name;
    private final URI collection;
    private final Map<String, String> headers = new HashMap<>();
    private final Path cursor;
    private final Fetch fetch;
    private final IndicatorIntake intake;

    /** Where a pull that was cut off goes on; only as long as the process lives, for servers forget tokens. */
    private Question resume = Question.NONE;

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
        Question first = resume;
        resume = Question.NONE;
        try {
            String place = load();
            return pull(place, first.next().isEmpty() ? new Question(place, "") : first);
        } catch (RefusedException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private Pulled pull(String from, Question first) throws IOException, InterruptedException, RefusedException {
        Pulled sum = Pulled.NOTHING;
        String place = from;
        Question question = first;
        for (int page = 0; page < PAGES_MAX; page++) {
            Fetch.Answer answer = fetch.get(question.at(collection), headers, PAGE_BYTES_MAX);
            Fields envelope = Fields.of(Json.parsePulled(answer.body()), "the envelope");
            boolean more = envelope.flag("more", false);
            String next = more ? envelope.optionalText("next", TOKEN_CHARS_MAX).orElse("") : "";
            String last = answer.header("x-taxii-date-added-last");
            Pulled taken = take(envelope.list("objects", 10 * LIMIT));
            sum = sum.plus(taken);
            if (taken.full()) {
                // Where all pages have one token, asking again would give the page behind this one.
                resume = next.equals(question.next()) ? Question.NONE : question;
                return sum;
            }
            place = moved(place, last, more);
            if (!more) {
                return sum;
            }
            question = next.isEmpty() ? question.behind(last) : new Question(question.after(), next);
        }
        resume = question;
        return sum.plus(Pulled.FULL);
    }

    /** What a page is asked for by; a token goes with the time that the first page was asked for by. */
    private record Question(String after, String next) {
        static final Question NONE = new Question("", "");

        /** Of a server without tokens: from just before the last time on, for there may be more of it; behind it when that is no step. */
        Question behind(String last) throws RefusedException {
            long reached = last.isEmpty() ? -1 : StixTime.parse(last);
            long before = after.isEmpty() ? -1 : StixTime.parse(after);
            if (reached <= before) {
                throw new RefusedException(
                        "next, or a later X-TAXII-Date-Added-Last, with more",
                        last.isEmpty() ? "neither" : "the same page again");
            }
            return new Question(StixTime.format(Math.max(reached - 1, before + 1)), "");
        }

        URI at(URI collection) {
            StringBuilder query = new StringBuilder("objects/?limit=").append(LIMIT);
            if (!after.isEmpty()) {
                query.append("&added_after=").append(URLEncoder.encode(after, StandardCharsets.UTF_8));
            }
            if (!next.isEmpty()) {
                query.append("&next=").append(URLEncoder.encode(next, StandardCharsets.UTF_8));
            }
            return collection.resolve(query.toString());
        }
    }

    /** The place behind a page that was taken. */
    private String moved(String place, String last, boolean more) throws IOException, RefusedException {
        if (last.isEmpty()) {
            return place;
        }
        long micros = StixTime.parse(last);
        String next = more ? StixTime.format(Math.max(0, micros - 1)) : last;
        if (!place.isEmpty() && StixTime.parse(next) <= StixTime.parse(place)) {
            return place;
        }
        WholeFile.replace(cursor, next.getBytes(StandardCharsets.UTF_8));
        return next;
    }

    private String load() throws IOException, RefusedException {
        String place = Files.exists(cursor) ? Files.readString(cursor).strip() : "";
        if (!place.isEmpty()) {
            StixTime.parse(place);
        }
        return place;
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
}
