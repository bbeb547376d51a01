/** What a plan comes to on a machine: files, rules, links and settings of the kernel; pure and deterministic. */
@NullMarked
package com.hookprobe.network.render;

import org.jspecify.annotations.NullMarked;
