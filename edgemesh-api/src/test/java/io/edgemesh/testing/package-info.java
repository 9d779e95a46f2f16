/**
 * What every module's tests share: the check that fails a build on a leaked buffer. Contract tests for plug-in authors
 * sit beside the contracts they check.
 */
@NullMarked
package io.edgemesh.testing;

import org.jspecify.annotations.NullMarked;
