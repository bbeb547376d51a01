/**
 * HTP2 for integrators: connect, send and receive messages. Start with {@link
 * com.hookprobe.htp.HtpServer} and {@link com.hookprobe.htp.HtpClient}; {@link com.hookprobe.htp.HtpEndpoint} is both
 * in one, without waiting. The wire format and its rules are in
 * {@code docs/spec/htp.md}.
 */
@NullMarked
package com.hookprobe.htp;

import org.jspecify.annotations.NullMarked;
