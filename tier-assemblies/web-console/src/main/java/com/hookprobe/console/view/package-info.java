/**
 * What a console shows of its node, and how it asks: implemented by the node. Plain records, written as JSON with names in snake case;
 * times are microseconds since 1970, 0 for never; ids and hashes are lower-case hexadecimal.
 */
@NullMarked
package com.hookprobe.console.view;

import org.jspecify.annotations.NullMarked;
