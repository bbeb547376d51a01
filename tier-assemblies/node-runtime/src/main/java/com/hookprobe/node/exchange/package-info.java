/** What a site tells its exchange, and what it makes of what others say (docs/spec/exchange.md, 8). Pure, but for the sender's thread. */
@NullMarked
package com.hookprobe.node.exchange;

import org.jspecify.annotations.NullMarked;
