/** Unpublished helpers for tests: a seeded network in virtual time, and readers of shared vectors and data. */
@NullMarked
package com.hookprobe.testsupport;

import org.jspecify.annotations.NullMarked;
