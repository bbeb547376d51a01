/**
 * The protocol itself as state machines without sockets, clocks, threads or files: {@code (state, input, nowNs, random)
 * -> effects}. Public types here are for the edge and the tests of this module; they carry no compatibility promise.
 */
@NullMarked
package com.hookprobe.htp.core;

import org.jspecify.annotations.NullMarked;
