package com.hookprobe.qsecbit.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of a vector in their order. Immutable. A model holds the hash of the schema that it was trained on and
 * refuses vectors of another one: a column that moved would be judged as something else without any error.
 */
public final class FeatureSchema {
    private final String name;
    private final List<Feature> features;
    private final Map<String, Integer> index = new HashMap<>();
    private final byte[] hash;

    FeatureSchema(String name, List<Feature> features) {
        this.name = name;
        this.features = List.copyOf(features);
        StringBuilder text = new StringBuilder(ModelLabels.SCHEMA).append('\0').append(name);
        for (Feature feature : features) {
            if (index.put(feature.name(), index.size()) != null) {
                throw new IllegalArgumentException("two features are named " + feature.name());
            }
            text.append('\n').append(feature.name()).append(' ').append(feature.scale());
        }
        hash = sha256(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** "kdd" or "flow". */
    public String name() {
        return name;
    }

    /** In the order of the vector. */
    public List<Feature> features() {
        return features;
    }

    /** How many numbers a vector has. */
    public int size() {
        return features.size();
    }

    /** The place of a feature, or -1. */
    public int indexOf(String feature) {
        return index.getOrDefault(feature, -1);
    }

    /** 32 bytes over the names and scales in order, not over what an attacker can do. */
    public byte[] hash() {
        return hash.clone();
    }

    /** True when the other side takes part in the connection of this vector. */
    public boolean isOpen(double[] vector) {
        for (ConnectionState state : ConnectionState.values()) {
            int at = indexOf(state.feature());
            if (state.isOpen() && at >= 0 && vector[at] > 0) {
                return true;
            }
        }
        return false;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * By its name.
     *
     * @throws MalformedModelException when there is none of that name
     */
    static FeatureSchema of(String name) throws MalformedModelException {
        return switch (name) {
            case "kdd" -> Schemas.KDD;
            case "flow" -> Schemas.FLOW;
            default ->
                throw new MalformedModelException("feature schema '" + name + "' is not known; expected kdd or flow");
        };
    }
}
