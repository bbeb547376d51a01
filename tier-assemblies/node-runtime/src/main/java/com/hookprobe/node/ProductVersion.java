package com.hookprobe.node;

import java.util.Objects;

/** Which version of HookProbe this is. */
public final class ProductVersion {
    /** As its jar says; {@code development} where it runs from classes. */
    public static final String TEXT =
            Objects.requireNonNullElse(ProductVersion.class.getPackage().getImplementationVersion(), "development");

    private ProductVersion() {}
}
