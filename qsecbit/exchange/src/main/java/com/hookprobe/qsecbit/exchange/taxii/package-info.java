/** TAXII 2.1: a server of our decisions and of what others post, and a client that pulls from others. */
@NullMarked
package com.hookprobe.qsecbit.exchange.taxii;

import org.jspecify.annotations.NullMarked;
