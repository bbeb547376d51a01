/**
 * A small HTTP edge on the JDK's own server: bounded in every direction, TLS, one table of endpoints, problems that say what to do,
 * streams. {@link com.hookprobe.http.HttpEdge} is the entry. It knows nothing of what is served.
 */
@NullMarked
package com.hookprobe.http;

import org.jspecify.annotations.NullMarked;
