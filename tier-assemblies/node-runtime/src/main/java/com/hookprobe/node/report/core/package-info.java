/** Daily tallies and what reports say of them (docs/spec/report.md): pure. */
@NullMarked
package com.hookprobe.node.report.core;

import org.jspecify.annotations.NullMarked;
