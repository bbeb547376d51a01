package com.hookprobe.qsecbit.response;

/** For whom a decision holds, in rising width (RESPONSE 1.5). */
public enum Scope {
    /** For this machine alone: no other enforcer of the site takes it over. */
    HOST,
    /** For the site: other enforcers of the site may take it over. */
    SITE,
    /** For the sites of one group, decided above them. */
    GROUP,
    /** For every site of the mesh. */
    MESH;

    /** The scope of a decision that does not name one. */
    public static Scope of(Origin origin) {
        return origin == Origin.MESH ? MESH : SITE;
    }

    /** True when this one is as wide as the other, or wider. */
    public boolean atLeast(Scope other) {
        return compareTo(other) >= 0;
    }

    /** RESPONSE 1.5: a site decides for itself only, and the mesh for nobody in particular. */
    boolean permitted(Origin origin) {
        return (origin == Origin.MESH) == atLeast(GROUP);
    }
}
