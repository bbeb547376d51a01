package com.hookprobe.qsecbit.detection.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** One JSON object on one line, its fields in the order in which they are given. Not thread-safe. */
public final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator generator;

    /** An object without fields. */
    public JsonLine() {
        try {
            generator = FACTORY.createGenerator(text);
            generator.writeStartObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
    }

    /** Adds a text. */
    public JsonLine text(String name, String value) {
        return write(() -> generator.writeStringField(name, value));
    }

    /** Adds a whole number. */
    public JsonLine number(String name, long value) {
        return write(() -> generator.writeNumberField(name, value));
    }

    /** Adds a number. */
    public JsonLine number(String name, double value) {
        return write(() -> generator.writeNumberField(name, value));
    }

    /** Adds true or false. */
    public JsonLine truth(String name, boolean value) {
        return write(() -> generator.writeBooleanField(name, value));
    }

    /** The line, without a line feed. */
    public String end() {
        write(() -> {
            generator.writeEndObject();
            generator.close();
        });
        return text.toString();
    }

    private interface Step {
        void run() throws IOException;
    }

    private JsonLine write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return this;
    }
}
