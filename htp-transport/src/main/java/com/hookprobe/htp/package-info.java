/**
 * HTP2 for integrators: open an endpoint, connect, send and receive messages. The wire format and its rules are in
 * {@code docs/spec/htp.md}.
 */
@NullMarked
package com.hookprobe.htp;

import org.jspecify.annotations.NullMarked;
