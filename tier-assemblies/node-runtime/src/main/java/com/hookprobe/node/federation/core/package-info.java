/** What a correlator remembers for sites that were away, and what a site holds of several correlators. Pure. */
@NullMarked
package com.hookprobe.node.federation.core;

import org.jspecify.annotations.NullMarked;
