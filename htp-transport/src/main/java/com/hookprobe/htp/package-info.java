/** HTP2 for integrators: open an endpoint, connect, send and receive messages. */
@NullMarked
package com.hookprobe.htp;

import org.jspecify.annotations.NullMarked;
