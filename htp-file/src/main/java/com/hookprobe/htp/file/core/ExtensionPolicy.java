package com.hookprobe.htp.file.core;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which file names a store serves, by extension: an allow-list, never empty. Applies to every operation. */
public final class ExtensionPolicy {
    /** The default list. */
    public static final ExtensionPolicy DEFAULT = new ExtensionPolicy(
            Set.of("txt", "json", "csv", "log", "bin", "cbor", "pcap", "onnx", "npz", "yaml", "conf", "sig", "ter"));

    private final Set<String> allowed;

    private ExtensionPolicy(Set<String> allowed) {
        this.allowed = allowed;
    }

    /** A policy with these extensions, without dot; IllegalArgumentException when there is none or one is empty. */
    public static ExtensionPolicy of(Collection<String> extensions) {
        Set<String> folded = new TreeSet<>();
        for (String extension : extensions) {
            if (extension.isEmpty() || extension.indexOf('.') >= 0) {
                throw new IllegalArgumentException("not an extension: \"" + extension + "\"");
            }
            folded.add(CaseFold.fold(extension));
        }
        if (folded.isEmpty()) {
            throw new IllegalArgumentException("an allow-list needs at least one extension");
        }
        return new ExtensionPolicy(Set.copyOf(folded));
    }

    /** Whether a file may have that name. */
    public boolean allows(String name) {
        // HTP 5: "every inner extension must be allowed too (x.php.txt refused); no extension -> refused"
        String[] parts = name.split("\\.", -1);
        if (parts.length < 2 || parts[0].isEmpty()) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            if (!allowed.contains(CaseFold.fold(parts[i]))) {
                return false;
            }
        }
        return true;
    }
}
