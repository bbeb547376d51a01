package com.hookprobe.qsecbit.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.hookprobe.qsecbit.metric.Cidr;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One transaction on the sets, as JSON for {@code nft -j -f -} (libnftables-json(5)).
 *
 * <p>The kernel cannot change the time that an element has left, and deleting an element that has just ended by itself
 * fails the whole transaction. So an element that may have ended is added, which does nothing when it is there, then
 * deleted, and then, if it shall stay, added with its new time. Within a transaction no packet sees the steps between.
 */
final class NftBatch {
    private static final JsonFactory JSON = new JsonFactory();

    private final String table;
    private final List<NftSet> flushed = new ArrayList<>();
    private final Map<NftSet, Map<Indicator, Long>> removed = new EnumMap<>(NftSet.class);
    private final Map<NftSet, Map<Indicator, Long>> deleted = new EnumMap<>(NftSet.class);
    private final Map<NftSet, Map<Indicator, Long>> added = new EnumMap<>(NftSet.class);

    NftBatch(String table) {
        this.table = table;
    }

    /** Empties a set down to its marker. */
    void flush(NftSet set) {
        flushed.add(set);
    }

    /** Takes an element out, whether it is there or not. */
    void remove(NftSet set, Indicator element) {
        removed.computeIfAbsent(set, key -> new LinkedHashMap<>()).put(element, 1L);
    }

    /** Takes an element out that is surely there. */
    void delete(NftSet set, Indicator element) {
        deleted.computeIfAbsent(set, key -> new LinkedHashMap<>()).put(element, 1L);
    }

    /** Puts an element in that is not there, or that the same batch removes. */
    void add(NftSet set, Indicator element, long timeoutSeconds) {
        added.computeIfAbsent(set, key -> new LinkedHashMap<>()).put(element, timeoutSeconds);
    }

    boolean isEmpty() {
        return flushed.isEmpty() && removed.isEmpty() && deleted.isEmpty() && added.isEmpty();
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("nftables");
            for (NftSet set : flushed) {
                writeFlush(json, set);
            }
            // All deletions come before all additions: what comes to an interval set may overlap what leaves it.
            for (Map.Entry<NftSet, Map<Indicator, Long>> entry : removed.entrySet()) {
                writeElements(json, "add", entry.getKey(), entry.getValue(), true);
                writeElements(json, "delete", entry.getKey(), entry.getValue(), false);
            }
            for (Map.Entry<NftSet, Map<Indicator, Long>> entry : deleted.entrySet()) {
                writeElements(json, "delete", entry.getKey(), entry.getValue(), false);
            }
            for (Map.Entry<NftSet, Map<Indicator, Long>> entry : added.entrySet()) {
                writeElements(json, "add", entry.getKey(), entry.getValue(), true);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private void writeFlush(JsonGenerator json, NftSet set) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("flush");
        json.writeObjectFieldStart("set");
        writeName(json, set);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeStartObject();
        json.writeObjectFieldStart("add");
        json.writeObjectFieldStart("element");
        writeName(json, set);
        json.writeArrayFieldStart("elem");
        json.writeString(set.marker());
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeElements(
            JsonGenerator json, String verb, NftSet set, Map<Indicator, Long> elements, boolean withTimeouts)
            throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart(verb);
        json.writeObjectFieldStart("element");
        writeName(json, set);
        json.writeArrayFieldStart("elem");
        for (Map.Entry<Indicator, Long> element : elements.entrySet()) {
            if (withTimeouts) {
                json.writeStartObject();
                json.writeObjectFieldStart("elem");
                json.writeFieldName("val");
                writeValue(json, element.getKey());
                json.writeNumberField("timeout", element.getValue());
                json.writeEndObject();
                json.writeEndObject();
            } else {
                writeValue(json, element.getKey());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeName(JsonGenerator json, NftSet set) throws IOException {
        json.writeStringField("family", "inet");
        json.writeStringField("table", table);
        json.writeStringField("name", set.label());
    }

    private static void writeValue(JsonGenerator json, Indicator indicator) throws IOException {
        if (indicator.type() != Indicator.Type.PREFIX) {
            json.writeString(
                    indicator.isMac()
                            ? indicator.toString()
                            : indicator.prefix().address().toString());
            return;
        }
        Cidr value = indicator.prefix();
        json.writeStartObject();
        json.writeObjectFieldStart("prefix");
        json.writeStringField("addr", value.address().toString());
        json.writeNumberField("len", value.length());
        json.writeEndObject();
        json.writeEndObject();
    }
}
